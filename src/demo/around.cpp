#include "demo/around.hpp"

#include "consent/consent_store.hpp"
#include "demo/setting.hpp"
#include "disclosure/disclosure_store.hpp"
#include "disclosure/provision_store.hpp"
#include "team/team_store.hpp"

namespace kakehashi::demo {
namespace {

using disclosure::DisclosureRequest;

constexpr db::Query kSeen{"demo.seen_last", R"sql(
    SELECT r.patient_id FROM referral r JOIN patient p ON p.id = r.patient_id
     WHERE r.facility_id = $1 AND r.state = 'visited' AND r.closed_at IS NULL AND p.number <> ''
     ORDER BY r.received_at DESC, r.id DESC
     LIMIT 8
)sql"};

constexpr db::Query kPartnerOfKind{"demo.partner_of_kind", R"sql(
    SELECT coalesce(min(id), 0) FROM facility WHERE kind = $1
)sql"};

Result<void> add_objections(const Setting& at) {
    ConsentStatement to_pharmacies;
    to_pharmacies.whom = ObjectedTo::PartnerKind;
    to_pharmacies.partner_kind = FacilityKind::Pharmacy;
    to_pharmacies.items = SharedItem::Clinical | SharedItem::Tests;
    to_pharmacies.scope = "近所の薬局に病名を知られたくない";
    to_pharmacies.said.on = at.day(6);
    TRY_DO(record_statement(at.tx, at.nurse(), at.ago(6), at.patient(0), to_pharmacies));
    ConsentStatement to_family;
    to_family.whom = ObjectedTo::Family;
    to_family.person = "長男";
    to_family.items = ItemSet::all();
    to_family.scope = "長男には受診したことも話さないでほしい";
    to_family.said.on = at.day(3);
    TRY_DO(record_statement(at.tx, at.social_worker(), at.ago(3), at.patient(1), to_family));
    return {};
}

Result<void> add_team(const Setting& at, PatientId patient) {
    using team::TeamRole;
    const auto join = [&](team::TeamMember member) -> Result<void> {
        member.patient = patient;
        member.since = at.day(7);
        TRY(const auto checked, member.checked());
        TRY_DO(team::add_member(at.tx, at.nurse(), at.ago(7), checked));
        return {};
    };
    TRY_DO(join({.role = TeamRole::LiaisonNurse, .user = at.nurse().user}));
    TRY_DO(join({.role = TeamRole::SocialWorker, .user = at.social_worker().user}));
    const auto& clinic = at.town.clinics.front();
    TRY_DO(join({.role = TeamRole::FamilyDoctor, .partner = clinic.id, .person = clinic.doctor}));
    if (const FacilityId care{at.tx.number(kPartnerOfKind, "care_manager")})
        TRY_DO(join({.role = TeamRole::CareManager, .partner = care, .person = "水野 香織"}));
    return join({.role = TeamRole::Family,
                 .person = "佐知子",
                 .relation = "長女",
                 .phone = "090-0000-3344",
                 .note = "キーパーソン。平日は18時以降"});
}

Result<DisclosureRequest> received(const Setting& at, std::size_t patient, int days_ago,
                                   std::string asked) {
    DisclosureRequest request;
    request.patient = at.patient(patient);
    request.requester_name = "本人";
    request.contact = "090-0000-5566";
    request.asked = std::move(asked);
    request.received_on = at.day(days_ago);
    request.received_by = {at.clerk().user, at.clerk().name};
    TRY(const auto begun,
        disclosure::receive(request, disclosure::kDaysDefault, date_in_japan(at.now)));
    return disclosure::insert_request(at.tx, at.clerk(), at.ago(days_ago), begun);
}

/// The next step is on the page that was saved last.
Result<DisclosureRequest> saved(const Setting& at, const Viewer& by, int days_ago,
                                Result<DisclosureRequest> step) {
    TRY(auto request, std::move(step));
    TRY_DO(disclosure::save_step(at.tx, by, at.ago(days_ago), request));
    ++request.version;
    return request;
}

Result<DisclosureRequest> identified(const Setting& at, const DisclosureRequest& request,
                                     int days_ago) {
    return saved(at, at.clerk(), days_ago,
                 request.identify({.document = disclosure::IdDocument::MyNumberCard,
                                   .on = at.day(days_ago),
                                   .by = at.clerk().name},
                                  date_in_japan(at.now)));
}

Result<DisclosureRequest> decided(const Setting& at, const DisclosureRequest& request, int days_ago,
                                  disclosure::Decision decision) {
    decision.on = at.day(days_ago);
    decision.by = {at.head().user, at.head().name};
    return saved(at, at.head(), days_ago,
                 request.decide(std::move(decision), date_in_japan(at.now)));
}

/// One in every state.
Result<void> add_disclosures(const Setting& at) {
    TRY_DO(received(at, 0, 1, "診療録(本年度分)"));
    TRY(auto waiting, received(at, 1, 4, "検査結果と画像"));
    TRY_DO(identified(at, waiting, 3));
    TRY(auto allowed, received(at, 2, 9, "手術記録と麻酔記録"));
    TRY(allowed, identified(at, allowed, 8));
    TRY_DO(decided(at, allowed, 2,
                   {.ruling = disclosure::Ruling::Partial,
                    .ground = disclosure::Ground::HarmsOthers,
                    .reason = "ご家族から聞き取った部分を除きます"}));
    TRY(auto answered, received(at, 3, 20, "診療録一式"));
    TRY(answered, identified(at, answered, 20));
    TRY(answered, decided(at, answered, 14, {.ruling = disclosure::Ruling::Full}));
    TRY_DO(saved(at, at.clerk(), 11,
                 answered.answer({.means = disclosure::Means::Desk,
                                  .fee_yen = 1240,
                                  .on = at.day(11),
                                  .by = at.clerk().name},
                                 date_in_japan(at.now))));
    TRY(auto withdrawn, received(at, 4, 12, "看護記録"));
    TRY_DO(saved(
        at, at.clerk(), 10,
        withdrawn.withdraw(
            {.reason = "主治医の説明で納得されたため", .on = at.day(10), .by = at.clerk().name},
            date_in_japan(at.now))));
    return {};
}

Result<void> add_provisions(const Setting& at) {
    const auto keep = [&](disclosure::Provision line,
                          int days_ago) -> Result<disclosure::ProvisionId> {
        line.provided_on = at.day(days_ago);
        line.recorded_by = at.clerk().name;
        TRY(const auto ready, disclosure::record(std::move(line), at.ago(days_ago)));
        return disclosure::insert_provision(at.tx, at.clerk(), ready);
    };
    TRY_DO(keep({.patient = at.patient(5),
                 .recipient = "みなと市児童相談所",
                 .items = "受診日と受傷の状況の要約",
                 .basis = disclosure::Basis::ChildCenter},
                16));
    TRY(const auto inquiry, keep({.patient = at.patient(6),
                                  .recipient = "港警察署",
                                  .items = "受診の有無と日付",
                                  .basis = disclosure::Basis::Police,
                                  .paper_number = "港刑発第118号"},
                                 8));
    TRY_DO(keep({.patient = at.patient(6),
                 .recipient = "港警察署",
                 .items = "受診の有無",
                 .basis = disclosure::Basis::Police,
                 .paper_number = "港刑発第118号",
                 .note = "日付は伝えていなかったため",
                 .corrects = inquiry},
                7));
    return {};
}

}  // namespace

Result<void> add_around(const Office& office, db::Transaction& tx, const Town& town, Instant now) {
    auto patients = tx.all(
        kSeen, [](const db::Row& row) { return row.id<PatientId>(0); }, town.office.facility);
    if (patients.empty()) return {};
    const Setting at{tx, town, now, std::move(patients)};
    TRY_DO(add_objections(at));
    for (std::size_t n = 0; n < 3; ++n)
        if (n < at.patients.size()) TRY_DO(add_team(at, at.patient(n)));
    TRY_DO(add_disclosures(at));
    TRY_DO(add_provisions(at));
    TRY_DO(add_network(at));
    TRY_DO(add_hand_over(office, at));
    return add_incidents(at);
}

}  // namespace kakehashi::demo
