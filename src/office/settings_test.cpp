#include "office/settings.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "base/messages.hpp"
#include "office/settings_pages.hpp"
#include "support/test_office.hpp"

namespace kakehashi {
namespace {

using office::all_settings;
using testing::TestOffice;

std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The sources that read the settings by their names: the features and the letterhead.
std::string feature_sources() {
    std::string all;
    const std::filesystem::path root = KAKEHASHI_SOURCE_DIR "/src";
    for (const char* feature :
         {"facility", "referral", "booking", "reply", "today", "retention", "disclosure"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / feature)) {
            const auto path = entry.path().string();
            if ((path.ends_with(".cpp") || path.ends_with(".hpp")) && !path.ends_with("_test.cpp"))
                all += file_text(entry.path());
        }
    return all + file_text(root / "office" / "letterhead.cpp");
}

TestOffice make_office() {
    return TestOffice({office::settings_feature()});
}

std::string value_in(TestOffice& office, std::string_view name) {
    auto tx = office.office.db.read();
    return setting(tx, TestOffice::kOurHospital, name, "(default)");
}

/// The form as a browser sends it when only `changed` was typed into.
std::vector<std::pair<std::string, std::string>> form_with(
    TestOffice& office, const std::map<std::string, std::string>& changed) {
    std::vector<std::pair<std::string, std::string>> fields;
    auto tx = office.office.db.read();
    const auto values = office::settings_of(tx, TestOffice::kOurHospital);
    for (const auto& plan : all_settings()) {
        if (plan.kind == office::SettingKind::Folder) continue;
        const std::string name{plan.name};
        const auto was = office::value_of(values, name);
        fields.emplace_back("was." + name, was);
        fields.emplace_back(name, changed.contains(name) ? changed.at(name) : was);
    }
    return fields;
}

TEST_CASE("every setting that a rule reads can be changed by staff, and no other") {
    const auto sources = feature_sources();
    std::set<std::string> read;
    const std::regex asked(
        R"re((?:setting|setting_number)\([^;"]*"([a-z]+\.[a-z_]+)"|name == "([a-z]+\.[a-z_]+)")re"
        R"re(|kStaleDaysSetting = "([a-z.]+_[a-z]+)")re");
    for (std::sregex_iterator hit(sources.begin(), sources.end(), asked), end; hit != end; ++hit)
        for (std::size_t group = 1; group < hit->size(); ++group)
            if ((*hit)[group].matched) read.insert((*hit)[group]);
    REQUIRE_MESSAGE(read.size() >= 8, "the sources ask for settings in another way now");
    std::set<std::string> offered;
    for (const auto& plan : all_settings()) {
        offered.insert(std::string{plan.name});
        CHECK_MESSAGE(!label(plan.name).empty(), plan.name);
        CHECK_MESSAGE(sources.find('"' + std::string{plan.name} + '"') != std::string::npos,
                      plan.name, " is read by nobody");
    }
    for (const char* name : {"office.name", "booking.desk", "booking.bring"})
        CHECK_MESSAGE(sources.find('"' + std::string{office::find_setting(name)->default_value} +
                                   '"') != std::string::npos,
                      name, " has another default in its feature");
    for (const auto& name : read)
        CHECK_MESSAGE(offered.contains(name), name, " is read, and nobody can change it");
}

TEST_CASE("the documentation lists every setting with its default") {
    const auto docs = file_text(KAKEHASHI_SOURCE_DIR "/docs/configuration.md");
    for (const auto& plan : all_settings()) {
        auto row = "| " + std::string{plan.name} + " | ";
        if (!plan.default_value.empty()) row += std::string{plan.default_value} + " | ";
        CHECK_MESSAGE(docs.find(row) != std::string::npos, row);
    }
}

TEST_CASE(
    "a setting is changed on its page, and the page says who changed what from what to what") {
    auto office = make_office();
    const auto saved =
        office.post("/settings", form_with(office, {{"reply.first_days", "１０"},
                                                    {"office.phone", "042-000-0199"},
                                                    {"reply.notice_until", "1800"}}));
    CHECK(saved.status == 303);
    CHECK(value_in(office, "reply.first_days") == "10");
    CHECK(value_in(office, "office.phone") == "042-000-0199");
    CHECK(value_in(office, "reply.notice_until") == "18:00");
    CHECK_MESSAGE(value_in(office, "reply.interim_days") == "(default)",
                  "an untouched field stays a default");
    const auto page = office.get("/settings");
    CHECK(page.body.find("一次返書:既定(7日) → 10日") != std::string::npos);
    CHECK(page.body.find("連携室の電話:既定(病院の番号 042-000-0100) → 042-000-0199") !=
          std::string::npos);
    CHECK(page.body.find("佐伯 真理") != std::string::npos);
}

TEST_CASE("an emptied field brings the default back") {
    auto office = make_office();
    office.post("/settings", form_with(office, {{"reply.first_days", "10"}}));
    office.post("/settings", form_with(office, {{"reply.first_days", ""}}));
    CHECK(value_in(office, "reply.first_days") == "(default)");
    CHECK(office.get("/settings").body.find("一次返書:10日 → 既定(7日)") != std::string::npos);
}

TEST_CASE("years of retention below the law are refused in the law's name") {
    auto office = make_office();
    const auto refused =
        office.post("/settings", form_with(office, {{"retention.visited_years", "4"}}));
    CHECK(refused.status == 422);
    CHECK(refused.body.find(
              "受診した紹介を残す年数は医師法 第24条と療養担当規則 第9条(診療録 5年)より"
              "短くできません") != std::string::npos);
    CHECK(value_in(office, "retention.visited_years") == "(default)");
    CHECK(office.post("/settings", form_with(office, {{"retention.visited_years", "10"}})).status ==
          303);
    CHECK(value_in(office, "retention.visited_years") == "10");
}

TEST_CASE("days, times and telephones are checked, nothing is saved, and what was typed stays") {
    auto office = make_office();
    const auto refused =
        office.post("/settings", form_with(office, {{"reply.first_days", "0"},
                                                    {"reply.notice_until", "25:00"},
                                                    {"office.fax", "内線 12"},
                                                    {"office.name", "地域連携課"}}));
    CHECK(refused.status == 422);
    CHECK(refused.body.find("一次返書は1〜366の数字で入力してください") != std::string::npos);
    CHECK(refused.body.find("連携室が閉まる時刻を読み取れません") != std::string::npos);
    CHECK(refused.body.find("入力を確かめてください(3件)") != std::string::npos);
    CHECK(refused.body.find("value=\"内線 12\"") != std::string::npos);
    CHECK(refused.body.find("value=\"地域連携課\"") != std::string::npos);
    CHECK(value_in(office, "office.name") == "(default)");
}

TEST_CASE("two colleagues change settings at once: no change is lost, a clash is told first") {
    auto office = make_office();
    const auto first = form_with(office, {{"reply.first_days", "10"}});
    const auto second = form_with(office, {{"reply.interim_days", "5"}});
    const auto third = form_with(office, {{"reply.first_days", "3"}});
    office.post("/settings", first);
    office.acting = office.omura;
    CHECK(office.post("/settings", second).status == 303);
    CHECK_MESSAGE(value_in(office, "reply.first_days") == "10", "an old page takes nothing back");
    CHECK(value_in(office, "reply.interim_days") == "5");

    const auto clash = office.post("/settings", third);
    CHECK(clash.status == 409);
    CHECK(clash.body.find("一次返書はほかの職員が先に変更しました") != std::string::npos);
    CHECK(clash.body.find("name=\"was.reply.first_days\" value=\"10\"") != std::string::npos);
    CHECK(clash.body.find("name=\"reply.first_days\" value=\"3\"") != std::string::npos);
    CHECK(value_in(office, "reply.first_days") == "10");
    CHECK(office.post("/settings", form_with(office, {{"reply.first_days", "3"}})).status == 303);
    CHECK(value_in(office, "reply.first_days") == "3");
}

TEST_CASE("the folder of the server cannot be changed from a browser") {
    auto office = make_office();
    office.post("/settings",
                {{"was.referral.watch_folder", ""}, {"referral.watch_folder", "/etc"}});
    CHECK(value_in(office, "referral.watch_folder") == "(default)");
}

TEST_CASE("the watched folder is one that is there and holds nothing of ours") {
    TestOffice office;
    const auto& plan = *office::find_setting("referral.watch_folder");
    const auto code_of = [&](const std::string& typed) {
        http::Form form;
        form.add(std::string{plan.name}, typed);
        office::FormReader reader(form, office.clock.today());
        read_setting(reader, plan, office.office.data_folder);
        return reader.ok() ? std::string{} : reader.errors().front().sentence;
    };
    const auto data = office.office.data_folder;
    const auto outside = data / "inbox";
    std::filesystem::create_directories(outside);
    CHECK(code_of(outside.string()).empty());
    CHECK(code_of("").empty());
    CHECK(code_of("inbox").find("/ で始まる") != std::string::npos);
    CHECK(code_of((data / "missing").string()).find("いまある") != std::string::npos);
    for (const auto& ours :
         {data, data / "documents", data.parent_path(), std::filesystem::path{"/"}})
        CHECK_MESSAGE(code_of(ours.string()).find("データの保存先") != std::string::npos,
                      ours.string());
}

TEST_CASE("the page of settings asks the database a handful of times") {
    auto office = make_office();
    office.post("/settings", form_with(office, {{"reply.first_days", "10"}}));
    office.get("/settings");
    CHECK(office.statements([&] { office.get("/settings"); }) <= 8);
}

}  // namespace
}  // namespace kakehashi
