#include "demo/demo.hpp"

#include <charconv>
#include <cstdio>
#include <fstream>

#include "app/commands.hpp"
#include "app/program.hpp"

namespace kakehashi::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kDemoNote = "demo.txt";

template <typename Number>
Result<Number> number_option(const Configuration& configuration, std::string_view option,
                             Number least) {
    const auto text = configuration.text(option);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least)
        return fail(ErrorKind::Invalid, "demo.not_a_number", std::string{option},
                    "--" + std::string{option} + " " + text);
    return value;
}

Result<demo::DemoPlan> plan_from(const Configuration& configuration) {
    demo::DemoPlan plan;
    TRY(plan.scale, demo::parse_demo_scale(configuration.text("scale")));
    TRY(plan.seed, number_option<std::uint64_t>(configuration, "seed", 0));
    if (!configuration.text("referrals").empty()) {
        TRY(plan.referrals, number_option<int>(configuration, "referrals", 1));
    }
    if (const auto today = configuration.text("today"); !today.empty()) {
        TRY(const auto day, parse_iso_date(today));
        plan.now = instant_in_japan(day, hours{10} + minutes{12});
    } else {
        plan.now = std::chrono::floor<minutes>(SystemClock{}.now());
    }
    return plan;
}

/// Tells bin/run, and whoever looks into the folder, that nobody here is real.
Result<void> leave_note(const std::filesystem::path& folder, const std::string& sign_in) {
    std::ofstream note(folder / kDemoNote);
    note << sign_in << "\n";
    note.close();
    if (!note) return fail(ErrorKind::Unavailable, "file.cannot_write", "data", kDemoNote);
    return {};
}

}  // namespace

int run_demo(const Configuration& configuration) {
    const auto plan = plan_from(configuration);
    if (!plan) return explain(plan.error());
    auto program = Program::open(configuration, Opening::Build);
    if (!program) return explain(program.error());
    const auto made = demo::make_demo((*program)->office(), *plan);
    if (!made) return explain(made.error());
    const auto sign_in =
        "saeki・omura・fujii・hasegawa・watanabe(病棟)・hamada(連携先)、パスワード " +
        std::string{demo::kDemoPassword};
    if (const auto noted = leave_note(configuration.data(), sign_in); !noted)
        return explain(noted.error());
    if (const auto done = Program::finish_building(*std::move(program)); !done)
        return explain(done.error());
    std::printf(
        "みなと市の見本を作りました: 施設 %lld、患者 %lld、紹介 %lld(進行中 %lld)、文書 %lld。"
        "サインイン: %s\n",
        static_cast<long long>(made->facilities), static_cast<long long>(made->patients),
        static_cast<long long>(made->referrals), static_cast<long long>(made->open_referrals),
        static_cast<long long>(made->documents), sign_in.c_str());
    return 0;
}

}  // namespace kakehashi::app
