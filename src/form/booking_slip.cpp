#include "form/booking_slip.hpp"

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 32;

Result<void> check(const BookingSlip& slip) {
    Required required{slip.head};
    required.text("to.facility", slip.to.facility);
    required.text("from.hospital", slip.from.hospital);
    required.text("from.office", slip.from.office);
    required.text("from.phone", slip.from.phone);
    required.text("from.fax", slip.from.fax);
    required.text("patient.name", slip.patient.name);
    required.text("patient.sex", slip.patient.sex);
    required.text("patient.id", slip.patient.id);
    required.text("referral_number", slip.referral_number);
    required.text("department", slip.department);
    required.text("desk", slip.desk);
    required.text("bring", slip.bring);
    return required.result();
}

Content sender_lines(const BookingSlip& slip, Date issued_on) {
    std::vector<Content> lines{
        paragraph({mincho(era_date_weekday(issued_on), 10.5, 1.5)}, {.align = Align::Right}),
        paragraph({mincho(slip.from.hospital + " " + slip.from.office, 12, 1.5)})};
    if (!slip.from.person.empty())
        lines.push_back(paragraph({mincho("担当 " + slip.from.person, 10.5, 1.5)}));
    lines.push_back(
        one_line({mincho("電話 " + slip.from.phone + " FAX " + slip.from.fax, 10.5, 1.5)}));
    return stack(std::move(lines));
}

void add_patient(Flow& body, const BookingSlip& slip, Date issued_on) {
    const auto& patient = slip.patient;
    const auto born = patient.masked ? sex_and_age(patient, issued_on)
                                     : era_date(patient.born_on) + "(" +
                                           std::to_string(age_on(patient.born_on, issued_on)) +
                                           "歳) ・ " + patient.sex;
    body.open_table(3);
    body.row(labelled(kLabel, "患者氏名", name_with_kana(patient, "様")));
    body.row(labelled_pair(
        kLabel, patient.masked ? "性別・年齢" : "生年月日", one_line({mincho(born)}), 26,
        "当院患者ID", 48,
        one_line(
            {gothic(patient.masked ? "" : patient.id + (patient.id_is_new ? "(新規)" : ""))})));
    body.row(labelled_pair(
        kLabel, "ご紹介日",
        one_line({mincho(joined({era_date_weekday(slip.referred_on), slip.received_by}, " "))}), 26,
        "受付番号", 48, one_line({gothic(slip.referral_number)})));
}

void add_booking(Flow& body, const BookingSlip& slip) {
    const auto day = date_in_japan(slip.booked_at);
    std::vector<Content> when{
        one_line({gothic(era_date_weekday(day) + " " + spoken_time(slip.booked_at), 15, 1.35)})};
    if (slip.check_in_by)
        when.push_back(text({mincho("受付は "), gothic(spoken_time(*slip.check_in_by)),
                             mincho(" までにお済ませください")}));
    body.open_table(3, 2.2);
    body.row({.cells = {{kLabel, spread_label("予約日時", 12), kLabelPad}, {0, stack(when), 3}},
              .height_min = 15,
              .pad_y = 2.5});
    Text where{gothic(joined({slip.department, slip.doctor}, "　"), 12, 1.4)};
    if (!slip.visit_note.empty()) where.push_back(mincho("(" + slip.visit_note + ")"));
    body.row(labelled(kLabel, "診療科・医師", text(std::move(where))));
    if (!slip.tests.empty()) body.flowing(growing(kLabel, "検査の予定", slip.tests));
    body.row(labelled(kLabel, "受付場所", text({mincho(slip.desk)})));
}

void add_preparation(Flow& body, const BookingSlip& slip) {
    body.open_table(3);
    if (!slip.documents.empty()) {
        std::vector<Content> lines{options(option_list(slip.documents))};
        if (slip.documents_by)
            lines.push_back(text({mincho(month_day(date_in_japan(*slip.documents_by)) + " " +
                                         clock_time(*slip.documents_by) + " までに FAX " +
                                         slip.from.fax + " へお願いいたします。")}));
        body.row(labelled(kLabel, "事前にお送り\nいただくもの", stack(std::move(lines))));
    }
    body.flowing(growing(kLabel, "当日の持ち物", slip.bring));
    if (!slip.needs.empty()) body.flowing(growing(kLabel, "配慮の必要", slip.needs));
    std::string change = slip.from.phone + "(" + slip.from.hours + ")へお電話ください。";
    if (!slip.from.main_phone.empty())
        change += "前日 17:00 以降は代表 " + slip.from.main_phone + "。";
    body.flowing(growing(kLabel, "変更・取消", change));
}

/// ご返信欄: stands whole at the foot of the last page.
Content answer_block(const BookingSlip& slip) {
    const auto wish = [](const std::string& which) {
        return which + "希望" + room(2) + "月" + room(2) + "日(" + room(1) + ")午前・午後";
    };
    return stack(
        {cut_line("ご返信欄(変更がある場合だけ、このまま FAX " + slip.from.fax +
                  " へお送りください)"),
         framed(
             grid({labelled(
                       kLabel, "変更のご希望",
                       stack({options(option_list({{"日時の変更"}, {"取消"}}, 10.5, 2), 10.5, 2),
                              one_line({mincho(wish("第1") + room(3) + wish("第2"), 10.5, 2)})})),
                   {.cells = {{kLabel, spread_label("理由・ご連絡"), kLabelPad}, {0, blank(0)}},
                    .height_min = 17},
                   labelled(kLabel, "ご記入者",
                            one_line({mincho(room(12) + "電話" + room(10) + "記入日" + room(2) +
                                             "月" + room(2) + "日")}))}),
             1.2, 0, 0),
         blank(1.5), paragraph({gothic(slip.closing, 9, 1.5)})});
}

}  // namespace

Result<std::string> draw_booking_slip(const BookingSlip& slip) {
    TRY_DO(check(slip));
    const auto issued_on = date_in_japan(slip.head.issued_at);
    TRY(auto sheet,
        Sheet::begin(slip.head, {.code = slip.from.office,
                                 .name = "診療予約票",
                                 .subtitle = paragraph({gothic("(紹介元医療機関 控)", 10.5, 1.25)},
                                                       {.align = Align::Center}),
                                 .continuation = continuation_lines(
                                     slip.patient,
                                     joined({slip.to.facility, addressee_name(slip.to)}, " "))}));
    auto& body = sheet->body();

    body.add(letter_head(slip.to, true, sender_lines(slip, issued_on), 1));
    body.add(opening(slip.greeting), 3);
    add_patient(body, slip, issued_on);
    add_booking(body, slip);
    add_preparation(body, slip);
    body.spring();
    body.add(answer_block(slip), 3.5);
    return sheet->finish();
}

}  // namespace kakehashi::form
