#include <cstdio>
#include <functional>
#include <map>

#include "app/audit.hpp"
#include "app/commands.hpp"
#include "app/program.hpp"
#include "app/root_carrier.hpp"
#include "base/failure_text.hpp"
#include "base/messages.hpp"

namespace kakehashi::app {
namespace {

constexpr db::Query kForgottenCases{"doctor.forgotten_cases", R"sql(
    SELECT referral.number FROM referral
     WHERE referral.closed_at IS NULL AND referral.waiting_reason = ''
       AND NOT EXISTS (SELECT 1 FROM duty WHERE duty.facility_id = referral.facility_id
                          AND duty.case_kind = 'referral' AND duty.case_id = referral.id
                          AND duty.closed_at IS NULL)
     LIMIT 20
)sql"};

constexpr db::Query kDocumentHashes{"doctor.document_hashes", R"sql(
    SELECT DISTINCT hash FROM case_document
)sql"};

// Where a damaged original belongs: the number of the referral, or the kind of case.
constexpr db::Query kCasesOfDocument{"doctor.cases_of_document", R"sql(
    SELECT DISTINCT coalesce(referral.number, d.case_kind)
      FROM case_document d
      LEFT JOIN referral ON d.case_kind = 'referral' AND referral.id = d.case_id
                        AND referral.facility_id = d.facility_id
     WHERE d.hash = $1
     LIMIT 20
)sql"};

/// So many damaged documents are named; a long list helps nobody.
constexpr std::size_t kNamedAtMost = 20;

bool report(const char* what, bool good, const std::string& detail = {}) {
    std::printf("%s  %s%s%s\n", good ? "よい  " : "要確認", what, detail.empty() ? "" : ": ",
                detail.c_str());
    return good;
}

bool database_is_whole(db::Database& database) {
    std::map<std::string, int> faults;
    for (const auto& fault : database.faults()) ++faults[fault];
    std::string detail;
    for (const auto& [fault, times] : faults) detail += fault + " " + std::to_string(times) + "件 ";
    return report("データベースの構造と記録どうしのつながり", faults.empty(), detail);
}

/// On PostgreSQL alone (docs/decisions/0013).
bool second_wall_stands(db::Database& database) {
    if (database.engine() != db::EngineKind::postgresql) return true;
    const bool open = database.second_wall_is_open();
    return report("データベースの役割が、見てよい行だけを受け取ること", !open,
                  open ? "スーパーユーザーか BYPASSRLS です。createuser のままの役割にします" : "");
}

bool no_case_is_forgotten(db::Database& database) {
    std::string forgotten;
    database.read().each(kForgottenCases,
                         [&](const db::Row& row) { forgotten += row.string(0) + ' '; });
    return report("業務のない未完了の紹介がないこと", forgotten.empty(), forgotten);
}

/// Reading every file takes long at a large office; no transaction stays open meanwhile, which
/// would keep a server beside it from tidying its log.
bool documents_are_whole(Office& office) {
    const auto hashes =
        office.db.read().all(kDocumentHashes, [](const db::Row& row) { return row.string(0); });
    std::size_t damaged = 0;
    std::string cases;
    for (const auto& text : hashes) {
        const auto hash = DocumentHash::parse(text);
        if (hash && office.documents.verify(*hash)) continue;
        if (++damaged > kNamedAtMost) continue;
        office.db.read().each(
            kCasesOfDocument, [&](const db::Row& row) { cases += ' ' + row.string(0); }, text);
    }
    return report("文書の原本が受け取ったままであること", damaged == 0,
                  std::to_string(hashes.size()) + "件のうち" + std::to_string(damaged) +
                      "件が不一致" + (cases.empty() ? "" : "。紹介" + cases));
}

bool nothing_is_undelivered(db::Database& database) {
    auto tx = database.read();
    const auto dead = dead_letters(tx).size();
    return report("届かなかった知らせがないこと", dead == 0,
                  std::to_string(dead) + "件(kakehashi outbox list で見られます)");
}

/// The end of the chain only; `kakehashi audit verify` reads it whole.
bool audit_trail_ends_well(db::Database& database, const Configuration& configuration) {
    constexpr std::int64_t kRows = 1000;
    std::string found;
    const auto verified =
        audit::verify(database, {audit_public_keys(configuration), nullptr, kRows},
                      [&](const audit::Finding& finding) {
                          if (!finding.is_notice) found += finding.sentence + "。";
                      });
    return report("監査の記録の末尾", verified.is_good(),
                  verified.is_good() ? std::to_string(verified.last) + "番まで" : found);
}

/// Nothing to say unless --audit-roots names a folder.
bool audit_roots_are_carried(db::Database& database, const Configuration& configuration) {
    const auto folder = configuration.text("audit-roots");
    if (folder.empty()) return true;
    const auto missing = days_not_carried(database, folder);
    const bool good = missing && missing->empty();
    std::string detail = missing ? "" : sentence(missing.error());
    if (missing && !good)
        detail = missing->front() + " など" + std::to_string(missing->size()) + "日分がありません";
    return report("監査の締めが置き場にあること", good, detail);
}

/// A check that meets a broken page says so, and the others go on.
bool attempt(const std::function<bool()>& check) {
    try {
        return check();
    } catch (const std::exception& failure) {
        return report("記録を読み出せること", false, failure_text(failure));
    }
}

}  // namespace

int run_doctor(const Configuration& configuration) {
    const auto program = Program::open(configuration, Opening::Use);
    if (!program) return explain(program.error());
    auto& office = (*program)->office();
    bool good = attempt([&] { return database_is_whole(office.db); });
    good &= attempt([&] { return second_wall_stands(office.db); });
    good &= attempt([&] { return no_case_is_forgotten(office.db); });
    good &= attempt([&] { return documents_are_whole(office); });
    good &= attempt([&] { return nothing_is_undelivered(office.db); });
    good &= attempt([&] { return audit_trail_ends_well(office.db, configuration); });
    good &= attempt([&] { return audit_roots_are_carried(office.db, configuration); });
    if (!good) std::puts("直し方は docs/operator/broken.md(故障のとき)にあります");
    return good ? 0 : 1;
}

}  // namespace kakehashi::app
