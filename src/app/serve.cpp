#include <sys/resource.h>

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <sstream>
#include <stop_token>
#include <thread>

#include "app/audit.hpp"
#include "app/backup.hpp"
#include "app/directory.hpp"
#include "app/nightly_backup.hpp"
#include "app/program.hpp"
#include "app/root_carrier.hpp"
#include "app/routes.hpp"
#include "base/failure_text.hpp"
#include "base/messages.hpp"
#include "office/frame_pages.hpp"
#include "office/read_only.hpp"
#include "platform/audit/clerk.hpp"
#include "platform/auth/challenge.hpp"
#include "platform/auth/session.hpp"
#include "platform/event/idempotency.hpp"
#include "platform/event/woken_thread.hpp"
#include "platform/http/tls.hpp"

namespace kakehashi::app {
namespace {

/// Runs every feature's minute work on one thread, first right after the start. Its end waits for
/// the step that runs, not for the minute's work: features look at `office.stopping`.
class Minutes {
  public:
    explicit Minutes(Office& office)
        : office_(office), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  private:
    void run(const std::stop_token& stop) {
        office_.stopping = stop;
        std::unique_lock lock(guard_);
        while (!stop.stop_requested()) {
            // Of several programs on one database, the leading one does the minute's work.
            if (office_.db.is_leader()) one_round(stop);
            bell_.wait_for(lock, stop, std::chrono::minutes{1}, [] { return false; });
        }
    }
    void one_round(const std::stop_token& stop) {
        for (const auto& feature : office_.features)
            if (feature.every_minute && !stop.stop_requested())
                attempt(feature.name, [&] { feature.every_minute(office_); });
        if (!stop.stop_requested()) attempt("tidying", [&] { tidy(); });
    }
    /// One failure keeps nothing else from being done, and the next minute tries again.
    static void attempt(const std::string& name, const std::function<void()>& work) {
        try {
            work();
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "minute work of %s failed: %s\n", name.c_str(),
                         failure_text(failure).c_str());
        }
    }
    /// Every hour: sessions that are over, answers nobody can repeat any more, fresh statistics.
    void tidy() {
        const auto tick = std::chrono::steady_clock::now();
        if (tick < next_tidying_) return;
        const auto now = office_.clock.now();
        auto tx = office_.db.write();
        forget_old_sessions(tx, now);
        forget_unused_devices(tx, now);
        forget_challenges(tx, now);
        forget_answers(tx, now - days{2});
        forget_messages(tx, now - std::chrono::hours{1});
        tx.commit();
        office_.db.refresh_statistics();
        next_tidying_ = tick + std::chrono::hours{1};
    }

    Office& office_;
    std::mutex guard_;
    std::condition_variable_any bell_;
    std::chrono::steady_clock::time_point next_tidying_{};
    std::jthread thread_;  // last: it uses the others
};

/// `10.0.0.2,10.0.0.3`
std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> out;
    std::stringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');)
        if (!part.empty()) out.push_back(part);
    return out;
}

/// The daily backup; none unless --backup-at says when. Invalid `backup.at`, `backup.keep_more`,
/// and errors of open_backups(): a schedule that cannot work is told at the start.
Result<std::unique_ptr<NightlyBackup>> nightly_backup(Program& program,
                                                      const Configuration& configuration) {
    const auto at = configuration.text("backup-at");
    if (at.empty()) return nullptr;
    int hour = 0, minute = 0;
    char after = 0;
    if (std::sscanf(at.c_str(), "%2d:%2d%c", &hour, &minute, &after) != 2 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59)
        return fail(ErrorKind::Invalid, "backup.at", "backup-at", at);
    TRY(const auto keep, generations_to_keep(configuration));
    TRY(auto backups, open_backups(configuration));
    return std::make_unique<NightlyBackup>(program, configuration, std::move(backups), keep,
                                           std::chrono::hours{hour} + std::chrono::minutes{minute});
}

/// --office-key, else DATA/keys/office.key; made when it is not there. Passkeys work at --origin.
Result<office::Doors> open_doors(const Configuration& configuration) {
    std::filesystem::path file = configuration.text("office-key");
    if (file.empty()) file = configuration.data() / "keys" / "office.key";
    TRY(auto key, OfficeKey::load_or_create(file));
    office::Doors doors{std::move(key)};
    if (const auto origin = configuration.text("origin"); !origin.empty()) {
        TRY(doors.party, RelyingParty::of(origin));
    }
    TRY(doors.directory, open_directory(configuration));
    return doors;
}

/// None without --tls-certificate and --tls-key; Invalid `tls.both` when one is missing, and errors
/// of TlsCertificate::open().
Result<std::unique_ptr<http::TlsCertificate>> open_certificate(const Configuration& configuration) {
    const http::TlsFiles files{configuration.text("tls-certificate"),
                               configuration.text("tls-key")};
    if (files.certificate.empty() && files.key.empty()) return nullptr;
    if (files.certificate.empty() || files.key.empty()) return fail(ErrorKind::Invalid, "tls.both");
    return http::TlsCertificate::open(files);
}

/// Nothing is lost by a file that is half written: the certificate before it is shown on.
void renew(http::TlsCertificate& certificate) {
    const auto renewed = certificate.renew();
    if (!renewed)
        std::fprintf(stderr, "the certificate was not renewed: %s\n",
                     sentence(renewed.error()).c_str());
    else if (*renewed)
        std::fprintf(stderr, "new connections get the new certificate\n");
}

/// Returns at SIGINT or SIGTERM; looks for another certificate once a minute and at SIGHUP.
void wait_for_end(const sigset_t& signals, http::TlsCertificate* certificate) {
    constexpr timespec kMinute{60, 0};
    for (;;) {
        const int number = ::sigtimedwait(&signals, nullptr, &kMinute);
        if (number == SIGINT || number == SIGTERM) return;
        if (certificate != nullptr && (number == SIGHUP || errno == EAGAIN)) renew(*certificate);
    }
}

}  // namespace

Result<void> serve(Program& program, const Configuration& configuration) {
    TRY(const auto certificate, open_certificate(configuration));
    // Before any thread: all of them inherit the mask, one waits for the end.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (certificate) sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);  // a core would hold patients and keys

    auto& office = program.office();
    auto folder = std::filesystem::path{configuration.text("static")};
    if (folder.empty()) folder = program_folder() / "static";
    TRY(const auto assets, http::StaticFiles::load(folder));
    assets.use_for_asset_urls();

    TRY(const auto doors, open_doors(configuration));
    TRY(const auto audit_key, open_audit_key(configuration));
    TRY(const auto journal, audit::Journal::open(audit_folder(configuration)));
    audit::Strangers strangers;
    audit::Clerk clerk(office.db, office.clock, *journal, strangers,
                       audit::Chain{audit_key, audit_public_keys(configuration)},
                       [&office] { return office.db.is_leader(); });

    // Before the router: that has a thread of its own, whose commits wake this one.
    OutboxFollower pages(office.db, "page", [&office](const OutboxMessage& message) {
        office.live.publish(message.topic, message.payload);
    });
    WokenThread telling("telling open pages", [&pages] { pages.tell_new(); });
    http::Router router;
    http::Metrics metrics;
    add_pages(router, office, doors, *journal, strangers);
    assets.add_routes(router);
    http::add_operations_routes(router, metrics, [&office]() -> std::optional<std::string> {
        if (office.db.is_ready()) return std::nullopt;
        return "the database does not answer";
    });

    office.db.set_after_write([&telling] { telling.wake(); });
    const office::WriteProbe probe(office.db);
    clerk.start();

    http::Server server(router, {}, metrics);
    if (configuration.yes("secure-cookies")) server.set_https_in_front();
    server.set_trusted_proxies(listed(configuration.text("trusted-proxy")));
    if (configuration.yes("log-requests"))
        server.set_log([](std::string_view line) {
            std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
        });
    if (certificate) server.set_certificate(*certificate);
    TRY_DO(server.listen(configuration.text("listen")));
    {
        TRY(const auto backup, nightly_backup(program, configuration));
        std::optional<RootCarrier> carrier;
        if (const auto elsewhere = configuration.text("audit-roots"); !elsewhere.empty())
            carrier.emplace(program, elsewhere, audit_places(configuration).public_keys);
        const Minutes minutes(office);
        std::printf("架け橋 %s://%s/\n", certificate ? "https" : "http",
                    configuration.text("listen").c_str());
        std::fflush(stdout);
        wait_for_end(signals, certificate.get());
        server.stop();
    }
    clerk.stop();
    office.db.set_after_write({});
    return {};
}

}  // namespace kakehashi::app
