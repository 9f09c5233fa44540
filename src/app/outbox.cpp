#include <algorithm>
#include <charconv>
#include <cstdio>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "delivery/delivery.hpp"

namespace kakehashi::app {
namespace {

Result<void> list(Office& office) {
    auto tx = office.db.read();
    const auto letters = dead_letters(tx);
    for (const auto& one : letters)
        std::printf("%lld  %s → %s  %s  試み %d回  %s\n", static_cast<long long>(one.id),
                    one.message.topic.c_str(), one.receiver.c_str(),
                    iso_date(date_in_japan(one.dead_at)).c_str(), one.attempts, one.reason.c_str());
    if (letters.empty()) std::puts("届かなかった知らせはありません");
    return {};
}

Result<void> resend_one(Office& office, const std::string& number) {
    std::int64_t id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    auto tx = office.db.write();
    const auto letters = dead_letters(tx);
    const auto found = std::ranges::find(letters, id, &DeadLetter::id);
    if (found == letters.end()) return fail(ErrorKind::NotFound, "outbox.no_dead_letter");
    const Viewer viewer{UserId{}, found->message.facility, "サーバーの管理者"};
    TRY_DO(delivery::send_again(tx, viewer, office.clock.now(), id));
    tx.commit();
    std::puts("もう一度送ります");
    return {};
}

Result<void> run(const Configuration& configuration) {
    TRY(const auto program, Program::open(configuration, Opening::Use));
    const auto& words = configuration.words();
    if (words.size() == 1 && words[0] == "list") return list(program->office());
    if (words.size() == 2 && words[0] == "resend") return resend_one(program->office(), words[1]);
    return fail(ErrorKind::Invalid, "outbox.which");
}

}  // namespace

int run_outbox(const Configuration& configuration) {
    const auto done = run(configuration);
    return done ? 0 : explain(done.error());
}

}  // namespace kakehashi::app
