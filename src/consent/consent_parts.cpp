#include "consent/consent_parts.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "base/messages.hpp"

namespace kakehashi::consent_parts {
namespace {

Receiver receiver_of(const ConsentStatement& objection) {
    using Kind = Receiver::Kind;
    if (objection.whom == ObjectedTo::Family) return {Kind::Family, {}, {}, objection.person};
    return {Kind::Partner, objection.partner, objection.partner_kind, {}};
}

Share::Row row_for(std::string name, const Receiver& to,
                   const std::vector<ConsentStatement>& objections, Date today) {
    Share::Row row{std::move(name), {}};
    for (const auto item : shared_items()) {
        const PaperPart paper[] = {{"", item, {}, false}};
        const auto decision = may_give(to, paper, today, objections);
        row.gives.push_back(decision.may_go(Ground::None));
    }
    return row;
}

/// The words of the callout and of the fields that answer for it.
struct WayWords {
    const char *stops, *leaves_out, *instead, *legend, *without_ground;
};
constexpr WayWords kSent{
    "留保があり、このままでは送れません", "留保により、一部を書かずに送ります",
    "」は「(ご本人のご意向により記載していません)」と置きかえます。ほかの欄の文章に"
    "書かれていないかも確かめてください",
    "留保があっても送るとき", "選んでください(送らない)"};
constexpr WayWords kHandedOver{"留保があり、このままではお渡しできません",
                               "留保により、一部をお渡ししません",
                               "」はお渡ししません。ほかの文書に書かれていないかも確かめてください",
                               "留保があってもすべてお渡しするとき", "選んでください(渡さない)"};

}  // namespace

html::Url page_of(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value).segment("consent");
}

Share share_of(const std::vector<ConsentStatement>& statements, PatientId patient, Date today) {
    Share share;
    share.page = page_of(patient);
    for (const auto item : shared_items())
        share.items.push_back({std::string{short_japanese(item)}, std::string{japanese(item)}});
    bool objected = false;
    for (const auto& one : statements) {
        if (!one.in_force(today)) continue;
        if (one.kind != StatementKind::Objection) {
            share.consents.push_back(one.agreed_text() +
                                     (one.until ? "(" + western_date(*one.until) + " まで)" : ""));
            continue;
        }
        objected = true;
        const auto name = one.receiver_text();
        const bool shown = std::ranges::any_of(
            share.rows, [&](const Share::Row& row) { return row.receiver == name; });
        if (one.whom != ObjectedTo::Everyone && !shown)
            share.rows.push_back(row_for(name, receiver_of(one), statements, today));
    }
    if (objected)
        share.rows.push_back(
            row_for(share.rows.empty() ? "本人のほかのすべて" : "そのほか", {}, statements, today));
    return share;
}

Against against(const GivingDecision& decision, PatientId patient,
                const std::function<std::string(std::string_view)>& field_name, Way way) {
    Against out;
    if (decision.answer == GivingDecision::Answer::Give) return out;
    const auto& words = way == Way::Sent ? kSent : kHandedOver;
    out.page = page_of(patient);
    out.stops = !decision.may_go(Ground::None);
    out.heading = out.stops ? words.stops : words.leaves_out;
    out.what = out.stops && way == Way::Sent ? sentence(decision.error()) : decision.explain();
    if (out.stops && way == Way::HandedOver && decision.may_go(Ground::ReadThrough))
        out.what += "。文書の文章を読み、書かれていないことを確かめれば、お渡しできます";
    out.legend = words.legend;
    out.without_ground = words.without_ground;
    // What is sent without a field is whole for its reader; a paper that stays here is missed.
    for (const auto ground : {Ground::ReadThrough, Ground::Emergency})
        if (decision.must_answer_for(ground) && decision.may_go(ground) &&
            (out.stops || way == Way::HandedOver))
            out.grounds.push_back({std::string{to_text(ground)}, std::string{japanese(ground)}});
    for (const auto field : decision.left_out)
        out.left_out += (out.left_out.empty() ? "「" : "、") +
                        (field_name ? field_name(field) : std::string{field});
    if (!out.left_out.empty()) out.left_out += words.instead;
    return out;
}

Leave leave_in(const http::Form& form, const std::string& suffix) {
    return {parse_ground(form.text("ground" + suffix)).value_or(Ground::None),
            std::string{form.text("leave_reason" + suffix)}};
}

void keep_typed(Against& against, const http::Form& form, const std::string& suffix) {
    against.suffix = suffix;
    against.reason = form.text("leave_reason" + suffix);
    for (auto& ground : against.grounds)
        ground.chosen = form.text("ground" + suffix) == ground.value;
}

}  // namespace kakehashi::consent_parts
