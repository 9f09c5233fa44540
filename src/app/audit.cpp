#include "app/audit.hpp"

#include <cstdio>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "base/era.hpp"
#include "platform/audit/looks_of_patient.hpp"
#include "platform/audit/root_files.hpp"

namespace kakehashi::app {
namespace {

std::filesystem::path key_file(const Configuration& configuration) {
    const auto chosen = configuration.text("audit-key");
    return chosen.empty() ? configuration.data() / "keys" / "audit.key"
                          : std::filesystem::path{chosen};
}

void print(const audit::Finding& finding) {
    std::printf("%s%s%s%s\t%s\n", finding.is_notice ? "notice " : "", finding.word.c_str(),
                finding.where.empty() ? "" : " ", finding.where.c_str(), finding.sentence.c_str());
}

Result<int> verify(const Configuration& configuration) {
    TRY(const auto program, Program::open(configuration, Opening::Use));
    audit::Scope scope{audit_public_keys(configuration), nullptr};
    audit::CarriedAway carried_away;
    if (const auto folder = configuration.text("roots"); !folder.empty()) {
        TRY(carried_away, audit::read_root_files(folder));
        scope.carried_away = &carried_away;
        // Keys that were carried away are worth more than those beside the chain.
        if (auto keys = audit::public_keys_in(std::filesystem::path{folder} / "audit.pub");
            !keys.empty())
            scope.public_keys = std::move(keys);
    }
    const auto verified = audit::verify(program->office().db, scope, print);
    std::printf(
        "%lld行を確かめました(1〜%lld番)。つなぐ前の行 %lld。%s\n",
        static_cast<long long>(verified.rows), static_cast<long long>(verified.last),
        static_cast<long long>(verified.waiting),
        verified.is_good() ? "変わったところはありません" : "書いたときと違うところがあります");
    if (!verified.is_good())
        std::printf("違うところ %lld件\n", static_cast<long long>(verified.findings));
    return verified.is_good() ? 0 : 1;
}

Result<int> carry_away(const Configuration& configuration) {
    const auto folder = configuration.text("to");
    if (folder.empty()) return fail(ErrorKind::Invalid, "text.required", "to");
    TRY(const auto program, Program::open(configuration, Opening::Use));
    TRY_DO(audit::export_roots(program->office().db, audit::public_file_of(key_file(configuration)),
                               folder));
    std::printf("日ごとの締めと、いまの末尾の署名を %s に書きました。別の場所に保管します。\n",
                folder.c_str());
    return 0;
}

Result<int> list(const Configuration& configuration) {
    TRY(const auto patient, PatientId::parse(configuration.text("patient")));
    TRY(const auto program, Program::open(configuration, Opening::Use));
    TRY(const auto viewer, program->system_viewer("サーバーの管理者"));
    auto& office = program->office();
    audit::each_look(office.db, viewer.facility, patient, [](const audit::ChainedRow& row) {
        const auto& entry = row.entry;
        std::printf("%lld\t%s\t%s\t%s\t%s\t%s\t%s\n", static_cast<long long>(row.number),
                    iso_instant(entry.at).c_str(), entry.actor_name.c_str(), entry.address.c_str(),
                    entry.action.c_str(), entry.what.c_str(), entry.result.c_str());
        return true;
    });
    auto tx = office.db.write();
    auto trace = audit::entry_of(viewer, office.clock.now(), audit::kRead, "audit list");
    trace.seen = "p" + patient.text();
    audit::note(tx, trace);
    tx.commit();
    return 0;
}

Result<int> run(const Configuration& configuration) {
    const auto what = configuration.words().empty() ? std::string{} : configuration.words().front();
    if (what == "verify") return verify(configuration);
    if (what == "export") return carry_away(configuration);
    if (what == "list") return list(configuration);
    return fail(ErrorKind::Invalid, "audit.which", {}, what);
}

}  // namespace

std::filesystem::path audit_folder(const Configuration& configuration) {
    return configuration.data() / "audit";
}

Result<audit::Key> open_audit_key(const Configuration& configuration) {
    return audit::Key::load_or_create(key_file(configuration));
}

AuditPlaces audit_places(const Configuration& configuration) {
    return {audit::public_file_of(key_file(configuration)), audit_folder(configuration) / "roots"};
}

std::vector<std::string> audit_public_keys(const Configuration& configuration) {
    return audit::public_keys_in(audit::public_file_of(key_file(configuration)));
}

int run_audit(const Configuration& configuration) {
    const auto done = run(configuration);
    return done ? *done : explain(done.error());
}

}  // namespace kakehashi::app
