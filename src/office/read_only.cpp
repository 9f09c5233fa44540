#include "office/read_only.hpp"

#include <cstdio>

#include "office/frame.hpp"
#include "platform/db/damage.hpp"

namespace kakehashi::office {
namespace {

constexpr std::chrono::seconds kTriesEvery{2};
constexpr const char* kComeBackAfter = "10";

http::Response cannot_save(Office& office, const http::Request& request) {
    return message_page(office, request, 503, "いまは保存できません",
                        "記録を保存できない状態です。入力した内容は下に残っています。"
                        "書きとめて、少し待ってからもう一度お送りください。")
        .with("Retry-After", kComeBackAfter);
}

/// Posts that an office needs in order to look: see spare_session.hpp and decision 0004.
bool saves_nothing(std::string_view route) {
    return (route.starts_with("/sign-in") && route != "/sign-in/invitation") ||
           route == "/sign-out" || route == "/search";
}

}  // namespace

void refuse_changes_while_read_only(http::Router& router, Office& office) {
    router.before([&office](http::Request& request) -> std::optional<http::Response> {
        if (request.method != "POST" || office.db.takes_writes() || saves_nothing(request.route))
            return std::nullopt;
        return cannot_save(office, request);
    });
}

http::Response machine_failed(Office& office, const http::Request& request,
                              const db::DatabaseError& failure) {
    if (request.method == "POST") return cannot_save(office, request);
    if (dynamic_cast<const db::DatabaseDamaged*>(&failure))
        return message_page(office, request, 503, "いまは読み出せません",
                            "記録の一部が壊れているか、ディスクから読めません。サーバーの管理者に"
                            "すぐ知らせてください。ほかの画面は見られることがあります。");
    return message_page(office, request, 503, "いまは読み出せません",
                        "記録を読み出せませんでした。少し待ってから、もう一度開いてください。"
                        "くり返すときは、サーバーの管理者に知らせてください。")
        .with("Retry-After", kComeBackAfter);
}

WriteProbe::WriteProbe(db::Database& database)
    : database_(database), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void WriteProbe::run(const std::stop_token& stop) {
    std::unique_lock lock(guard_);
    bool told = false;
    while (!stop.stop_requested()) {
        if (!database_.takes_writes()) {
            if (!told) std::fprintf(stderr, "nothing can be saved: the pages only show\n");
            told = !database_.try_to_write();
            if (!told) std::fprintf(stderr, "saving works again\n");
        }
        bell_.wait_for(lock, stop, kTriesEvery, [] { return false; });
    }
}

}  // namespace kakehashi::office
