#include "exchange/fhir/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "exchange/fhir/datatypes.hpp"
#include "exchange/fhir/text.hpp"

namespace kakehashi::fhir {

namespace {
constexpr std::string_view kUuid = "urn:uuid:";

bool is_path_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.';
}

/// `Type/id` at the end of a relative or absolute reference, without `/_history/…`; else empty.
std::string type_and_id(std::string_view reference) {
    if (const auto history = reference.find("/_history"); history != std::string_view::npos)
        reference = reference.substr(0, history);
    const auto slash = reference.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return "";
    const auto before = reference.rfind('/', slash - 1);
    const auto start = before == std::string_view::npos ? 0 : before + 1;
    const auto type = reference.substr(start, slash - start);
    const auto id = reference.substr(slash + 1);
    if (type.empty() || type.front() < 'A' || type.front() > 'Z' || id.empty() ||
        !std::all_of(id.begin(), id.end(), is_path_character))
        return "";
    return std::string(reference.substr(start));
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return out;
}

/// The key of a fullUrl or reference: UUIDs are the same in either case.
std::string key_of(std::string_view url) {
    return lower(url.substr(0, kUuid.size())) == kUuid ? lower(url) : std::string(url);
}

std::string identifier_key(std::string_view type, const json::Value& identifier) {
    const auto value = identifier.at("value").string();
    if (value.empty()) return "";
    return std::string(type) + "|" + std::string(identifier.at("system").string()) + "|" +
           std::string(value);
}
}  // namespace

std::string_view type_of(const json::Value& resource) {
    return resource.at("resourceType").string();
}

Result<Document> Document::parse(std::string_view bytes, const DocumentKind& kind,
                                 const json::Limits& limits) {
    TRY(auto root, json::parse(bytes, limits));
    Document document;
    document.root_ = std::make_shared<const json::Value>(std::move(root));
    TRY_DO(document.open(kind));
    return document;
}

Result<void> Document::open(const DocumentKind& kind) {
    if (type_of(*root_) != "Bundle")
        return fail(ErrorKind::Invalid, "fhir.not_a_bundle", "resourceType");
    if (root_->at("type").string() != "document")
        return fail(ErrorKind::Invalid, "fhir.not_a_document", "Bundle.type");
    index_entries();
    for (const auto* resource : resources_)
        if (type_of(*resource) == "Composition") {
            composition_ = resource;
            break;
        }
    if (!composition_) return fail(ErrorKind::Invalid, "fhir.no_composition", "Bundle.entry");
    if (resources_.front() != composition_)
        warn("文書の先頭が Composition ではありません。途中にあったものを読みました。");
    TRY_DO(check_type(kind));
    TRY_DO(find_patient());
    find_generation(kind);
    const auto status = composition_->at("status").string();
    if (status == "entered-in-error")
        return fail(ErrorKind::Invalid, "fhir.entered_in_error", "Composition.status");
    if (status == "preliminary") warn("下書きの文書です（status: preliminary）。");
    constexpr std::array<std::pair<const char*, const char*>, 3> kParts{
        {{"author", "作成者"}, {"custodian", "交付責任機関"}, {"encounter", "受診"}}};
    for (const auto& [part, label] : kParts) {
        const auto& references = composition_->at(part);
        if (references.is_object()) resolve_or_warn(references, label);
        for (const auto& reference : references.array()) resolve_or_warn(reference, label);
    }
    sections_ = read_sections(composition_->at("section"), kind);
    return {};
}

void Document::index_entries() {
    for (const auto& entry : root_->at("entry").array()) {
        const auto& resource = entry.at("resource");
        if (!resource.is_object()) continue;
        resources_.push_back(&resource);
        const auto full_url = entry.at("fullUrl").string();
        const auto id = resource.at("id").string();
        const auto type = std::string(type_of(resource));
        if (!full_url.empty() && !by_key_.emplace(key_of(full_url), &resource).second)
            warn("同じ fullUrl の項目が二つあります。先にあるものを使いました。");
        if (const auto key = type_and_id(full_url); !key.empty()) by_key_.emplace(key, &resource);
        if (!id.empty()) {
            by_key_.emplace(type + "/" + std::string(id), &resource);
            by_key_.emplace(std::string(kUuid) + lower(id), &resource);
        }
        for (const auto& inner : resource.at("contained").array()) {
            auto inner_id = inner.at("id").string();
            if (inner_id.starts_with('#')) inner_id.remove_prefix(1);
            container_of_.emplace(&inner, &resource);
            contained_[&resource].emplace(std::string(inner_id), &inner);
        }
        const auto& identifiers = resource.at("identifier");
        if (const auto key = identifier_key(type, identifiers); !key.empty())
            by_identifier_.emplace(key, &resource);
        for (const auto& identifier : identifiers.array())
            if (const auto key = identifier_key(type, identifier); !key.empty())
                by_identifier_.emplace(key, &resource);
    }
}

Result<void> Document::check_type(const DocumentKind& kind) {
    const auto& type = composition_->at("type");
    if (has_code(type, kind.type_code)) return {};
    const auto code = coding_of(type).code;
    const auto words = concept_text(type) + "\n" + line(composition_->at("title"));
    if (code.empty() && words.find(kind.title) != std::string::npos) {
        warn("文書の種別コードがありません。表題から" + std::string(kind.title) +
             "として読みました。");
        return {};
    }
    // Only known titles and plain codes go into the detail: it may be shown in a log.
    const auto title = document_title(code);
    const bool plain =
        code.size() <= 20 && std::all_of(code.begin(), code.end(), is_path_character);
    return fail(ErrorKind::Invalid, "fhir.wrong_document", "Composition.type",
                title.empty() ? (plain ? code : "") : std::string(title) + "（" + code + "）");
}

Result<void> Document::find_patient() {
    const auto& subject = composition_->at("subject");
    patient_ = resolve(subject, *composition_);
    if (patient_ && type_of(*patient_) == "Patient") return {};
    patient_ = nullptr;
    for (const auto* resource : resources_) {
        if (type_of(*resource) != "Patient") continue;
        // With two patients and no subject, to guess could mean the wrong person.
        if (patient_) return fail(ErrorKind::Invalid, "fhir.no_patient", "Composition.subject");
        patient_ = resource;
    }
    if (!patient_) return fail(ErrorKind::Invalid, "fhir.no_patient", "Composition.subject");
    warn("文書の患者への参照が解決できません。文書の中のただ一人の患者を使いました。");
    return {};
}

void Document::find_generation(const DocumentKind& kind) {
    generation_ = &kind.generations.front();
    std::vector<std::string_view> profiles;
    for (const auto* resource : {root_.get(), composition_})
        for (const auto& profile : resource->at("meta", "profile").array())
            profiles.push_back(profile.string());
    const auto claims = [&](std::string_view url) {
        return std::find_if(profiles.begin(), profiles.end(), [&](std::string_view profile) {
            return profile.substr(0, profile.find('|')) == url;
        });
    };
    const auto first_system =
        composition_->at("section", 0, "code", "coding", 0, "system").string();
    const Generation* by_profile = nullptr;
    const Generation* by_system = nullptr;
    for (const auto& generation : kind.generations) {
        if (!by_profile && claims(generation.bundle_profile) != profiles.end())
            by_profile = &generation;
        if (!by_system && generation.section_system == first_system) by_system = &generation;
    }
    if (by_profile || by_system) generation_ = by_profile ? by_profile : by_system;
    bool claimed = false;
    for (const auto url : {generation_->bundle_profile, generation_->composition_profile})
        if (const auto claim = claims(url); claim != profiles.end()) {
            claimed = true;
            check_version(*claim, generation_->major_max, generation_->minor_max);
        }
    if (!claimed && !profiles.empty())
        warn("知らないプロファイルの文書です。読めた範囲を取り込みました。");
    else if (!claimed && !by_system)
        warn("プロファイルの書かれていない文書です。読めた範囲を取り込みました。");
}

void Document::check_version(std::string_view profile, int major_max, int minor_max) {
    const auto bar = profile.find('|');
    if (bar == std::string_view::npos) return;
    const auto version = profile.substr(bar + 1);
    int major = 0;
    int minor = 0;
    const auto* last = version.data() + version.size();
    const auto [after_major, error] = std::from_chars(version.data(), last, major);
    if (error == std::errc{} && after_major != last && *after_major == '.')
        std::from_chars(after_major + 1, last, minor);
    if (error == std::errc{} && (major < major_max || (major == major_max && minor <= minor_max)))
        return;
    const bool plain =
        version.size() <= 20 && std::all_of(version.begin(), version.end(), is_path_character);
    warn("知らない版のプロファイルです" + (plain ? "（版 " + std::string(version) + "）" : "") +
         "。読めた範囲を取り込みました。");
}

std::vector<Section> Document::read_sections(const json::Value& sections,
                                             const DocumentKind& kind) {
    std::vector<Section> read;
    for (const auto& source : sections.array()) {
        Section section;
        section.title = line(source.at("title"));
        for (const auto& coding : source.at("code", "coding").array()) {
            const auto system = coding.at("system").string();
            const bool known = std::any_of(
                kind.generations.begin(), kind.generations.end(),
                [&](const Generation& generation) { return generation.section_system == system; });
            if (known || section.code.empty()) section.code = line(coding.at("code"));
            if (known) break;
        }
        if (section.title.empty()) section.title = concept_text(source.at("code"));
        const auto& text = source.at("text");
        section.text = plain_text(text.is_string() ? text.string() : text.at("div").string());
        for (const auto& reference : source.at("entry").array()) {
            const auto* resource = resolve_or_warn(reference, section.title);
            if (resource)
                section.entries.push_back(resource);
            else
                section.missing.push_back(&reference);
        }
        section.sections = read_sections(source.at("section"), kind);
        read.push_back(std::move(section));
    }
    return read;
}

const json::Value* Document::resolve(const json::Value& reference,
                                     const json::Value& within) const {
    const auto url = reference.at("reference").string();
    if (url.starts_with('#')) {
        const auto container = container_of_.find(&within);
        const auto& outer = container == container_of_.end() ? within : *container->second;
        if (url.size() == 1) return &outer;
        const auto inside = contained_.find(&outer);
        if (inside == contained_.end()) return nullptr;
        const auto inner = inside->second.find(std::string(url.substr(1)));
        return inner == inside->second.end() ? nullptr : inner->second;
    }
    if (url.empty()) {
        const auto& identifier = reference.at("identifier");
        return identifier.is_object()
                   ? find_by_identifier(identifier, reference.at("type").string())
                   : nullptr;
    }
    for (const auto& key : {key_of(url), type_and_id(url), std::string(kUuid) + lower(url)})
        if (const auto found = by_key_.find(key); !key.empty() && found != by_key_.end())
            return found->second;
    return nullptr;
}

const json::Value* Document::find_by_identifier(const json::Value& identifier,
                                                std::string_view type) const {
    const auto found = by_identifier_.find(identifier_key(type, identifier));
    return found == by_identifier_.end() ? nullptr : found->second;
}

const json::Value* Document::resolve_or_warn(const json::Value& reference, std::string_view where) {
    const auto* resource = resolve(reference, *composition_);
    const auto url = reference.at("reference").string();
    // A logical reference without a literal one promises nothing inside the document.
    if (resource || url.empty()) return resource;
    auto type = line(reference.at("type"));
    if (type.empty())
        if (const auto path = type_and_id(url); !path.empty())
            type = path.substr(0, path.find('/'));
    const auto label = type.empty() ? "項目" : std::string(resource_label(type));
    constexpr std::size_t kTitleBytesMax = 90;
    const auto title = where.size() > kTitleBytesMax ? "節" : std::string(where);
    warn("「" + title + "」が指す" + label + "が文書の中に見つかりません。");
    return nullptr;
}

void Document::warn(std::string sentence) {
    constexpr std::size_t kWarningsMax = 100;
    if (warnings_.size() < kWarningsMax && warned_.insert(sentence).second)
        warnings_.push_back(std::move(sentence));
}

}  // namespace kakehashi::fhir
