// What the pages of this feature share.
#include <algorithm>

#include "incident/incident_routes.hpp"

namespace kakehashi::incident {
namespace {

constexpr std::size_t kLineChars = 100, kTextChars = 1000;
constexpr int kPersonsMost = 10'000'000;

Choices boxes_of(const LeakedItems& chosen, const office::Typed& typed) {
    Choices boxes{"leaked_item", "含まれていた項目", {}, error_of(typed.errors, "leaked_item")};
    const auto ticked =
        typed.form ? typed.form->all("leaked_item") : std::vector<std::string_view>{};
    for (const auto& words : leaked_items())
        boxes.choices.push_back({std::string{words.text}, std::string{words.japanese},
                                 typed.form ? std::ranges::find(ticked, words.text) != ticked.end()
                                            : chosen.has(words.value)});
    return boxes;
}

std::string day_text(std::optional<Date> day) {
    return day ? iso_date(*day) : std::string{};
}

}  // namespace

html::Url url_of(IncidentId id) {
    return html::Url::path("/incidents").segment(id.value);
}

std::string state_css(State state) {
    switch (state) {
        case State::Closed:
            return "k-tag ok";
        case State::AwaitingFirstReport:
            return "k-tag crit";
        default:
            return "k-tag info";
    }
}

std::string left_css(Date due, Date today) {
    if (due < today) return "c-crit";
    return due <= today + days{3} ? "c-due" : "";
}

std::optional<Owed> next_owed(const Incident& incident, const Holidays& holidays) {
    const auto owed = incident.owed(holidays);
    const auto first = std::ranges::min_element(owed, {}, &Owed::due_on);
    return first == owed.end() ? std::nullopt : std::optional{*first};
}

std::string_view japanese_duty(std::string_view kind) {
    if (kind == kDutyFirstReport) return "速報";
    if (kind == kDutyNotice) return "本人への通知";
    if (kind == kDutyFinalReport) return "確報";
    return kind == kDutyPrevention ? "再発防止策" : "終了";
}

std::string_view basis_word(DutyBasis basis) {
    return basis == DutyBasis::Law ? "法定期限" : "目安";
}

AccountForm account_form(const Account& account, const office::Typed& typed) {
    AccountForm form;
    form.kinds = typed.select("incident_kind", "何が起きましたか", kinds(), to_text(account.kind));
    form.subjects =
        typed.select("whose", "だれの情報ですか", subjects(), to_text(account.subjects));
    form.malices =
        typed.select("malice", "不正の目的(盗み・悪用)", malices(), to_text(account.malice));
    form.items = boxes_of(account.items, typed);
    form.when = {typed.input("noticed_on", "気づいた日", iso_date(account.noticed_on)),
                 typed.input("happened_on", "起きた日", day_text(account.happened_on)),
                 typed.input("noticed_by", "気づいた人", account.noticed_by),
                 typed.input("persons", "何人分ですか", std::to_string(account.persons))};
    form.when[0].required = true;
    form.when[0].hint = "報告の期限は、この日から数えます";
    form.when[1].hint = "わからないときは空けておきます";
    form.when[3].hint = "わかっている数。あとで直せます";
    form.what = {typed.input("went_to", "どこへ渡りましたか", account.recipient),
                 typed.text("story", "いきさつ", account.story),
                 typed.text("at_once", "すぐにしたこと", account.at_once)};
    form.what[0].wide = true;
    form.what[0].hint = "例:あおば医院(FAX 番号ちがい)。わからないときは空けておきます";
    form.what[1].required = true;
    form.what[1].hint = "患者の氏名は書きません。「患者さん」「A さん」とします";
    form.what[2].hint = "例:先方に電話し、破棄を頼んだ";
    return form;
}

Account read_account(office::FormReader& reader, const http::Form& form, Account before) {
    auto account = std::move(before);
    account.kind = reader.keep(chosen(kinds(), form.text("incident_kind"), "incident_kind"));
    account.subjects = reader.keep(chosen(subjects(), form.text("whose"), "whose"));
    account.malice = reader.keep(chosen(malices(), form.text("malice"), "malice"));
    account.items = {};
    for (const auto one : form.all("leaked_item"))
        account.items.add(reader.keep(chosen(leaked_items(), one, "leaked_item")));
    if (account.items.empty())
        reader.wrong({ErrorKind::Invalid, "incident.items_needed", "leaked_item"});
    account.noticed_on = reader.date("noticed_on", Required::Yes).value_or(Date{});
    account.happened_on = reader.date("happened_on");
    account.noticed_by = reader.line("noticed_by", kLineChars);
    account.persons = reader.number("persons", 1, kPersonsMost, 1);
    account.recipient = reader.line("went_to", kLineChars);
    account.story = reader.text("story", kTextChars, Required::Yes);
    account.at_once = reader.text("at_once", kTextChars);
    return account;
}

}  // namespace kakehashi::incident
