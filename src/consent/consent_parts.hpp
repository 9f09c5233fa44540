#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consent/consent_store.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/form.hpp"

namespace kakehashi::consent_parts {

html::Url page_of(PatientId patient);

/// 同意と留保, as the patient's page shows it: who may be given what.
struct Share {
    struct Item {
        std::string word, whole;  // 受診, 受診・予約
    };
    struct Row {
        std::string receiver;
        std::vector<bool> gives;  // each item
    };
    std::vector<Item> items;
    std::vector<Row> rows;              // empty: nobody objected
    std::vector<std::string> consents;  // 研究への利用(2027-03-31 まで)
    html::Url page;
};
Share share_of(const std::vector<ConsentStatement>& statements, PatientId patient, Date today);
/// {{> kakehashi::consent_parts::share v.share}}
void render_share(html::Writer& out, const Share& v);

/// How a paper leaves: to a partner, or over the desk to one of the family.
enum class Way { Sent, HandedOver };

/// What stands against a paper, where it is addressed and before anybody tries.
struct Against {
    bool stops = false;    // it will be refused
    std::string heading;   // 留保があり、このままでは送れません
    std::string what;      // why
    std::string left_out;  // 「処方の変更」は…と置きかえます
    html::Url page;        // empty: nothing stands against it
    // What lets it go all the same.
    struct Choice {
        std::string value, label;
        bool chosen = false;
    };
    std::vector<Choice> grounds;
    std::string legend, without_ground;  // 留保があっても送るとき; 送らない
    std::string suffix, reason;
};
/// `field_name` gives the label of a field, or of a paper, that is left out.
Against against(const GivingDecision& decision, PatientId patient,
                const std::function<std::string(std::string_view)>& field_name = {},
                Way way = Way::Sent);
/// {{> kakehashi::consent_parts::against v.against}}; nothing when nothing stands against it.
void render_against(html::Writer& out, const Against& v);
/// {{> kakehashi::consent_parts::leave v.against}} inside the form that sends: on what ground it
/// leaves all the same; nothing when there is no choice.
void render_leave(html::Writer& out, const Against& v);

/// The fields of render_leave(); with a `suffix`, those of one paper of several.
Leave leave_in(const http::Form& form, const std::string& suffix = {});
/// The form shows again what was chosen and typed.
void keep_typed(Against& against, const http::Form& form, const std::string& suffix = {});

}  // namespace kakehashi::consent_parts
