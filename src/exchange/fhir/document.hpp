#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/json/json.hpp"
#include "exchange/fhir/tables.hpp"

namespace kakehashi::fhir {

/// One section of a Composition, as deep as it was nested.
struct Section {
    std::string title;
    std::string code;  // from a section code system of the kind, else the first code given
    std::string text;  // the narrative as plain text
    std::vector<const json::Value*>
        entries;  // the resources it refers to, as far as they are there
    std::vector<const json::Value*> missing;  // the references whose resource is not there
    std::vector<Section> sections;
};

/// A FHIR document Bundle, read without knowing what its sections mean. Resources stay where they
/// are and are handed out as pointers that live as long as the document.
class Document {
  public:
    /// Invalid: the codes of json::parse; `fhir.not_a_bundle`, `fhir.not_a_document` (another
    /// Bundle.type), `fhir.no_composition`, `fhir.wrong_document` (another Composition.type; the
    /// detail names it), `fhir.no_patient`, `fhir.entered_in_error` (its sender took the whole
    /// document back). Everything less is read, with a warning.
    static Result<Document> parse(std::string_view bytes, const DocumentKind& kind,
                                  const json::Limits& limits = {});

    const json::Value& bundle() const { return *root_; }
    const json::Value& composition() const { return *composition_; }
    const json::Value& patient() const { return *patient_; }
    const std::vector<Section>& sections() const { return sections_; }
    /// Which generation of the IG it claims, or most resembles.
    const Generation& generation() const { return *generation_; }
    /// Every entry's resource in the order of the Bundle.
    const std::vector<const json::Value*>& resources() const { return resources_; }

    /// The resource a Reference means: contained `#id`, fullUrl, `Type/id`, an absolute URL ending
    /// in it, or a logical identifier. `within` is the resource that holds the reference. Null
    /// pointer when it is not in this document; nothing outside is ever fetched.
    const json::Value* resolve(const json::Value& reference, const json::Value& within) const;

    /// Japanese sentences for the person who imports.
    const std::vector<std::string>& warnings() const { return warnings_; }

  private:
    Document() = default;
    Result<void> open(const DocumentKind& kind);
    void index_entries();
    Result<void> check_type(const DocumentKind& kind);
    Result<void> find_patient();
    void find_generation(const DocumentKind& kind);
    void check_version(std::string_view profile, int major_max, int minor_max);
    std::vector<Section> read_sections(const json::Value& sections, const DocumentKind& kind);
    const json::Value* resolve_or_warn(const json::Value& reference, std::string_view where);
    const json::Value* find_by_identifier(const json::Value& identifier,
                                          std::string_view type) const;
    void warn(std::string sentence);

    std::shared_ptr<const json::Value> root_;
    const json::Value* composition_ = nullptr;
    const json::Value* patient_ = nullptr;
    const Generation* generation_ = nullptr;
    std::vector<const json::Value*> resources_;
    std::unordered_map<std::string, const json::Value*> by_key_;  // fullUrl, Type/id and bare id
    std::unordered_map<const json::Value*, const json::Value*> container_of_;
    std::unordered_map<const json::Value*, std::unordered_map<std::string, const json::Value*>>
        contained_;                                                      // by container and id
    std::unordered_map<std::string, const json::Value*> by_identifier_;  // Type|system|value
    std::vector<Section> sections_;
    std::vector<std::string> warnings_;
    std::unordered_set<std::string> warned_;
};

/// The resource's type; empty when it is none.
std::string_view type_of(const json::Value& resource);

}  // namespace kakehashi::fhir
