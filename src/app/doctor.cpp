#include <cstdio>

#include "app/commands.hpp"
#include "app/program.hpp"

namespace kakehashi::app {
namespace {

constexpr db::Query kIntegrity{"doctor.integrity", "PRAGMA quick_check"};

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

constexpr db::Query kDeadLetters{"doctor.dead_letters", R"sql(
    SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL
)sql"};

bool report(const char* what, bool good, const std::string& detail = {}) {
    std::printf("%s  %s%s%s\n", good ? "よい  " : "要確認", what, detail.empty() ? "" : ": ",
                detail.c_str());
    return good;
}

}  // namespace

int run_doctor(const Configuration& configuration) {
    const auto program = Program::open(configuration);
    if (!program) return explain(program.error());
    auto& office = (*program)->office();
    auto tx = office.db.read();
    bool good = true;

    std::string verdict;
    tx.each(kIntegrity, [&](const db::Row& row) { verdict += row.string(0) + ' '; });
    good &= report("データベースの構造", verdict == "ok ", verdict == "ok " ? "" : verdict);

    std::string forgotten;
    tx.each(kForgottenCases, [&](const db::Row& row) { forgotten += row.string(0) + ' '; });
    good &= report("業務のない未完了の紹介がないこと", forgotten.empty(), forgotten);

    int damaged = 0;
    int checked = 0;
    tx.each(kDocumentHashes, [&](const db::Row& row) {
        ++checked;
        const auto hash = DocumentHash::parse(row.text(0));
        if (!hash || !office.documents.verify(*hash)) ++damaged;
    });
    good &= report("文書の原本が受け取ったままであること", damaged == 0,
                   std::to_string(checked) + "件のうち" + std::to_string(damaged) + "件が不一致");

    const auto dead = tx.number(kDeadLetters);
    good &= report("届かなかった知らせがないこと", dead == 0, std::to_string(dead) + "件");
    return good ? 0 : 1;
}

}  // namespace kakehashi::app
