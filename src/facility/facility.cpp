#include "facility/facility.hpp"

#include <algorithm>
#include <array>

namespace kakehashi {
namespace {

template <typename E>
struct Word {
    E value;
    std::string_view text;
    std::string_view japanese;
};

constexpr std::array<Word<FacilityKind>, 10> kKinds{{
    {FacilityKind::Hospital, "hospital", "病院"},
    {FacilityKind::Clinic, "clinic", "診療所"},
    {FacilityKind::Dental, "dental", "歯科"},
    {FacilityKind::Pharmacy, "pharmacy", "薬局"},
    {FacilityKind::VisitingNurse, "visiting_nurse", "訪問看護"},
    {FacilityKind::CareManager, "care_manager", "居宅介護支援"},
    {FacilityKind::CareHome, "care_home", "介護施設"},
    {FacilityKind::CommunityCenter, "community_center", "地域包括支援センター"},
    {FacilityKind::CityOffice, "city_office", "行政"},
    {FacilityKind::Other, "other", "その他"},
}};

constexpr std::array<Word<ReplyMeans>, 6> kMeans{{
    {ReplyMeans::Fax, "fax", "FAX"},
    {ReplyMeans::Post, "post", "郵送"},
    {ReplyMeans::Mail, "mail", "メール"},
    {ReplyMeans::Portal, "portal", "ポータル"},
    {ReplyMeans::Hand, "hand", "手渡し"},
    {ReplyMeans::Phone, "phone", "電話"},
}};

template <typename E, std::size_t N>
const Word<E>& word_of(const std::array<Word<E>, N>& words, E value) {
    return *std::ranges::find(words, value, &Word<E>::value);
}

template <typename E, std::size_t N>
const Word<E>* find_word(const std::array<Word<E>, N>& words, std::string_view text) {
    const auto found = std::ranges::find_if(
        words, [&](const Word<E>& word) { return word.text == text || word.japanese == text; });
    return found == words.end() ? nullptr : &*found;
}

template <typename E, std::size_t N>
constexpr std::array<E, N> values_of(const std::array<Word<E>, N>& words) {
    std::array<E, N> values{};
    for (std::size_t n = 0; n < N; ++n) values[n] = words[n].value;
    return values;
}
constexpr auto kKindValues = values_of(kKinds);
constexpr auto kMeansValues = values_of(kMeans);

std::string day_text(const std::optional<Date>& day) {
    return day ? iso_date(*day) : "";
}

}  // namespace

std::string_view to_text(FacilityKind kind) {
    return word_of(kKinds, kind).text;
}
std::string_view japanese(FacilityKind kind) {
    return word_of(kKinds, kind).japanese;
}
Result<FacilityKind> parse_facility_kind(std::string_view text) {
    if (const auto* word = find_word(kKinds, text)) return word->value;
    return fail(ErrorKind::Invalid, "facility.unknown_kind", "kind");
}
std::span<const FacilityKind> facility_kinds() {
    return kKindValues;
}

std::string_view to_text(ReplyMeans means) {
    return word_of(kMeans, means).text;
}
std::string_view japanese(ReplyMeans means) {
    return word_of(kMeans, means).japanese;
}
Result<ReplyMeans> parse_reply_means(std::string_view text) {
    if (const auto* word = find_word(kMeans, text)) return word->value;
    return fail(ErrorKind::Invalid, "facility.unknown_reply_means", "reply_means");
}
std::span<const ReplyMeans> reply_means() {
    return kMeansValues;
}

bool is_stale(const Facility& facility, Date today, int stale_days) {
    if (facility.closed_on && *facility.closed_on <= today) return false;
    return !facility.confirmed_on || today - *facility.confirmed_on > days{stale_days};
}

bool is_registered(const Facility& facility, Date today) {
    if (facility.registered_number.empty()) return false;
    if (facility.registered_on && *facility.registered_on > today) return false;
    return !facility.registered_until || *facility.registered_until >= today;
}

json::Value changes_between(const Facility& before, const Facility& after) {
    json::Value changes{json::Array{}};
    const auto compare = [&](std::string_view field, std::string_view from, std::string_view to) {
        if (from == to) return;
        changes.push(json::object({{"field", field}, {"from", from}, {"to", to}}));
    };
    compare("種別", japanese(before.kind), japanese(after.kind));
    compare("医療機関コード", before.code, after.code);
    compare("名称", before.name, after.name);
    compare("カナ", before.kana, after.kana);
    compare("郵便番号", before.postal_code, after.postal_code);
    compare("住所", before.address, after.address);
    compare("電話", before.phone, after.phone);
    compare("FAX", before.fax, after.fax);
    compare("メール", before.mail, after.mail);
    compare("返書の方法", japanese(before.reply_means), japanese(after.reply_means));
    compare("連絡の覚え", before.contact_note, after.contact_note);
    compare("登録医番号", before.registered_number, after.registered_number);
    compare("登録日", day_text(before.registered_on), day_text(after.registered_on));
    compare("登録の期限", day_text(before.registered_until), day_text(after.registered_until));
    compare("最終確認日", day_text(before.confirmed_on), day_text(after.confirmed_on));
    compare("閉院・休止", day_text(before.closed_on), day_text(after.closed_on));
    return changes;
}

}  // namespace kakehashi
