#include "office/traces.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>

#include "office/change.hpp"
#include "office/frame.hpp"
#include "office/sign_in_pages.hpp"
#include "platform/auth/guard.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/sign_in.hpp"
#include "support/test_doors.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestDatabase;

namespace {

/// A patient's page, its PDF, a change and the sign-in, behind guard and audit.
struct TracedOffice {
    TracedOffice() {
        database->run_script(
            "INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital',"
            " 'みなと市立総合病院', 'x')");
        auto tx = database->write();
        add_user(tx,
                 {FacilityId{1}, "saeki", "佐伯 真理", "", "看護師", hash_password("umi-no-hashi")},
                 kTenTwelve)
            .value();
        tx.commit();
        guard_routes(router, *database, clock);
        office::trace_answers(router, office, *journal, strangers);
        office::add_sign_in_routes(router, office, testing::doors(database.folder()));
        office::add_message_pages(router, office);
        router.add("GET", "/patients/{id}", [](http::Request& request) -> Result<http::Response> {
            TRY(const auto id, request.path_id<PatientId>("id"));
            if (id.value > 100) return fail(ErrorKind::NotFound, "patient.not_found");
            office::viewer_of(request).sees(id);
            return http::Response::html("<p>山田 花子</p>");
        });
        router.add("GET", "/patients/{id}/sheet.pdf", [](http::Request& request) {
            office::viewer_of(request).sees(PatientId{55});
            return http::Response::bytes("%PDF", "application/pdf");
        });
        router.add("GET", "/patients/{id}/broken", [](http::Request& request) -> http::Response {
            office::viewer_of(request).sees(PatientId{55});
            throw std::runtime_error("broken");
        });
        router.add("POST", "/patients/{id}/assignee", [this](http::Request& request) {
            return office::change_once(
                office, request,
                [](db::Transaction&, const Viewer& viewer, Instant) -> Result<office::Done> {
                    viewer.sees(PatientId{55});
                    return office::Done{html::Url::path("/today")};
                });
        });
        router.set_log([](std::string_view) {});
    }
    http::Response ask(std::string method, std::string target, const std::string& body = {}) {
        http::Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.peer = "10.0.0.5";
        request.headers.set("Accept", "text/html");
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        if (!cookie.empty()) request.headers.set("Cookie", cookie);
        request.body = body;
        return router.handle(request);
    }
    void sign_in() {
        const auto answer = ask("POST", "/sign-in", "login=saeki&password=umi-no-hashi");
        const std::string set{answer.headers.get("Set-Cookie")};
        cookie = set.substr(0, set.find(';'));
        const auto token = cookie.substr(cookie.find('=') + 1);
        csrf = find_session(*database, token, kTenTwelve)->csrf;
    }
    /// The lines written since the last call.
    std::vector<audit::Entry> lines() {
        return journal->file().read(position, 1000, false, kTenTwelve, position);
    }
    std::int64_t waiting(const char* sql) {
        return database->read().number(db::Query{"test.waiting", sql});
    }

    TestDatabase database;
    FixedClock clock{kTenTwelve};
    DocumentFiles documents{database.folder() / "documents"};
    PageCache pages{database.folder() / "cache", [](const PageKey&) -> Result<std::string> {
                        return fail(ErrorKind::NotFound, "document.not_found");
                    }};
    http::Broadcaster live;
    Office office{*database, clock, documents, pages, live};
    std::unique_ptr<audit::Journal> journal =
        audit::Journal::open(database.folder() / "audit").value();
    audit::Strangers strangers;
    http::Router router;
    std::string cookie, csrf;
    std::int64_t position = 0;
};

}  // namespace

TEST_CASE("a page that shows a patient says who looked, from where, at whom") {
    TracedOffice office;
    office.sign_in();
    CHECK(office.ask("GET", "/patients/55?words=secret").status == 200);
    const auto lines = office.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].action == "read");
    CHECK(lines[0].actor_name == "佐伯 真理");
    CHECK(lines[0].facility == FacilityId{1});
    CHECK(lines[0].address == "10.0.0.5");
    CHECK(lines[0].at == kTenTwelve);
    CHECK(lines[0].what == "GET /patients/{id}");
    CHECK(lines[0].case_kind == "patients");
    CHECK(lines[0].case_id == 55);
    CHECK(lines[0].seen == "p55");
    CHECK(lines[0].result == "200");
}

TEST_CASE("one page's patients are not another's") {
    TracedOffice office;
    office.sign_in();
    office.ask("GET", "/patients/55");
    office.ask("GET", "/patients/56");
    const auto lines = office.lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].seen == "p56");
}

TEST_CASE("a paper is a print, a page that failed says so") {
    TracedOffice office;
    office.sign_in();
    office.ask("GET", "/patients/55/sheet.pdf");
    office.ask("GET", "/patients/55/broken");
    const auto lines = office.lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].action == "print");
    CHECK(lines[1].result == "500");
}

TEST_CASE("what is not there, and a post without its token, are refusals of a colleague") {
    TracedOffice office;
    office.sign_in();
    CHECK(office.ask("GET", "/patients/101").status == 404);
    CHECK(office.ask("POST", "/patients/55/assignee", "csrf=guessed").status == 403);
    const auto lines = office.lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].action == "refused");
    CHECK(lines[0].case_id == 101);
    CHECK(lines[0].seen.empty());
    CHECK(lines[0].result == "404");
    CHECK(lines[1].result == "403");
    CHECK(lines[1].actor_name == "佐伯 真理");
}

TEST_CASE("a stranger at a patient's page and sign-ins that fail are refusals") {
    TracedOffice office;
    CHECK(office.ask("GET", "/patients/55").status == 303);
    office.ask("POST", "/sign-in", "login=nobody&password=himitsu");
    office.ask("POST", "/sign-in", "login=saeki&password=himitsu");
    for (int i = 0; i < kFailuresMax; ++i)
        static_cast<void>(
            kakehashi::sign_in(*office.database, "saeki", "guess", kTenTwelve, "10.0.0.6"));
    office.ask("POST", "/sign-in", "login=saeki&password=umi-no-hashi");
    const auto lines = office.lines();
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].result == "303");
    CHECK(lines[0].actor == UserId{});
    CHECK(lines[1].result == "unknown_login");
    CHECK(lines[2].result == "wrong_password");
    CHECK(lines[2].actor_name == "佐伯 真理");
    CHECK(lines[3].result == "locked");
    for (const auto& line : lines) CHECK(line.action == "refused");
    for (const auto& line : lines)
        CHECK(audit::journal_line(line).find("himitsu") == std::string::npos);
}

TEST_CASE("a change leaves its trace in its own transaction, and no look: it showed nobody") {
    TracedOffice office;
    office.sign_in();
    CHECK(office.waiting("SELECT count(*) FROM audit_pending WHERE action = 'sign_in'") == 1);
    CHECK(office.ask("POST", "/patients/55/assignee", "csrf=" + office.csrf).status == 303);
    CHECK(office.lines().empty());
    CHECK(office.waiting("SELECT count(*) FROM audit_pending WHERE action = 'change' AND what ="
                         " 'POST /patients/{id}/assignee' AND case_id = 55") == 1);
    CHECK(office.ask("POST", "/sign-out", "csrf=" + office.csrf).status == 303);
    CHECK(office.waiting("SELECT count(*) FROM audit_pending WHERE action = 'sign_out'") == 1);
}

TEST_CASE("when no line can be kept, no patient is shown") {
    TracedOffice office;
    office.sign_in();
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit full = before;
    full.rlim_cur = static_cast<rlim_t>(office.journal->file().size() + 10);
    setrlimit(RLIMIT_FSIZE, &full);
    const auto answer = office.ask("GET", "/patients/55");
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK(answer.status == 503);
    CHECK(answer.body.find("山田") == std::string::npos);
    CHECK(answer.body.find("いまは表示できません") != std::string::npos);
    CHECK(office.ask("GET", "/patients/55").status == 200);
    CHECK(office.lines().size() == 1);
}

TEST_CASE("a flood of strangers writes a bounded number of lines") {
    TracedOffice office;
    for (int i = 0; i < 1000; ++i) office.ask("GET", "/patients/" + std::to_string(i + 1));
    CHECK(office.lines().size() == audit::Strangers::kEachMax);
}
