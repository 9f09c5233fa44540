#include "app/commands.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

#include "app/data_lock.hpp"
#include "app/program.hpp"
#include "app/write_file.hpp"
#include "base/messages.hpp"
#include "consent/consent_store.hpp"
#include "platform/audit/entry.hpp"
#include "platform/document/document_store.hpp"

namespace kakehashi::app {
namespace {

/// Before the bytes leave: what cannot be noted is not handed out.
void note_export(Office& office, const Viewer& viewer, const CaseDocument& document) {
    auto trace = audit::entry_of(viewer, office.clock.now(), audit::kExport, "kakehashi export");
    trace.case_kind = document.about.kind;
    trace.case_id = document.about.id;
    trace.seen = viewer.looks->text();
    auto tx = office.db.write();
    audit::note(tx, trace);
    tx.commit();
}

/// A file is carried out, nobody can say to whom: what the patient wants nobody to have stays here,
/// unless somebody's life asks for it (--emergency). A refusal is in the trail.
Result<void> may_carry_out(Office& office, const Viewer& viewer, const CaseDocument& document,
                           const std::string& emergency) {
    const auto now = office.clock.now();
    const PaperPart paper[] = {{"", ItemSet::all(), {}, false}};
    auto tx = office.db.write();
    const auto decision =
        decide_carrying_out(tx, viewer, document.patient, paper, date_in_japan(now));
    const Leave leave{emergency.empty() ? Ground::None : Ground::Emergency, emergency};
    auto leaves = leave_with(tx, viewer, now, decision, leave, document.about, document.patient);
    if (!leaves) {
        auto trace = audit::entry_of(viewer, now, audit::kRefused, "kakehashi export");
        trace.case_kind = document.about.kind;
        trace.case_id = document.about.id;
        trace.seen = viewer.looks->text();
        trace.result = "objection";
        audit::note(tx, trace);
    }
    tx.commit();
    return leaves;
}

constexpr db::Query kOriginalOfReferral{"app.original_of_referral", R"sql(
    SELECT coalesce(referral.original_id, 0) FROM referral
     WHERE referral.facility_id = $1 AND referral.number = $2
)sql"};

}  // namespace

int explain(const Error& error) {
    std::fprintf(stderr, "%s (%s)\n", sentence(error).c_str(), error.code.c_str());
    return error.kind == ErrorKind::Unavailable ? 3 : error.kind == ErrorKind::Invalid ? 2 : 1;
}

int run_serve(const Configuration& configuration) {
    const auto program = Program::open(configuration, Opening::Serve);
    if (!program) return explain(program.error());
    // Several programs may serve one PostgreSQL; an SQLite file has one.
    std::optional<DataLock> lock;
    if ((*program)->office().db.engine() == db::EngineKind::sqlite) {
        auto taken = DataLock::take(configuration.data());
        if (!taken) return explain(taken.error());
        lock.emplace(*std::move(taken));
    }
    const auto served = serve(**program, configuration);
    return served ? 0 : explain(served.error());
}

int run_export(const Configuration& configuration) {
    const auto wanted = configuration.text("document");
    if (wanted.empty()) return explain({ErrorKind::Invalid, "text.required", "document"});
    const auto program = Program::open(configuration, Opening::Use);
    if (!program) return explain(program.error());
    auto viewer = (*program)->system_viewer("書き出し");
    if (!viewer) return explain(viewer.error());
    viewer->looks = std::make_shared<Looks>();
    auto& office = (*program)->office();
    const auto document = [&] {
        auto tx = office.db.read();
        auto id = CaseDocumentId::parse(wanted);
        if (!id) id = CaseDocumentId{tx.number(kOriginalOfReferral, viewer->facility, wanted)};
        return find_document(tx, *viewer, *id);
    }();
    if (!document) return explain(document.error());
    if (const auto may = may_carry_out(office, *viewer, *document, configuration.text("emergency"));
        !may)
        return explain(may.error());
    const auto bytes = office.documents.get(document->hash);
    if (!bytes) return explain(bytes.error());
    note_export(office, *viewer, *document);
    const auto out = configuration.text("out");
    if (!out.empty()) {
        const auto written = write_file(out, *bytes);
        return written ? 0 : explain(written.error());
    }
    const bool written = std::fwrite(bytes->data(), 1, bytes->size(), stdout) == bytes->size();
    if (!written || std::fflush(stdout) != 0)
        return explain({ErrorKind::Unavailable, "file.cannot_write", "out", std::strerror(errno)});
    return 0;
}

}  // namespace kakehashi::app
