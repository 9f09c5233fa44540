#include "platform/audit/root_files.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "base/json/json.hpp"
#include "platform/audit/durable_file.hpp"

namespace kakehashi::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRootKind = "kakehashi audit root";
constexpr std::string_view kHeadKind = "kakehashi audit head";
constexpr const char* kPublicKeys = "audit.pub";

std::string text_of(const Root& root) {
    return json::write(json::object({{"kind", kRootKind},
                                     {"sequence", root.sequence},
                                     {"day", root.day},
                                     {"first", root.first},
                                     {"last", root.last},
                                     {"last_hash", root.last_hash},
                                     {"previous", root.previous},
                                     {"hash", root.hash},
                                     {"signature", root.signature},
                                     {"public_key", root.public_key}})) +
           '\n';
}

std::string text_of(const Head& head) {
    return json::write(json::object({{"kind", kHeadKind},
                                     {"number", head.number},
                                     {"hash", head.hash},
                                     {"at", head.at.time_since_epoch().count()},
                                     {"root_sequence", head.root_sequence},
                                     {"root_hash", head.root_hash},
                                     {"signature", head.signature},
                                     {"public_key", head.public_key}})) +
           '\n';
}

std::string content_of(const fs::path& file) {
    std::stringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

std::string list_of_keys(const fs::path& public_keys) {
    std::string text;
    for (const auto& key : public_keys_in(public_keys)) text += key + '\n';
    return text;
}

/// A clock that was set back may close the same day twice.
fs::path file_of(const Root& root, const fs::path& folder, const std::string& text) {
    auto file = folder / (root.day + ".json");
    if (fs::exists(file) && content_of(file) != text)
        file = folder / (root.day + "-" + std::to_string(root.sequence) + ".json");
    return file;
}

Root root_from(const json::Value& value) {
    const auto text = [&](const char* name) { return std::string{value.at(name).string()}; };
    const auto number = [&](const char* name) { return value.at(name).integer().value_or(-1); };
    return {number("sequence"), text("day"),       number("first"),
            number("last"),     text("last_hash"), text("previous"),
            text("hash"),       text("signature"), text("public_key")};
}

Head head_from(const json::Value& value) {
    const auto text = [&](const char* name) { return std::string{value.at(name).string()}; };
    const auto number = [&](const char* name) { return value.at(name).integer().value_or(-1); };
    return {number("number"),        text("hash"),      Instant{std::chrono::seconds{number("at")}},
            number("root_sequence"), text("root_hash"), text("signature"),
            text("public_key")};
}

}  // namespace

Result<std::int64_t> write_root_files(db::Database& database, const fs::path& folder,
                                      std::int64_t after) {
    for (;;) {
        auto tx = database.read();
        const auto roots = roots_after(tx, after);
        if (roots.empty()) return after;
        TRY_DO(make_private_folder(folder));
        for (const auto& root : roots) {
            const auto text = text_of(root);
            const auto file = file_of(root, folder, text);
            if (!fs::exists(file)) TRY_DO(write_durably(file, text));
        }
        after = roots.back().sequence;
    }
}

Result<void> carry_roots(db::Database& database, const fs::path& public_keys,
                         const fs::path& folder) {
    std::error_code failed;
    if (!fs::is_directory(folder, failed))
        return fail(ErrorKind::Unavailable, "audit.no_roots_folder", "audit-roots",
                    folder.string());
    if (const auto keys = folder / kPublicKeys; !fs::exists(keys))
        TRY_DO(write_durably(keys, list_of_keys(public_keys)));
    TRY(const auto latest, write_root_files(database, folder));
    static_cast<void>(latest);
    // Also for those that an earlier attempt left, whose own end may have failed.
    return make_folder_durable(folder);
}

Result<void> export_roots(db::Database& database, const fs::path& public_keys,
                          const fs::path& folder) {
    TRY_DO(make_private_folder(folder));
    TRY_DO(write_durably(folder / kPublicKeys, list_of_keys(public_keys)));
    TRY(const auto latest, write_root_files(database, folder));
    static_cast<void>(latest);
    const auto head = [&] {
        auto tx = database.read();
        return find_head(tx);
    }();
    if (!head) return {};
    return write_durably(folder / ("head-" + std::to_string(head->number) + ".json"),
                         text_of(*head));
}

Result<void> read_root_text(std::string_view text, const std::string& name, CarriedAway& out) {
    const auto value = json::parse(text);
    const auto kind = value ? value->at("kind").string() : std::string_view{};
    if (kind == kRootKind)
        out.roots.push_back(root_from(*value));
    else if (kind == kHeadKind)
        out.heads.push_back(head_from(*value));
    else
        return fail(ErrorKind::Invalid, "audit.bad_root_file", "roots", name);
    return {};
}

Result<CarriedAway> read_root_files(const fs::path& folder) {
    CarriedAway out;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().extension() != ".json") continue;
        TRY_DO(read_root_text(content_of(entry->path()), entry->path().string(), out));
    }
    if (failed) return fail(ErrorKind::Unavailable, "file.cannot_read", "roots", folder.string());
    std::ranges::sort(out.roots, {}, &Root::sequence);
    std::ranges::sort(out.heads, {}, &Head::number);
    return out;
}

}  // namespace kakehashi::audit
