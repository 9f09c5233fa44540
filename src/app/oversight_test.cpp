// Who looks at the audit trail stands in it too.
#include <doctest/doctest.h>

#include "app/crawled_office.hpp"
#include "office/access.hpp"
#include "platform/audit/chain.hpp"

using namespace kakehashi;
using testing::CrawledOffice;

namespace {

constexpr db::Query kAuditor{"oversight_test.auditor", R"sql(
    INSERT INTO user_account (facility_id, login, name, password_hash, role)
    SELECT facility_id, 'kansa', '監査 光', password_hash, 'auditor' FROM user_account
     WHERE login = 'saeki'
)sql"};

/// An office whose demonstration stands in the chain, and an auditor.
struct AuditedOffice : CrawledOffice {
    AuditedOffice() {
        const auto key = audit::Key::load_or_create(database.folder() / "keys" / "audit.key");
        audit::Chain chain(*key, {key->public_key()});
        auto tx = database->write();
        tx.execute(kAuditor);
        while (chain.extend(tx, testing::kMorning) != 0) {
        }
        tx.commit();
        sign_in("kansa");
        lines();
    }
    http::Response get(const std::string& target) {
        auto request = this->request("GET", target);
        return router.handle(request);
    }
};

/// The name of each patient that nobody of the house or of a partner has too.
template <typename F>
void each_patient_name(CrawledOffice& office, F&& take) {
    office.database->read().each(
        db::Query{"test.names",
                  "SELECT name FROM patient WHERE name NOT IN (SELECT name FROM user_account)"},
        [&](const db::Row& row) { take(row.string(0)); });
}

}  // namespace

TEST_CASE("an auditor begins at the log, finds no patient's name there, and leaves a line") {
    AuditedOffice office;
    CHECK(office::first_page_of(Role::Auditor) == "/audit");
    const auto page = office.get("/audit");
    CHECK(page.status == 200);
    CHECK(page.body.find("変更") != std::string::npos);
    auto lines = office.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].actor_name == "監査 光");
    CHECK(lines[0].action == audit::kRead);
    CHECK(lines[0].what == "GET /audit");
    CHECK(lines[0].purpose == audit::kOversight);
    CHECK_FALSE(lines[0].seen.empty());
    int names = 0;
    each_patient_name(office, [&](const std::string& name) {
        ++names;
        CHECK_MESSAGE(page.body.find(name) == std::string::npos, name);
    });
    CHECK(names > 100);

    const auto file = office.get("/audit/export");
    CHECK(file.status == 200);
    lines = office.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].action == audit::kExport);
    CHECK(lines[0].what == "GET /audit/export");
    CHECK(lines[0].purpose == audit::kOversight);
    each_patient_name(office, [&](const std::string& name) {
        CHECK_MESSAGE(file.body.find(name) == std::string::npos, name);
    });

    CHECK(office.get("/audit?from=2001-01-01&to=2001-01-01").status == 200);
    lines = office.lines();
    REQUIRE_MESSAGE(lines.size() == 1, "also when nobody stands on the page");
    CHECK(lines[0].seen.empty());

    CHECK(office.get("/patients/1/looks").status == 200);
    lines = office.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].what == "GET /patients/{id}/looks");
    CHECK(lines[0].case_id == 1);
    CHECK(lines[0].purpose == audit::kOversight);
    CHECK(office.get("/patients/1").status == 403);
}

TEST_CASE("the head's page of a patient leads to who has seen it; nobody else's does") {
    AuditedOffice office;
    for (const auto& [login, leads] : {std::pair{"hasegawa", true}, {"saeki", false}}) {
        office.cookie.clear();
        office.sign_in(login);
        const auto page = office.get("/patients/1");
        CHECK(page.status == 200);
        CHECK((page.body.find("/patients/1/looks") != std::string::npos) == leads);
    }
}
