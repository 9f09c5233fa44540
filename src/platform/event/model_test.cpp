// Random commands against a small model of what a database promises: a command with a key happens
// once, running numbers have no gaps, events and messages are those of the commands that were
// committed, in their order, and nothing of one that was taken back. KAKEHASHI_MODEL_STEPS (default
// 4000) steps; bin/test runs it on both engines.
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "platform/event/event.hpp"
#include "platform/event/idempotency.hpp"
#include "platform/event/outbox.hpp"
#include "support/test_database.hpp"

namespace kakehashi {
namespace {

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});

/// What must be there, kept by plain containers.
struct Model {
    std::map<std::string, std::string> answers;               // by key
    std::map<std::string, std::int64_t> series;               // last number
    std::map<std::int64_t, std::vector<std::string>> events;  // kinds, by case
    std::vector<std::string> messages;
};

class Walk {
  public:
    explicit Walk(unsigned seed) : random_(seed) { listen(); }

    void step() {
        const bool commits = dice(10) > 0;
        auto tx = database_->write();
        auto next = model_;  // what holds if the transaction does
        for (int commands = 1 + dice(3); commands > 0; --commands) command(tx, next);
        if (!commits) return;
        tx.commit();
        model_ = std::move(next);
    }

    void compare() {
        follower_->tell_new();
        REQUIRE(heard_ == model_.messages);
        auto tx = database_->read();
        for (const auto& [name, last] : model_.series)
            REQUIRE(last_in_series(tx, viewer_.facility, name) == last);
        for (const auto& [key, answer] : model_.answers)
            REQUIRE(earlier_answer(tx, viewer_, key) == answer);
        for (const auto& [about, kinds] : model_.events) {
            auto stored = events_of_case(tx, viewer_, {"referral", about}, 1'000'000);
            REQUIRE(stored.size() == kinds.size());
            for (std::size_t i = 0; i < kinds.size(); ++i)
                REQUIRE(stored[kinds.size() - 1 - i].kind == kinds[i]);
        }
    }

    /// Another program goes on where this one stopped.
    void restart() {
        compare();
        follower_.reset();
        program_ = db::Database::open(database_.where(), {.durable = false}).value();
        listen();
        heard_.clear();
        model_.messages.clear();
    }

  private:
    int dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

    void listen() {
        auto& database = program_ ? *program_ : *database_;
        follower_ = std::make_unique<OutboxFollower>(
            database, "page",
            [this](const OutboxMessage& message) { heard_.push_back(message.payload); });
    }

    /// A form that may have been sent before: the first answer again, or a new number.
    void command(db::Transaction& tx, Model& model) {
        const auto key =
            "form-" + std::to_string(dice(400)) + "-" + std::to_string(model_.series.size());
        const auto known = model.answers.find(key);
        const auto earlier = earlier_answer(tx, viewer_, key);
        REQUIRE(earlier.has_value() == (known != model.answers.end()));
        if (earlier) {
            REQUIRE(*earlier == known->second);
            return;
        }
        const auto name = "series-" + std::to_string(dice(12));
        const auto number = next_in_series(tx, viewer_.facility, name);
        REQUIRE(number == ++model.series[name]);
        const auto about = static_cast<std::int64_t>(1 + dice(30));
        const auto kind = "test." + std::to_string(dice(5));
        record_event(tx, viewer_, kNow, {"referral", about}, {}, kind);
        model.events[about].push_back(kind);
        const auto answer = name + "/" + std::to_string(number);
        enqueue(tx, viewer_.facility, kNow, "page", "test", answer);
        model.messages.push_back(answer);
        remember_answer(tx, viewer_, key, answer, kNow);
        model.answers[key] = answer;
    }

    testing::TestDatabase database_;
    std::unique_ptr<db::Database> program_;
    std::unique_ptr<OutboxFollower> follower_;
    Viewer viewer_{UserId{1}, FacilityId{1}, "佐伯 真理"};
    Model model_;
    std::vector<std::string> heard_;
    std::mt19937 random_;
};

TEST_CASE("random commands leave what a small model says, whatever is taken back or restarted") {
    const char* wanted = std::getenv("KAKEHASHI_MODEL_STEPS");
    const int steps = wanted ? std::atoi(wanted) : 4000;
    // A new walk before the model grows large: it is copied at every step.
    constexpr int kStepsPerWalk = 1000;
    for (int walked = 0; walked < steps; walked += kStepsPerWalk) {
        CAPTURE(walked);
        Walk walk(static_cast<unsigned>(walked + 1));
        for (int step = 0; step < std::min(kStepsPerWalk, steps - walked); ++step) {
            walk.step();
            if (step % 250 == 249) walk.compare();
            if (step % 500 == 499) walk.restart();
        }
        walk.compare();
    }
}

}  // namespace
}  // namespace kakehashi
