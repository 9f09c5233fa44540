// How the audit trail grows: fills a chain through the program's own road (journal, clerk, chain)
// and prints, at each size, rows a second, bytes a row, how long verifying takes and how long the
// question "who looked at this patient". Also what one line costs the page that writes it.
//   audit_growth FOLDER 1000000 5000000 20000000
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include "platform/audit/clerk.hpp"
#include "platform/audit/looks_of_patient.hpp"
#include "platform/audit/verify.hpp"

using namespace kakehashi;
using Steady = std::chrono::steady_clock;

namespace {

double seconds_since(Steady::time_point start) {
    return std::chrono::duration<double>(Steady::now() - start).count();
}

double megabytes_in_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// One of twelve colleagues opens the page of somebody in care now (300 patients, who change with
/// the years), or every tenth time the list of what is owed, with its forty newest patients.
audit::Entry look(std::mt19937_64& random, std::int64_t row) {
    constexpr std::int64_t kInCare = 300, kListed = 40;
    const auto newest = kInCare + row / 20;
    audit::Entry entry;
    entry.facility = FacilityId{1};
    entry.at = Instant{std::chrono::seconds{1'795'000'000 + row}};
    entry.actor = UserId{static_cast<std::int64_t>(1 + random() % 12)};
    entry.actor_name = "佐伯 真理";
    entry.address = "192.168.10." + std::to_string(20 + entry.actor.value);
    entry.action = audit::kRead;
    entry.result = "200";
    if (random() % 10 == 0) {
        entry.what = "GET /today";
        Looks looks;
        for (std::int64_t i = 0; i < kListed; ++i) looks.note(PatientId{newest - i});
        entry.seen = looks.text();
    } else {
        entry.what = "GET /patients/{id}";
        entry.case_kind = "patients";
        entry.case_id = newest - static_cast<std::int64_t>(random() % kInCare);
        entry.seen = "p" + std::to_string(entry.case_id);
    }
    return entry;
}

void measure_append(const std::filesystem::path& folder) {
    const auto journal = audit::Journal::open(folder / "append").value();
    for (const int threads : {1, 2, 8}) {
        constexpr int kEach = 100'000;
        std::vector<std::jthread> pages;
        pages.reserve(static_cast<std::size_t>(threads));
        const auto start = Steady::now();
        for (int page = 0; page < threads; ++page)
            pages.emplace_back([&, page] {
                std::mt19937_64 random(static_cast<std::uint64_t>(page));
                for (int i = 0; i < kEach; ++i)
                    if (!journal->append(look(random, i))) std::abort();
            });
        pages.clear();
        std::printf("append, %d threads: %.2f µs a line\n", threads,
                    seconds_since(start) * 1e6 / kEach / threads);
    }
}

double size_of(const std::filesystem::path& database) {
    double bytes = 0;
    for (const char* part : {"", "-wal"})
        if (std::filesystem::exists(database.string() + part))
            bytes += static_cast<double>(std::filesystem::file_size(database.string() + part));
    return bytes;
}

int run(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("audit_growth FOLDER ROWS…\n", stderr);
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    measure_append(folder);
    const auto file = folder / "office.db";
    auto database = db::Database::open(file.string()).value();
    database->migrate().value();
    const auto key = audit::Key::load_or_create(folder / "audit.key").value();
    const auto public_keys = audit::public_keys_in(folder / "audit.pub");
    FixedClock clock{Instant{std::chrono::seconds{1'795'000'000}}};
    const auto journal = audit::Journal::open(folder / "journal").value();
    audit::Strangers strangers;
    audit::Clerk clerk(*database, clock, *journal, strangers, audit::Chain{key, public_keys});
    std::mt19937_64 random(1);  // NOLINT(cert-msc51-cpp): the same trail each time
    std::int64_t rows = 0;
    const auto before = size_of(file);
    for (int i = 2; i < argc; ++i) {
        const auto wanted = std::atoll(argv[i]);
        const auto start = Steady::now();
        const auto from = rows;
        while (rows < wanted) {
            for (int line = 0; line < 5000 && rows < wanted; ++line)
                if (!journal->append(look(random, rows++))) return 1;
            while (clerk.step()) {
            }
            clock.advance(std::chrono::minutes{5});
        }
        const auto filling = seconds_since(start);
        std::printf("%lld rows: filled at %.0f rows/s, %.0f bytes a row in all\n",
                    static_cast<long long>(rows), static_cast<double>(rows - from) / filling,
                    (size_of(file) - before) / static_cast<double>(rows));
        const auto looking = Steady::now();
        int looks = 0;
        audit::each_look(*database, FacilityId{1}, PatientId{rows / 40 + 200},
                         [&](const audit::ChainedRow&) { return ++looks > 0; });
        std::printf("  who looked at one patient: %d rows in %.1f ms\n", looks,
                    seconds_since(looking) * 1e3);
        const auto verifying = Steady::now();
        const auto verified =
            audit::verify(*database, {public_keys}, [](const audit::Finding& finding) {
                std::printf("  %s %s\n", finding.word.c_str(), finding.where.c_str());
            });
        const auto took = seconds_since(verifying);
        std::printf("  verified in %.1f s (%.0f rows/s), %s; at most %.0f MB in memory\n", took,
                    static_cast<double>(verified.rows) / took,
                    verified.is_good() ? "whole" : "NOT WHOLE", megabytes_in_memory());
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "audit_growth: %s\n", failure.what());
        return 1;
    }
}
