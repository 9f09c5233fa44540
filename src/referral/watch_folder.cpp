// 取込フォルダ: where a FAX machine or a scanner leaves its files.
#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "base/messages.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

/// A file is complete when it looked the same a minute ago.
struct Look {
    std::uintmax_t size;
    fs::file_time_type written;
    bool operator==(const Look&) const = default;
};

class Watch {
  public:
    /// True when the file looks as it did the last time this was asked.
    bool is_stable(const fs::path& file, const Look& look) {
        const std::lock_guard lock{guard_};
        const auto [place, first] = seen_.try_emplace(file, look);
        const bool stable = !first && place->second == look;
        place->second = look;
        if (stable) seen_.erase(place);
        return stable;
    }

  private:
    std::mutex guard_;
    std::map<fs::path, Look> seen_;
};

Watch& watch() {
    static Watch the_watch;
    return the_watch;
}

/// A name that is free in `folder`: scan.pdf, scan-2.pdf, …
fs::path free_name(const fs::path& folder, const fs::path& name) {
    auto target = folder / name;
    for (int i = 2; fs::exists(target); ++i)
        target =
            folder / (name.stem().string() + "-" + std::to_string(i) + name.extension().string());
    return target;
}

/// Nobody has written to it for a while: complete at the first look.
bool has_rested(const Look& look) {
    return fs::file_time_type::clock::now() - look.written > std::chrono::seconds{10};
}

Result<std::string> bytes_of(const fs::path& file, std::uintmax_t size) {
    if (size > scan::kBytesMax) return fail(ErrorKind::Invalid, "scan.too_large", "file");
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    if (!in) return fail(ErrorKind::Unavailable, "document.unreadable", "file");
    return std::move(out).str();
}

Result<void> take_in(Office& office, const Viewer& viewer, const fs::path& file,
                     std::uintmax_t size) {
    TRY(const auto bytes, bytes_of(file, size));
    const auto name = file.filename().string();
    switch (scan::sniff(bytes)) {
        case scan::Kind::Json: {
            TRY_DO(receive_letter(office, viewer, bytes, name));
            return {};
        }
        case scan::Kind::Csv: {
            TRY(const auto table, csv::parse(bytes));
            TRY(const auto report, receive_csv(office, viewer, table, name));
            if (report.refused.empty()) return {};
            std::string rows;
            for (const auto& part : report.refused)
                rows += "\n" + std::to_string(part.row) + "行目: " + part.reason;
            return fail(ErrorKind::Invalid, "referral.rows_refused", "file", rows);
        }
        default: {
            TRY_DO(receive_scan(office, viewer, bytes, name));
            return {};
        }
    }
}

constexpr db::Query kOffices{"referral.offices", R"sql(
    SELECT DISTINCT facility_id FROM user_account ORDER BY facility_id
)sql"};

}  // namespace

int take_in_folder(Office& office, const Viewer& viewer, const fs::path& folder) {
    std::error_code failed;
    if (!fs::is_directory(folder, failed)) return 0;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder, failed})
        if (entry.is_regular_file(failed) && !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    int taken = 0;
    for (const auto& file : files) {
        const Look look{fs::file_size(file, failed), fs::last_write_time(file, failed)};
        if (failed || !(has_rested(look) || watch().is_stable(file, look))) continue;
        const auto done = take_in(office, viewer, file, look.size);
        if (!done && done.error().kind == ErrorKind::Unavailable) continue;  // tried again later
        const auto target = folder / (done ? "done" : "refused");
        fs::create_directories(target, failed);
        const auto moved = free_name(target, file.filename());
        fs::rename(file, moved, failed);
        if (done) {
            ++taken;
        } else {
            std::ofstream{moved.string() + ".txt"} << sentence(done.error()) << "\n";
        }
    }
    return taken;
}

void take_in_watched_folders(Office& office) {
    std::vector<std::pair<Viewer, fs::path>> folders;
    {
        auto tx = office.db.read();
        const auto offices =
            tx.all(kOffices, [](const db::Row& row) { return row.id<FacilityId>(0); });
        for (const auto facility : offices) {
            const auto standard =
                offices.front() == facility ? (office.data_folder / "inbox").string() : "";
            const auto folder = setting(tx, facility, "referral.watch_folder", standard);
            if (!folder.empty()) folders.push_back({{UserId{}, facility, ""}, folder});
        }
    }
    for (const auto& [viewer, folder] : folders) take_in_folder(office, viewer, folder);
}

}  // namespace kakehashi
