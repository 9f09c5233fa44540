#include "form/fax_cover.hpp"

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 24, kPartyLabel = 17;

Result<void> check(const FaxCover& cover) {
    Required required{cover.head};
    required.text("to.facility", cover.to.facility);
    required.text("to.fax", cover.to.fax);
    required.text("from.hospital", cover.from.hospital);
    required.text("from.office", cover.from.office);
    required.text("from.phone", cover.from.phone);
    required.text("from.fax", cover.from.fax);
    required.text("subject", cover.subject);
    required.that("body", !cover.body.empty());
    return required.result();
}

Row party_row(std::string label, Content value) {
    return {
        .cells = {{kPartyLabel, spread_label(std::move(label)), kLabelPad}, {0, std::move(value)}}};
}

Content party(const std::string& label, Content who, const std::string& fax,
              const std::string& fax_note, const std::string& phone) {
    auto first = party_row(label, std::move(who));
    first.height_min = 26;
    Text number{gothic(fax, 15, 1.35)};
    if (!fax_note.empty()) number.push_back(gothic(" " + fax_note, 10.5, 1.35));
    return framed(grid({std::move(first), party_row("FAX", one_line(std::move(number))),
                        party_row("電話", one_line({gothic(phone)}))}),
                  1.2, 0, 0);
}

/// 浜田 修 先生 侍史 in one line; what follows a long name stands under it.
Content name_with_suffix(Run name, Run suffix) {
    return [name = std::move(name), suffix = std::move(suffix)](Document& document, double width) {
        Text together{name};
        if (!suffix.text.empty()) together.insert(together.end(), {mincho(" "), suffix});
        if (document.lay(together, width).lines() == 1)
            return one_line(std::move(together))(document, width);
        return stack({one_line({name}), one_line({suffix})})(document, width);
    };
}

Content parties(const FaxCover& cover) {
    const auto& to = cover.to;
    std::vector<Content> receiver;
    if (!to.person.empty() || !to.department.empty()) {
        receiver.push_back(text({gothic(to.facility, 12, 1.4)}));
        receiver.push_back(
            name_with_suffix(mincho(addressee_name(to), 14, 1.3),
                             mincho(to.person.empty() ? "" : to.honorific, 10.5, 1.3)));
    } else {
        receiver.push_back(text({gothic(addressee_name(to), 12, 1.4)}));
    }
    if (!cover.to_note.empty()) receiver.push_back(text({mincho(cover.to_note)}));
    const auto& from = cover.from;
    std::vector<Content> sender{text({mincho(from.hospital)}), text({mincho(from.office)})};
    if (!from.person.empty()) {
        sender.push_back(name_with_suffix(
            gothic(from.person, 12, 1.4),
            mincho(from.profession.empty() ? "" : "(" + from.profession + ")", 10.5, 1.4)));
    }
    return beside({{91,
                    party("宛先", stack(std::move(receiver)), to.fax,
                          to.fax_typed_by_hand ? "番号を手入力" : "", to.phone),
                    Valign::Top, true},
                   {0, party("発信", stack(std::move(sender)), from.fax, "", from.phone + "(直通)"),
                    Valign::Top, true}},
                  5);
}

void add_facts(Flow& body, const FaxCover& cover) {
    body.open_table(3);
    body.row(labelled_pair(kLabel, "送信日時",
                           one_line({mincho(era_date_weekday(date_in_japan(cover.sent_at)) + " " +
                                            clock_time(cover.sent_at))}),
                           kLabel, "枚数", 40,
                           text({gothic(std::to_string(page_count(cover)) + "枚", 12, 1.4),
                                 mincho("(この紙をふくむ)")})));
    body.row(labelled(kLabel, "件名", text({gothic(cover.subject, 12, 1.4)})));
    std::vector<Option> kinds;
    for (const auto& [label, chosen] : std::initializer_list<std::pair<const char*, bool>>{
             {"至急", cover.urgent},
             {"要返信", cover.reply_wanted},
             {"ご確認ください", cover.please_check},
             {"ご参考", cover.for_reference},
             {"原本は郵送します", cover.original_follows}}) {
        const bool strong = chosen && std::string_view{label} == "至急";
        kinds.push_back({{strong ? gothic(label, 12) : mincho(label, 12)}, chosen});
    }
    body.row(labelled(kLabel, "区分", options(std::move(kinds), 12)));
    std::string who;
    if (cover.patient) {
        const auto& patient = *cover.patient;
        who = patient.initials + " 様(" +
              joined({std::to_string(patient.age) + "歳", patient.sex}, "・") + ")";
    }
    if (!who.empty() || !cover.referral_number.empty())
        body.row(labelled_pair(kLabel, "受付番号", one_line({gothic(cover.referral_number)}),
                               kLabel, "患者様", 40, one_line({mincho(who)})));
}

Content enclosures(const FaxCover& cover) {
    std::string list = "1. FAX送付状(本紙) 1枚";
    int number = 1;
    for (const auto& enclosure : cover.enclosures)
        list += "\n" + std::to_string(++number) + ". " + enclosure.name + " " +
                std::to_string(enclosure.pages) + "枚";
    return text({mincho(list)});
}

/// 返信欄: the recipient writes here and sends this sheet alone; its code files the answer.
Content answer_block(const FaxCover& cover, const std::string& payload) {
    constexpr double kQr = 28, kColumn = 36, kQuiet = 5.4;
    std::vector<Choice> choices;
    for (const auto& choice : cover.reply_choices) choices.push_back({choice, false});
    const auto lines = stack({text({gothic("ご返信はこの欄にお書きになり、本紙だけを FAX " +
                                               cover.from.fax + " へお送りください",
                                           12, 1.4)}),
                              blank(2), options(option_list(choices, 11.5, 2), 11.5, 2),
                              write_on({{"ご連絡事項", 84}}, 11.5, 8.1),
                              write_on({{"ご担当者", 44}, {"電話", 30}}, 11.5, 8.1)});
    const Content code = [payload](Document& document, double width) {
        const auto caption =
            document.lay({gothic("返信用コード\n" + payload.substr(payload.find(':') + 1), 9, 1.5)},
                         width, {.align = Align::Center});
        const double height = kQr + 2 * kQuiet + caption.height() - 2;
        return Placed{
            height, [=](Page& page, const Box& box) {
                page.qr(box.x + (width - kQr) / 2, box.y + kQuiet - 2, kQr, payload);
                page.text({box.x, box.y + kQr + 2 * kQuiet - 2, width, caption.height()}, caption);
            }};
    };
    return framed(beside({{0, lines, Valign::Middle}, {kColumn, code, Valign::Middle}}, 3), 2.2,
                  3.5, 2.2);
}

Content misdirected(const Sender& from) {
    Text words{
        gothic("誤って届いた場合", 10.5, 1.5),
        mincho(" この FAX には個人に関する情報が含まれています。宛先でない方は、内容を写したり他へ"
               "渡したりせず、",
               10.5, 1.5),
        gothic(from.phone, 10.5, 1.5)};
    if (!from.main_phone.empty())
        words.push_back(mincho("(夜間・休日 " + from.main_phone + ")", 10.5, 1.5));
    words.push_back(mincho("へお電話ください。破棄の方法をご案内します。", 10.5, 1.5));
    return framed(text(std::move(words)), 1.2, 3, 2);
}

}  // namespace

MaskedPatient masked_patient(const Patient& patient, Date on) {
    const auto& reading = patient.kana.empty() ? patient.name : patient.kana;
    const bool binary = patient.sex == "男" || patient.sex == "女";
    return {initials(reading), age_on(patient.born_on, on), binary ? patient.sex + "性" : ""};
}

int page_count(const FaxCover& cover) {
    int pages = 1;
    for (const auto& enclosure : cover.enclosures) pages += enclosure.pages;
    return pages;
}

Result<std::string> draw_fax_cover(const FaxCover& cover) {
    TRY_DO(check(cover));
    TRY(auto sheet, Sheet::begin(cover.head, {.code = cover.from.office, .name = "FAX送付状"}));
    auto& body = sheet->body();
    body.add(parties(cover));
    add_facts(body, cover);
    body.add(opening(cover.body, 11.5), 3);
    body.open_table(3);
    body.row(labelled(kLabel, "送付書類", enclosures(cover)));
    body.spring();
    body.add(answer_block(cover, sheet->answer_payload()), 3);
    body.add(misdirected(cover.from), 4);
    auto pdf = sheet->finish(1);
    if (!pdf && pdf.error().code == "form.text_too_long") {
        auto error = std::move(pdf).error();
        error.field = "body";
        return fail(std::move(error));
    }
    return pdf;
}

}  // namespace kakehashi::form
