// The frame, 本日の業務 and one small form behind the real server, for frame_test.mjs. Prints its
// port and ends when its input does.
#include <cstdio>
#include <iostream>

#include "office/bare_page.hpp"
#include "office/change.hpp"
#include "office/form_reader.hpp"
#include "office/frame_pages.hpp"
#include "office/sign_in_pages.hpp"
#include "platform/event/outbox.hpp"
#include "platform/event/woken_thread.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"
#include "support/test_doors.hpp"
#include "support/test_office.hpp"
#include "today/today_pages.hpp"

namespace kakehashi {
namespace {

using office::Done;
using std::chrono::hours;

constexpr int kDuties = 14;

NextAction next_action(Office&, db::Transaction&, const Viewer&, const Duty& duty) {
    NextAction next;
    next.reference = "R-2026-11-" + std::to_string(duty.about.id);
    next.details = html::Url::path("/form");
    next.caution = "ヨード造影剤で皮疹 2019年";
    next.facts = {{"紹介元", "みなと内科クリニック 浜田医師", "042-000-0134(直通)"}};
    next.actions = {{"受入可と返答する", html::Url::path("/form"), false, "check"},
                    {"医師に確認する", html::Url::path("/form"), false, "user"}};
    return next;
}

void owe(testing::TestOffice& office, std::int64_t referral, hours from_now) {
    auto tx = office.database->write();
    NewDuty duty;
    duty.about = {"referral", referral};
    duty.kind = "referral.decide";
    duty.partner = testing::TestOffice::kMinatoClinic;
    duty.due_at = office.clock.now() + from_now;
    duty.note = "胸部症状(安静時)・心電図変化あり";
    duty.place = "→ 循環器内科";
    duty.assignee = UserId{1 + referral % 3};
    open_duty(tx, office.omura, office.clock.now(), duty);
    office::tell_live_lists(tx, office.omura.facility, office.clock.now());
    tx.commit();
}

struct Typed {
    std::string born_on;
    std::string purpose;
};

http::Response form_page(Office& office, const http::Request& request, const Typed& typed,
                         const std::vector<office::FieldError>& errors, int status) {
    auto tx = office.db.read();
    const auto frame = office::make_frame(office, tx, request, "紹介の登録", "/referrals", true);
    html::Writer out;
    office::render_frame(out, frame, [&] {
        out.raw(R"(<div class="k-head"><h1>紹介の登録</h1></div>)");
        office::render_error_summary(out, errors);
        out.raw(
            R"(<form class="p-form" method="post" action="/form" data-keep data-primary-form>)");
        office::render_form_token(out, frame);
        out.raw(R"(<div class="k-f"><label for="born_on">生年月日</label>)"
                R"(<input class="k-in" id="born_on" name="born_on" value=")");
        out.attribute(typed.born_on);
        out.raw(R"(">)");
        office::render_field_error(out, office::error_of(errors, "born_on"));
        out.raw(R"(</div><div class="k-f"><label for="purpose">紹介目的</label>)"
                R"(<input class="k-in" id="purpose" name="purpose" value=")");
        out.attribute(typed.purpose);
        out.raw(R"("></div><button class="k-btn pri" type="submit">登録する</button></form>)");
    });
    return http::Response::html(std::move(out).take(), status);
}

Result<http::Response> receive_form(Office& office, const http::Request& request) {
    office::FormReader reader(request.form(), office.clock.today());
    reader.birth_date("born_on", Required::Yes);
    if (!reader.ok())
        return form_page(office, request, {reader.typed("born_on"), reader.typed("purpose")},
                         reader.errors(), 422);
    return office::change_once(
        office, request, [](db::Transaction&, const Viewer&, Instant) -> Result<Done> {
            return Done{html::Url::path("/today"), "紹介を登録しました", html::Url::path("/undo")};
        });
}

/// Pages that are not under test here answer with their heading.
Result<http::Response> heading_only(Office& office, const http::Request& request) {
    return office::message_page(office, request, 200, "一覧", request.path);
}

Feature small_office(testing::TestOffice*& whole) {
    Feature feature{.name = "small"};
    feature.nav = {{"前方連携", "紹介受付", "/referrals", "inbox", "referral.", "r"},
                   {"地域", "連携先", "/facilities", "bld", "", "f"}};
    feature.duty_kinds["referral.decide"] = {
        "紹介", "inbox", [](const Duty&) { return std::string{"受入の可否を返答する"}; },
        next_action};
    feature.add_routes = [&whole](http::Router& router, Office& office) {
        router.add("GET", "/form", [&office](http::Request& request) {
            return form_page(office, request, {}, {}, 200);
        });
        router.add("POST", "/form",
                   [&office](http::Request& request) { return receive_form(office, request); });
        router.add("POST", "/undo", [&office](http::Request& request) {
            return office::change_once(
                office, request, [](db::Transaction&, const Viewer&, Instant) -> Result<Done> {
                    return Done{html::Url::path("/today"), "元にもどしました"};
                });
        });
        router.add("GET", "/referrals",
                   [&office](http::Request& request) { return heading_only(office, request); });
        router.add("POST", "/colleague/{id}", [&whole](http::Request& request) {
            owe(*whole, std::stoll(std::string{request.path_text("id")}), hours{2});
            return http::Response::no_content();
        });
        router.add("GET", "/live",
                   [&office](http::Request& request) { return office.live.stream(request); });
    };
    return feature;
}

int run(const std::filesystem::path& assets_folder) {
    testing::TestOffice* whole = nullptr;
    testing::TestOffice office({today_feature(), small_office(whole), office::frame_feature()});
    whole = &office;
    for (int i = 1; i <= kDuties; ++i) owe(office, i, hours{i * 5 - 20});

    const auto assets = http::StaticFiles::load(assets_folder);
    if (!assets) return 1;
    assets->use_for_asset_urls();
    assets->add_routes(office.router);
    office::add_sign_in_routes(office.router, office.office,
                               testing::doors(office.database.folder()));
    office::add_message_pages(office.router, office.office);
    OutboxFollower pages(*office.database, "page", [&office](const OutboxMessage& message) {
        office.live.publish(message.topic, message.payload);
    });
    WokenThread telling("telling open pages", [&pages] { pages.tell_new(); });
    office.database->set_after_write([&telling] { telling.wake(); });

    http::Metrics metrics;
    http::Server server(office.router, {}, metrics);
    if (!server.listen("127.0.0.1:0")) return 1;
    std::printf("%d\n", static_cast<int>(server.port()));
    std::fflush(stdout);
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    server.stop();
    office.database->set_after_write({});
    return 0;
}

}  // namespace
}  // namespace kakehashi

int main(int argc, char** argv) {
    return argc == 2 ? kakehashi::run(argv[1]) : 2;
}
