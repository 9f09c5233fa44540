#include "retention/retention_jobs.hpp"

#include <doctest/doctest.h>

#include "patient/patient_merge.hpp"
#include "retention/retention_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::retention;
using kakehashi::testing::RetentionHouse;

namespace {

Standing visited(RetentionHouse& house) {
    auto tx = house.database->read();
    return standings(tx, house.saeki, house.clock.today()).front();
}

std::string refusal(RetentionHouse& house, const Viewer& viewer, RetentionJobId job) {
    auto tx = house.database->write();
    const auto done = approve_job(tx, viewer, house.clock.now(), job);
    return done ? "" : done.error().code;
}

Result<Job> plan(RetentionHouse& house, const Viewer& viewer) {
    auto tx = house.database->write();
    auto job = plan_job(tx, viewer, house.clock.now(), "referral.visited");
    if (job) tx.commit();
    return job;
}

}  // namespace

TEST_CASE("a job fixes the cases past their time, without those that are held, younger or open") {
    RetentionHouse house;
    const auto past = house.an_ended_case("過ぎた人");
    const auto held = house.an_ended_case("差し止めの人");
    house.an_ended_case("まだの人", house.clock.now() - days{365 * 4});
    testing::an_awaited_referral(house, "いまの人");
    testing::committed(house, [&](db::Transaction& tx) {
        return place_hold(tx, house.saeki, house.clock.now(), case_of(held.id), held.patient,
                          "訴訟")
            .has_value();
    });
    CHECK(visited(house).past == 2);
    CHECK(visited(house).past_held == 1);
    const auto job = plan(house, house.saeki).value();
    CHECK(job.cut_off == testing::day("2021-11-24"));
    CHECK(job.years == 5);
    CHECK(state_text(job) == "準備ずみ");
    const auto lines = house.lines(job.id);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].number == past.number);
    CHECK(visited(house).past_named == 1);
    testing::committed(house, [&](db::Transaction& tx) {
        return place_hold(tx, house.saeki, house.clock.now(), case_of(past.id), past.patient,
                          "開示の請求")
            .has_value();
    });
    CHECK(visited(house).past_held == 2);  // each case is counted once
    CHECK(visited(house).past_named == 0);
    // What is on one list is on no other.
    CHECK(plan(house, house.omura).error().code == "retention.nothing_past");
}

TEST_CASE("the newest case of all is on no list: its id would be given again") {
    RetentionHouse house;
    house.an_ended_case("最後の人");
    CHECK(plan(house, house.saeki).error().code == "retention.nothing_past");
}

TEST_CASE("who prepared a deletion cannot approve it, by the program or by the storage") {
    RetentionHouse house;
    house.an_ended_case("甲");
    house.an_ended_case("newest", house.clock.now());
    const auto job = plan(house, house.saeki).value();
    CHECK(refusal(house, house.saeki, job.id) == "retention.same_person");
    CHECK(refusal(house, Viewer{UserId{}, house.kOurHospital, "サーバー"}, job.id) ==
          "retention.needs_person");
    CHECK_THROWS(house.database->run_script(
        "UPDATE retention_job SET approved_at = 1, approved_by = planned_by"));
    CHECK(house.run().deleted == 0);  // not approved: nothing runs
    testing::committed(house, [&](db::Transaction& tx) {
        CHECK(approve_job(tx, house.omura, house.clock.now(), job.id));
        return 0;
    });
    CHECK(refusal(house, house.fujii, job.id) == "retention.not_planned");
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'retention.approved'") == 1);
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'retention.planned'") == 1);
}

TEST_CASE("a job that was withdrawn deletes nothing, and its cases may be listed again") {
    RetentionHouse house;
    house.an_ended_case("甲");
    house.an_ended_case("newest", house.clock.now());
    const auto job = house.an_approved_job();
    testing::committed(house, [&](db::Transaction& tx) {
        CHECK(withdraw_job(tx, house.fujii, house.clock.now(), job.id));
        return 0;
    });
    CHECK(house.run().deleted == 0);
    CHECK(plan(house, house.saeki)->cases == 1);
    auto tx = house.database->write();
    CHECK(withdraw_job(tx, house.fujii, house.clock.now(), job.id).error().code ==
          "retention.over");
    CHECK(state_text(find_job(tx, house.saeki, job.id).value()) == "取りやめ");
}

TEST_CASE("the years are the house's, and never fewer than the law's, whatever is stored") {
    RetentionHouse house;
    const auto years = [&](const char* value) {
        testing::committed(house, [&](db::Transaction& tx) {
            save_setting(tx, house.saeki, house.clock.now(), "retention.visited_years", value);
            return 0;
        });
        return visited(house).years;
    };
    CHECK(visited(house).years == 5);
    CHECK(years("10") == 10);
    CHECK(years("1") == 5);
}

TEST_CASE("a hold has its reason, its person and its line in the timeline, and follows a merge") {
    RetentionHouse house;
    const auto ended = house.an_ended_case("差し止めの人");
    const auto now = house.clock.now();
    testing::committed(house, [&](db::Transaction& tx) {
        CHECK(place_hold(tx, house.saeki, now, case_of(ended.id), ended.patient, "").error().code ==
              "text.required");
        CHECK(place_hold(tx, house.saeki, now, case_of(ended.id), ended.patient, "訴訟"));
        CHECK(place_hold(tx, house.omura, now, case_of(ended.id), ended.patient, "また")
                  .error()
                  .code == "hold.placed_already");
        return 0;
    });
    testing::committed(house, [&](db::Transaction& tx) {
        const auto holds = holds_on(tx, house.saeki, case_of(ended.id), ended.patient);
        REQUIRE(holds.size() == 1);
        CHECK(holds[0].reason == "訴訟");
        CHECK(holds[0].placed_by == "佐伯 真理");
        CHECK(events_of_case(tx, house.saeki, case_of(ended.id), 1)[0].kind == "hold.placed");
        CHECK(lift_hold(tx, house.omura, now, case_of(ended.id), ended.patient, "終わった"));
        CHECK(lift_hold(tx, house.omura, now, case_of(ended.id), ended.patient, "終わった")
                  .error()
                  .code == "hold.not_placed");
        CHECK(events_of_case(tx, house.saeki, case_of(ended.id), 1)[0].kind == "hold.lifted");
        CHECK(place_hold(tx, house.saeki, now, case_of(ended.patient), ended.patient, "開示"));
        return 0;
    });
    CHECK(visited(house).past_held == 1);
    // The held record is merged into another: its cases stay held there.
    const auto other = testing::an_awaited_referral(house, "同じ人");
    testing::committed(house, [&](db::Transaction& tx) {
        return merge_patients(tx, house.saeki, now, other.patient, ended.patient, "同じ人").value();
    });
    CHECK(visited(house).past_held == 1);
    auto tx = house.database->read();
    CHECK(holds_on(tx, house.saeki, case_of(other.patient), other.patient).size() == 1);
}
