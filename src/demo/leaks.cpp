#include "demo/setting.hpp"
#include "incident/incident_store.hpp"

namespace kakehashi::demo {
namespace {

using namespace incident;

Result<Incident> reported(const Setting& at, int days_ago, Account account, PatientId patient) {
    account.subjects = Subjects::Patients;
    account.malice = Malice::No;
    account.noticed_on = at.day(days_ago);
    account.happened_on = at.day(days_ago + 1);
    account.noticed_by = at.clerk().name;
    TRY(const auto checked, check_account(std::move(account), date_in_japan(at.now)));
    return insert_incident(at.tx, at.clerk(), at.ago(days_ago), checked, {patient}, Holidays{});
}

/// By the head, that many days ago; the next one is on what was saved.
Result<Incident> taken(const Setting& at, const Incident& incident, int days_ago, Step step) {
    step.on = at.day(days_ago);
    step.by = {at.head().user, at.head().name};
    TRY(const auto next, incident.take(std::move(step), date_in_japan(at.now)));
    TRY_DO(save_incident(at.tx, at.head(), at.ago(days_ago), next, Holidays{}));
    return find_incident(at.tx, at.head(), next.id);
}

/// Somebody else's slip in an envelope: told, 速報 sent, and more is known by now.
Result<void> add_wrong_envelope(const Setting& at) {
    Account account;
    account.kind = Kind::Paper;
    account.items = {LeakedItem::Identity, LeakedItem::Contact};
    account.recipient = "同じ日に受診した別の方";
    account.story =
        "予約票を、同じ日に受診した別の方の封筒に入れて渡した。お帰りのあとの電話で気づいた";
    account.at_once = "その日のうちにご自宅へうかがい、開かれた封筒ごと受け取った";
    TRY(auto one, reported(at, 9, account, at.patient(5)));
    TRY(one, taken(at, one, 8,
                   {.kind = StepKind::Notice,
                    .means = Means::Phone,
                    .text = "ご本人に電話し、いきさつを伝えておわびした"}));
    TRY(one,
        taken(at, one, 7, {.kind = StepKind::FirstReport, .text = "報告フォーム 受付 000-1124"}));
    account = one.account;
    account.cause = "二人の予約票を続けて印刷し、封筒に入れる前に氏名を読み合わせなかった";
    account.harm = "受け取った方は一枚目で気づき、ほかの人には見せていない";
    TRY(const auto known, one.amend(std::move(account), date_in_japan(at.now)));
    return save_account(at.tx, at.head(), at.ago(6), known, Holidays{});
}

/// A FAX that went to a wrong number: 速報 is owed.
Result<void> add_wrong_number(const Setting& at) {
    Account account;
    account.kind = Kind::Fax;
    account.items = {LeakedItem::Identity, LeakedItem::Clinical};
    account.recipient = at.town.clinics.front().name;
    account.story = "受診報告のFAXを、番号のちがう医院に1枚送った。先方からの電話で気づいた";
    account.at_once = "先方に電話し、破棄してもらった。登録の番号を直した";
    TRY_DO(reported(at, 0, std::move(account), at.patient(4)));
    return {};
}

}  // namespace

Result<void> add_incidents(const Setting& at) {
    TRY_DO(add_wrong_envelope(at));
    return add_wrong_number(at);
}

}  // namespace kakehashi::demo
