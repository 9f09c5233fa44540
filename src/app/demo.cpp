#include "demo/demo.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>

#include "app/commands.hpp"
#include "app/program.hpp"

namespace kakehashi::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

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

/// The office was built without waiting for the disk; from here on nothing of it is lost.
Result<void> make_durable(Office& office) {
    office.db.run_script("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
    for (const auto& path : {office.data_folder / "office.db", office.data_folder}) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const bool safe = file >= 0 && ::fsync(file) == 0;
        if (file >= 0) ::close(file);
        if (!safe)
            return fail(ErrorKind::Unavailable, "database.not_written", "data", path.string());
    }
    return {};
}

}  // namespace

int run_demo(const Configuration& configuration) {
    const auto plan = plan_from(configuration);
    if (!plan) return explain(plan.error());
    const auto program = Program::open(configuration, false);
    if (!program) return explain(program.error());
    auto& office = (*program)->office();
    const auto made = demo::make_demo(office, *plan);
    if (!made) return explain(made.error());
    if (const auto safe = make_durable(office); !safe) return explain(safe.error());
    std::printf(
        "みなと市の見本を作りました: 施設 %lld、患者 %lld、紹介 %lld(進行中 %lld)、文書 %lld。"
        "サインイン: saeki・omura・fujii・hasegawa、パスワード %.*s\n",
        static_cast<long long>(made->facilities), static_cast<long long>(made->patients),
        static_cast<long long>(made->referrals), static_cast<long long>(made->open_referrals),
        static_cast<long long>(made->documents), static_cast<int>(demo::kDemoPassword.size()),
        demo::kDemoPassword.data());
    return 0;
}

}  // namespace kakehashi::app
