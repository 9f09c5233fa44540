#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/consent_store.hpp"
#include "platform/html/writer.hpp"

namespace kakehashi::consent_parts {

html::Url page_of(PatientId patient);

/// 同意と留保, as the patient's page shows it: who may be given what.
struct Share {
    struct Cell {
        bool gives = true;
        std::string item;
    };
    struct Row {
        std::string receiver;
        std::vector<Cell> cells;
    };
    std::vector<std::string> items;
    std::vector<Row> rows;              // empty: nobody objected
    std::vector<std::string> consents;  // 研究への利用(2027-03-31 まで)
    html::Url page;
};
Share share_of(const std::vector<ConsentStatement>& statements, PatientId patient, Date today);
/// {{> kakehashi::consent_parts::share v.share}}
void render_share(html::Writer& out, const Share& v);

/// What stands against a paper, where it is addressed and before anybody tries.
struct Against {
    bool stops = false;  // it will be refused
    std::string what;    // why, and what becomes of the paper
    std::string fields;  // 処方の変更: what will be left out
    html::Url page;      // empty: nothing stands against it
};
/// `field_name` gives the label of a field that is left out.
Against against(const GivingDecision& decision, PatientId patient,
                const std::function<std::string(std::string_view)>& field_name = {});
/// {{> kakehashi::consent_parts::against v.against}}; nothing when nothing stands against it.
void render_against(html::Writer& out, const Against& v);

}  // namespace kakehashi::consent_parts
