#include "facility/facility_input.hpp"

#include "base/facility_code.hpp"
#include "base/japanese.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kNameMax = 80;
constexpr std::size_t kLineMax = 120;
constexpr std::size_t kNoteMax = 500;
constexpr std::size_t kMailMax = 254;
constexpr std::size_t kPostalDigits = 7;

Result<std::string> parse_code(std::string_view text) {
    TRY(const auto typed, clean_line("code", text, kLineMax));
    if (typed.empty()) return std::string{};
    TRY(const auto code, FacilityCode::parse("code", typed));
    return code.text();
}

}  // namespace

Result<std::string> parse_postal_code(std::string_view field, std::string_view text) {
    TRY(const auto typed, clean_line(field, text, kLineMax));
    if (typed.empty()) return std::string{};
    const auto code = digits(typed);
    if (code.size() != kPostalDigits || character_count(typed) > kPostalDigits + 2)
        return fail(ErrorKind::Invalid, "postal_code.malformed", std::string{field});
    return code.substr(0, 3) + "-" + code.substr(3);
}

Result<std::string> parse_mail(std::string_view field, std::string_view text) {
    TRY(const auto typed, clean_line(field, text, kMailMax));
    if (typed.empty()) return std::string{};
    const auto at = typed.find('@');
    const bool sound = at != std::string::npos && at > 0 && at + 1 < typed.size() &&
                       typed.find('@', at + 1) == std::string::npos &&
                       typed.find(' ') == std::string::npos;
    if (!sound) return fail(ErrorKind::Invalid, "mail.malformed", std::string{field});
    return typed;
}

Facility read_facility(office::FormReader& reader, const http::Form& form, Facility base,
                       Date today) {
    const auto has = [&](std::string_view field) { return form.has(field); };
    const auto choice = [&](auto& into, auto parsed) {
        if (parsed)
            into = *parsed;
        else
            reader.wrong(std::move(parsed).error());
    };
    if (has("kind")) choice(base.kind, parse_facility_kind(form.text("kind")));
    if (has("code")) base.code = reader.keep(parse_code(form.text("code")));
    if (has("name")) base.name = reader.line("name", kNameMax, Required::Yes);
    if (has("kana")) base.kana = reader.kana("kana", kNameMax);
    if (has("postal_code"))
        base.postal_code = reader.keep(parse_postal_code("postal_code", form.text("postal_code")));
    if (has("address")) base.address = reader.line("address", kLineMax);
    if (has("phone")) base.phone = reader.phone("phone");
    if (has("fax")) base.fax = reader.phone("fax");
    if (has("mail")) base.mail = reader.keep(parse_mail("mail", form.text("mail")));
    if (has("reply_means") && !form.text("reply_means").empty())
        choice(base.reply_means, parse_reply_means(form.text("reply_means")));
    if (has("contact_note")) base.contact_note = reader.text("contact_note", kNoteMax);
    if (has("registered_number"))
        base.registered_number = reader.line("registered_number", kLineMax);
    if (has("registered_on")) base.registered_on = reader.date("registered_on");
    if (has("registered_until")) base.registered_until = reader.date("registered_until");
    if (has("closed_on")) base.closed_on = reader.date("closed_on");
    if (has("confirmed_on")) {
        base.confirmed_on = reader.date("confirmed_on");
        if (base.confirmed_on && *base.confirmed_on > today)
            reader.wrong({ErrorKind::Invalid, "date.in_future", "confirmed_on"});
    }
    if (base.registered_on && base.registered_until && *base.registered_until < *base.registered_on)
        reader.wrong({ErrorKind::Invalid, "facility.registration_ends_early", "registered_until"});
    return base;
}

}  // namespace kakehashi
