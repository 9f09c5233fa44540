#include "platform/backup/audit_evidence.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "platform/audit/durable_file.hpp"
#include "platform/audit/verify.hpp"

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
    std::stringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

}  // namespace

json::Value AuditEvidence::to_json() const {
    json::Array keys;
    for (const auto& key : public_keys) keys.emplace_back(key);
    auto files = json::object({});
    for (const auto& [name, text] : roots) files.set(name, text);
    return json::object({{"public_keys", std::move(keys)}, {"roots", std::move(files)}});
}

AuditEvidence AuditEvidence::from_json(const json::Value& value) {
    AuditEvidence out;
    for (const auto& key : value.at("public_keys").array())
        out.public_keys.emplace_back(key.string());
    for (const auto& [name, text] : value.at("roots").members())
        out.roots[fs::path{name}.filename().string()] = text.string();
    return out;
}

AuditEvidence read_audit_evidence(const AuditPlaces& places, std::vector<std::string>& unreadable) {
    AuditEvidence out;
    out.public_keys = audit::public_keys_in(places.public_keys);
    std::error_code none_yet;
    for (const auto& entry : fs::directory_iterator(places.roots, none_yet)) {
        if (entry.path().extension() != ".json") continue;
        const auto name = entry.path().filename().string();
        auto text = content_of(entry.path());
        audit::CarriedAway readable;
        if (audit::read_root_text(text, name, readable))
            out.roots[name] = std::move(text);
        else
            unreadable.push_back("監査の締め " + name + " は読めないため、控えに入れていません");
    }
    return out;
}

std::vector<std::string> contradictions(db::Database& database, const AuditEvidence& evidence) {
    std::vector<std::string> out;
    audit::CarriedAway carried_away;
    for (const auto& [name, text] : evidence.roots)
        if (!audit::read_root_text(text, name, carried_away))
            out.push_back("監査の締め " + name + " を読めません");
    constexpr std::int64_t kRows = 1;  // the end; the whole chain is `kakehashi audit verify`'s
    audit::verify(database, {evidence.public_keys, &carried_away, kRows},
                  [&](const audit::Finding& finding) {
                      if (!finding.is_notice) out.push_back(finding.sentence);
                  });
    auto tx = database.read();
    const auto head = audit::find_head(tx);
    if (head &&
        std::ranges::find(evidence.public_keys, head->public_key) == evidence.public_keys.end())
        out.push_back("監査の記録の末尾は、控えにない公開かぎで署名されています: " +
                      head->public_key);
    return out;
}

Result<void> put_back(const AuditEvidence& evidence, const AuditPlaces& places,
                      std::vector<std::string>& kept) {
    TRY_DO(audit::make_private_folder(places.public_keys.parent_path()));
    TRY_DO(audit::add_public_keys(places.public_keys, evidence.public_keys));
    TRY_DO(audit::make_private_folder(places.roots));
    for (const auto& [name, text] : evidence.roots) {
        const auto file = places.roots / name;
        if (!fs::exists(file))
            TRY_DO(audit::write_durably(file, text));
        else if (content_of(file) != text)
            kept.push_back(
                "監査の締め " + name +
                " は、ここにあるものと控えのもので中身が違います。ここにあるものを残しました");
    }
    return {};
}

}  // namespace kakehashi
