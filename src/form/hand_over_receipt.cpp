#include "form/hand_over_receipt.hpp"

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 32, kSecond = 26, kSecondValue = 48;

Result<void> check(const HandOverReceipt& receipt) {
    Required required{receipt.head};
    required.text("from.hospital", receipt.from.hospital);
    required.text("from.office", receipt.from.office);
    required.text("from.phone", receipt.from.phone);
    required.text("patient.name", receipt.patient);
    required.text("receiver", receipt.receiver);
    required.text("relation", receipt.relation);
    required.text("recognised", receipt.recognised);
    required.text("purpose", receipt.purpose);
    required.text("handed_by", receipt.handed_by);
    required.that("items", !receipt.items.empty());
    return required.result();
}

void add_people(Flow& body, const HandOverReceipt& receipt) {
    body.open_table(3);
    body.row(labelled_pair(kLabel, "患者氏名",
                           text({gothic(receipt.patient, 14, 1.3), mincho(" 様")}), kSecond,
                           "当院患者ID", kSecondValue, one_line({gothic(receipt.patient_id)})));
    if (receipt.born_on)
        body.row(labelled(kLabel, "生年月日", one_line({mincho(era_date(*receipt.born_on))})));
    body.row(labelled_pair(kLabel, "お渡しした方",
                           text({gothic(receipt.receiver, 14, 1.3), mincho(" 様")}), kSecond,
                           "続柄", kSecondValue, text({mincho(receipt.relation)})));
    body.row(labelled(kLabel, "本人確認", text({mincho(receipt.recognised)})));
    body.row(labelled(kLabel, "お渡しの日時",
                      one_line({gothic(era_date_weekday(date_in_japan(receipt.head.issued_at)) +
                                           " " + spoken_time(receipt.head.issued_at),
                                       12, 1.4)})));
    body.row(labelled(kLabel, "目的", text({mincho(receipt.purpose)})));
    if (!receipt.asked_by.empty())
        body.row(labelled(kLabel, "申し出た方", text({mincho(receipt.asked_by)})));
    body.row(
        labelled(kLabel, "お渡しした職員",
                 text({mincho(joined(
                     {receipt.from.hospital, receipt.from.office, receipt.handed_by}, "　"))})));
}

void add_items(Flow& body, const HandOverReceipt& receipt) {
    body.add(heading("お渡しした文書"), 4);
    body.open_table(2);
    int number = 0;
    for (const auto& item : receipt.items)
        body.row({.cells = {{10, one_line({gothic(std::to_string(++number))})},
                            {0, text({mincho(item.name)})},
                            {44, one_line({gothic(item.number)})},
                            {18, one_line({mincho(std::to_string(item.pages) + "枚")})}}});
}

/// Where the receiver signs.
Content signature() {
    return framed(
        stack({text({gothic("上の文書を受け取りました。", 12, 1.5)}), blank(4),
               write_on({{"年月日", 50}}, 11.5, 9), write_on({{"お名前(自署)", 110}}, 11.5, 12)}),
        1.2, 4, 3);
}

Content kindly(const Sender& from) {
    return framed(
        text({gothic("お願い", 10.5, 1.5),
              mincho(
                  " "
                  "文書には患者さまの病気や生活に関することが書かれています。ほかの方の目にふれない"
                  "よう、大切にお持ちください。わからないことは ",
                  10.5, 1.5),
              gothic(from.phone, 10.5, 1.5), mincho("(" + from.office + ")へ。", 10.5, 1.5)}),
        1.2, 3, 2);
}

}  // namespace

Result<std::string> draw_hand_over_receipt(const HandOverReceipt& receipt) {
    TRY_DO(check(receipt));
    TRY(auto sheet, Sheet::begin(receipt.head, {.code = "ご家族へ",
                                                .name = "お渡しの記録",
                                                .continuation = {receipt.patient + " 様"}}));
    auto& body = sheet->body();
    add_people(body, receipt);
    add_items(body, receipt);
    body.spring();
    body.add(signature(), 4);
    body.add(kindly(receipt.from), 3);
    return sheet->finish();
}

}  // namespace kakehashi::form
