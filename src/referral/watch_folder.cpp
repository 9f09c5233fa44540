// 取込フォルダ: where a FAX machine or a scanner leaves its files.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "base/messages.hpp"
#include "base/text.hpp"
#include "office/change.hpp"
#include "office/offices.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_intake.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

/// A FAX server writes page by page and may pause between two: a file is complete when it looked
/// the same a minute ago. A little less, since the minute's work does not start on the second.
constexpr std::chrono::seconds kRests{45};
constexpr std::string_view kTaking = "taking";
constexpr std::string_view kDone = "done";
constexpr std::string_view kRefused = "refused";
constexpr std::string_view kUnread = "application/octet-stream";

struct Look {
    std::uintmax_t size;
    fs::file_time_type written;
    bool operator==(const Look&) const = default;
};

/// How the files of the folders looked, and since when.
class Watch {
  public:
    bool has_rested(const fs::path& file, const Look& look, Instant now) {
        const std::lock_guard lock{guard_};
        const auto [place, first] = seen_.try_emplace(file, Seen{look, now});
        auto& seen = place->second;
        const bool set_back = now < seen.since;  // the clock
        if (seen.look != look || set_back) seen = {look, now};
        return now - seen.since >= kRests;
    }
    /// Files that somebody took away are not remembered.
    void forget_others(const fs::path& folder, const std::vector<fs::path>& files) {
        const std::lock_guard lock{guard_};
        std::erase_if(seen_, [&](const auto& one) {
            return one.first.parent_path() == folder &&
                   !std::binary_search(files.begin(), files.end(), one.first);
        });
    }

  private:
    struct Seen {
        Look look;
        Instant since;
    };
    std::mutex guard_;
    std::map<fs::path, Seen> seen_;
};

Watch& watch() {
    static Watch the_watch;
    return the_watch;
}

/// In the order of their names; nothing when the folder cannot be read.
std::vector<fs::path> files_in(const fs::path& folder) {
    std::error_code failed;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder, failed}) {
        std::error_code unknown;
        const auto name = entry.path().filename().string();
        const bool is_ours = name == kTaking || name == kDone || name == kRefused;
        if (entry.is_regular_file(unknown) && !name.starts_with('.') && !is_ours)
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::optional<Look> look_at(const fs::path& file) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (failed) return std::nullopt;
    const auto written = fs::last_write_time(file, failed);
    if (failed) return std::nullopt;
    return Look{size, written};
}

/// Moves the file below `folder` under a name that is free there (scan.pdf, scan-2.pdf, …); empty
/// when it stayed where it was. The log says why and never names it: a name is often a patient's.
fs::path moved_to(const fs::path& folder, const fs::path& file) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    const auto name = file.filename();
    auto target = folder / name;
    std::error_code unknown;
    for (int i = 2; fs::exists(target, unknown); ++i)
        target =
            folder / (name.stem().string() + "-" + std::to_string(i) + name.extension().string());
    fs::rename(file, target, failed);
    if (!failed) return target;
    std::fprintf(stderr, "watched folder: a file cannot be moved: %s\n", failed.message().c_str());
    return {};
}

Result<std::string> bytes_of(const fs::path& file) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (failed) return fail(ErrorKind::Unavailable, "document.unreadable", "file");
    if (size > scan::kBytesMax) return fail(ErrorKind::Invalid, "scan.too_large", "file");
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    if (!in) return fail(ErrorKind::Unavailable, "document.unreadable", "file");
    return std::move(out).str();
}

std::string stored_name(const fs::path& file) {
    return clean_line("file", file.filename().string(), 200).value_or("");
}

/// What an interrupted minute made of this very file before it could be moved away.
std::optional<CaseDocument> known_file(db::Transaction& tx, const Viewer& viewer,
                                       const DocumentHash& hash, const std::string& name) {
    for (auto& document : documents_with_hash(tx, viewer, hash))
        if (document.file_name == name) return std::move(document);
    return std::nullopt;
}

/// A file on its way through the folder.
struct Arrival {
    fs::path file;         // in taking/
    bool resumed = false;  // it lay there already: the minute that took it did not end well
};

Result<void> take_in(Office& office, const Viewer& viewer, const Arrival& arrival,
                     const std::string& bytes) {
    const auto name = arrival.file.filename().string();
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

Door door_of(const std::string& bytes) {
    const auto kind = scan::sniff(bytes);
    if (kind == scan::Kind::Json) return Door::Electronic;
    return kind == scan::Kind::Csv ? Door::Csv : Door::Fax;
}

/// Nobody looks into refused/: what could not be taken in waits in the list with its reason. The
/// file itself is kept, to be taken away as a file; where it is too large, or holds rows of other
/// patients, the reason in words stands for it.
Result<void> register_refused(Office& office, const Viewer& viewer, const Arrival& arrival,
                              const std::string& bytes, const Error& error) {
    const auto reason = sentence(error);
    const bool keeps_file = !bytes.empty() && error.code != "referral.rows_refused";
    ArrivedFile file;
    file.file_name = stored_name(arrival.file);
    const auto content = keeps_file ? bytes : file.file_name + "\n" + reason + "\n";
    TRY(file.hash, office.documents.put(content));
    file.size = static_cast<std::int64_t>(content.size());
    file.media_type = keeps_file ? kUnread : "text/plain; charset=utf-8";
    const auto now = office.clock.now();
    auto tx = office.db.write();
    if (arrival.resumed && known_file(tx, viewer, file.hash, file.file_name)) return {};
    Referral referral;
    referral.door = door_of(bytes);
    referral.received_at = now;
    referral.sender_note = "取り込めないファイル:" + reason.substr(0, reason.find('\n'));
    referral = insert_referral(tx, viewer, now, referral);
    attach_original(tx, viewer, now, referral, file);
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return {};
}

enum class Ending { Taken, Refused, Later };

struct Registered {
    Ending ending;
    std::string reason = {};  // of a refusal
    bool known = false;       // by an earlier round
};

Registered register_file(Office& office, const Viewer& viewer, const Arrival& arrival) {
    const auto bytes = bytes_of(arrival.file);
    if (!bytes && bytes.error().kind == ErrorKind::Unavailable) return {Ending::Later};
    if (bytes && arrival.resumed) {
        auto tx = office.db.read();
        if (const auto known =
                known_file(tx, viewer, DocumentHash::of(*bytes), stored_name(arrival.file)))
            return {known->media_type == kUnread ? Ending::Refused : Ending::Taken, {}, true};
    }
    const auto done =
        bytes ? take_in(office, viewer, arrival, *bytes) : Result<void>{fail(bytes.error())};
    if (done) return {Ending::Taken};
    if (done.error().kind == ErrorKind::Unavailable) return {Ending::Later};
    if (!register_refused(office, viewer, arrival, bytes.value_or(""), done.error()))
        return {Ending::Later};
    return {Ending::Refused, sentence(done.error())};
}

/// One round through one folder.
struct Round {
    Office& office;
    const Viewer& viewer;
    const fs::path& folder;
    int taken = 0;
    bool stuck = false;  // a file cannot be moved
    bool moved = false;  // a file was moved

    /// What is in taking/ leaves it; what cannot leave is known the next time.
    void finish(const Arrival& arrival) {
        const auto registered = register_file(office, viewer, arrival);
        if (registered.ending == Ending::Later) return;
        const bool is_taken = registered.ending == Ending::Taken;
        const auto place = moved_to(folder / (is_taken ? kDone : kRefused), arrival.file);
        (place.empty() ? stuck : moved) = true;
        if (is_taken && !registered.known) ++taken;
        if (!place.empty() && !registered.reason.empty())
            std::ofstream{place.string() + ".txt"} << registered.reason << "\n";
    }
};

/// The office owes a look at a folder from which files cannot be moved: no FAX comes in meanwhile.
void owe_inbox(Office& office, const Viewer& viewer, bool stuck) {
    const auto about = case_of(viewer.facility);
    {
        auto tx = office.db.read();
        const auto duties = open_duties_of(tx, viewer, about);
        if (stuck == (std::ranges::find(duties, kDutyInbox, &Duty::kind) != duties.end())) return;
    }
    const auto now = office.clock.now();
    auto tx = office.db.write();
    if (stuck) {
        NewDuty duty;
        duty.about = about;
        duty.kind = kDutyInbox;
        duty.urgent = true;
        duty.due_at = now;
        duty.note =
            "取込フォルダのファイルを動かせないため、届いたものを取り込めません。"
            "フォルダの場所と書き込みの権限を確かめてください";
        open_duty(tx, viewer, now, duty);
    } else {
        close_duty(tx, viewer, now, about, kDutyInbox);
    }
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
}

}  // namespace

int take_in_folder(Office& office, const Viewer& viewer, const fs::path& folder,
                   const std::stop_token& stop) {
    Round round{office, viewer, folder};
    const auto taking = folder / kTaking;
    for (const auto& file : files_in(taking)) {
        if (stop.stop_requested()) return round.taken;
        round.finish({file, true});
    }
    const auto files = files_in(folder);
    watch().forget_others(folder, files);
    for (const auto& file : files) {
        if (stop.stop_requested()) return round.taken;
        const auto look = look_at(file);
        if (!look || !watch().has_rested(file, *look, office.clock.now())) continue;
        const auto mine = moved_to(taking, file);
        if (mine.empty())
            round.stuck = true;
        else
            round.finish({mine});
    }
    if (round.stuck || round.moved || files.empty()) owe_inbox(office, viewer, round.stuck);
    return round.taken;
}

void take_in_watched_folders(Office& office, const std::stop_token& stop) {
    struct Watched {
        Viewer viewer;
        fs::path folder;
        bool is_standard;
    };
    std::vector<Watched> watched;
    {
        auto tx = office.db.read();
        const auto offices = office::offices(tx);
        for (const auto facility : offices) {
            const auto standard =
                offices.front() == facility ? (office.data_folder / "inbox").string() : "";
            const auto folder = setting(tx, facility, "referral.watch_folder", standard);
            if (!folder.empty())
                watched.push_back({{UserId{}, facility, ""}, folder, folder == standard});
        }
    }
    for (const auto& [viewer, folder, is_standard] : watched) {
        if (stop.stop_requested()) return;
        std::error_code failed;
        if (fs::is_directory(folder, failed))
            take_in_folder(office, viewer, folder, stop);
        else if (!is_standard)
            owe_inbox(office, viewer, true);  // a share that is not there
    }
}

}  // namespace kakehashi
