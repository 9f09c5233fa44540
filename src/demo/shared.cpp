// What is shared with a network, and handed over to a family.
#include <algorithm>

#include "consent/consent_store.hpp"
#include "demo/setting.hpp"
#include "family/hand_over_store.hpp"
#include "patient/patient_store.hpp"
#include "referral/referral_store.hpp"
#include "team/team_store.hpp"

namespace kakehashi::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Somebody of an age to have a grown-up daughter, whose slips went out before $2.
constexpr db::Query kBooked{"demo.booked_with_slips", R"sql(
    SELECT coalesce(min(p.id), 0)
      FROM case_document d
      JOIN referral r ON d.case_kind = 'referral' AND r.id = d.case_id
      JOIN patient p ON p.id = r.patient_id
     WHERE r.facility_id = $1 AND r.state = 'awaiting_visit' AND d.kind = 'booking_slip'
       AND d.created_at < $2 AND p.born_on < $3
)sql"};

constexpr int kYearsOfAge = 60;

Result<NetworkScope> post_network(const Setting& at) {
    const auto& clinics = at.town.clinics;
    NetworkScope scope;
    scope.name = "みなと医療・介護ネット";
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}})
        scope.members.push_back({clinics[n].id, FacilityKind::Clinic, clinics[n].name});
    scope.items = SharedItem::Visit | SharedItem::Clinical | SharedItem::Medication;
    scope.purpose = "参加する機関での診療と、退院後の療養の相談";
    scope.manager = at.town.hospital + " 院長";
    scope.posted_on = at.day(40);
    TRY(scope, write_scope(at.tx, at.head(), at.ago(40), 0, scope));
    scope.members.push_back({clinics[2].id, FacilityKind::Clinic, clinics[2].name});
    scope.items = scope.items | SharedItem::Tests;
    scope.posted_on = at.day(30);
    return write_scope(at.tx, at.head(), at.ago(30), scope.version, scope);
}

/// Who referred the patient knows the medicines already.
FacilityId another_member(const Setting& at, const NetworkScope& scope, PatientId patient) {
    const auto referrals = referrals_of_patient(at.tx, at.nurse(), patient);
    for (const auto& member : scope.members)
        if (std::ranges::find(referrals, member.partner, &Referral::referrer) == referrals.end())
            return member.partner;
    return scope.members.front().partner;
}

Result<team::TeamMemberId> daughter_of(const Setting& at, PatientId id) {
    TRY(const auto patient, find_patient(at.tx, at.nurse(), id));
    team::TeamMember daughter{.patient = id,
                              .role = team::TeamRole::Family,
                              .person = patient.name.substr(0, patient.name.find(' ')) + " 美樹",
                              .relation = "長女",
                              .phone = "090-0000-4455",
                              .since = at.day(1)};
    TRY(daughter, daughter.checked());
    return team::add_member(at.tx, at.nurse(), at.ago(1), daughter);
}

}  // namespace

Result<void> add_network(const Setting& at) {
    TRY(const auto scope, post_network(at));
    const auto patient = at.patient(2);
    ConsentStatement agreed;
    agreed.kind = StatementKind::Network;
    agreed.network = scope.network;
    agreed.scope = "共同利用の範囲のとおり";
    agreed.items = scope.items;
    agreed.said.how = SaidHow::Written;
    agreed.said.on = at.day(5);
    TRY_DO(record_statement(at.tx, at.nurse(), at.ago(5), patient, agreed));
    ConsentStatement but_for;
    but_for.whom = ObjectedTo::Partner;
    but_for.partner = another_member(at, scope, patient);
    but_for.items = SharedItem::Medication;
    but_for.scope = "知り合いが勤めているので、飲んでいる薬は知られたくない";
    but_for.said.on = at.day(4);
    TRY_DO(record_statement(at.tx, at.nurse(), at.ago(4), patient, but_for));
    return {};
}

Result<void> add_hand_over(const Office& office, const Setting& at) {
    const auto then = at.ago(0) - minutes{40};
    const auto yesterday = then - hours{24};
    const PatientId patient{at.tx.number(kBooked, at.town.office.facility, yesterday,
                                         date_in_japan(at.now) - days{365 * kYearsOfAge})};
    if (!patient) return {};
    family::HandOverWish wish;
    wish.patient = patient;
    TRY(wish.member, daughter_of(at, patient));
    wish.recognised = family::Recognised::Licence;
    wish.asked_by = family::AskedBy::Receiver;
    wish.purpose = "受診の付き添い";
    for (const auto& paper : family::papers_for_family(at.tx, at.clerk(), patient))
        if (paper.created_at < yesterday && paper.kind != "original")
            wish.papers.push_back(paper.id);
    form::Press press{then};
    TRY_DO(family::hand_over(office, at.tx, at.clerk(), then, press, wish));
    return {};
}

}  // namespace kakehashi::demo
