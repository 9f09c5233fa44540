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
        row.cells.push_back({decision.may_go(Ground::None), std::string{japanese(item)}});
    }
    return row;
}

}  // namespace

html::Url page_of(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value).segment("consent");
}

Share share_of(const std::vector<ConsentStatement>& statements, PatientId patient, Date today) {
    Share share;
    share.page = page_of(patient);
    for (const auto item : shared_items()) share.items.emplace_back(japanese(item));
    bool objected = false;
    for (const auto& one : statements) {
        if (!one.in_force(today)) continue;
        if (one.kind != StatementKind::Objection) {
            share.consents.push_back(std::string{japanese(one.kind)} +
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
                const std::function<std::string(std::string_view)>& field_name) {
    Against out;
    if (decision.answer == GivingDecision::Answer::Give) return out;
    out.page = page_of(patient);
    out.stops = !decision.may_go(Ground::None);
    out.what = out.stops ? sentence(decision.error()) : decision.explain();
    for (const auto field : decision.left_out)
        out.fields += (out.fields.empty() ? "" : "、") +
                      (field_name ? field_name(field) : std::string{field});
    return out;
}

}  // namespace kakehashi::consent_parts
