#include <ctime>
#include <functional>
#include <thread>

#include "form/form_checks.hpp"

namespace kakehashi::form {
namespace {

struct Form {
    const char* name;
    std::string number;
    std::function<std::string()> draw;
    std::vector<const char*> labels;  // ● of forms README 2.2 to 2.6, as printed
};

std::vector<Form> forms() {
    return {
        {"02a-booking-slip",
         "2611-04790-01",
         [] { return drawn(draw_booking_slip(sample::booking_slip())); },
         {"診療予約票",
          "(紹介元医療機関控)",
          "浜田修先生御侍史",
          "FAX042-000-0135",
          "地域医療連携室",
          "担当大村早苗",
          "患者氏名",
          "生年月日",
          "平成2年2月14日(36歳)・女",
          "当院患者ID",
          "0071-3358(新規)",
          "受付番号",
          "ご紹介日",
          "予約日時",
          "令和8年11月30日(月)午前10時30分",
          "診療科・医師",
          "検査の予定",
          "受付場所",
          "事前にお送りいただくもの",
          "■診療情報提供書",
          "□処方内容",
          "当日の持ち物",
          "配慮の必要",
          "変更・取消",
          "ご返信欄",
          "変更のご希望",
          "第1希望",
          "理由・ご連絡",
          "ご記入者"}},
        {"02b-patient-guide",
         "2611-04790-02",
         [] { return drawn(draw_patient_guide(sample::patient_guide())); },
         {"患者さんへ", "受診のご案内", "MARIACRISTINADELACRUZSANTOSさん", "診察の日時",
          "11月30日(月)午前10時30分", "令和8年(2026年)", "1階5番窓口へお越しください", "診療科",
          "検査", "診察券番号", "費用", "当日にお持ちいただくもの", "当日の順番", "⑤1階会計",
          "場所・交通", "通訳", "予約を変えるとき・来られないとき", "042-000-0110"}},
        {"03-visit-report",
         "2611-04798-01",
         [] { return drawn(draw_visit_report(sample::visit_report())); },
         {"受診報告書",
          "患者氏名",
          "性別・年齢",
          "男・64歳",
          "生年月日",
          "当院患者ID",
          "ご紹介日",
          "受付番号",
          "受診日時",
          "午前11時05分",
          "診療科・担当医",
          "受診の結果",
          "□外来で診療を継続します",
          "■同日入院しました",
          "□検査のみ終了しました",
          "□貴院に診療の継続をお願い",
          "□他科へ紹介(",
          "□来院されませんでした",
          "□その他(",
          "入院の場合",
          "次回の予定",
          "当日の要点",
          "今後のご報告",
          "12月1日(火)",
          "連携室からのお知らせ",
          "診療情報提供書の返書ではありません"}},
        {"04a-interim-reply",
         "2611-04720-01",
         [] { return drawn(draw_reply_letter(sample::interim_reply())); },
         {"診療経過報告書",
          "一次返書",
          "経過報告",
          "入院報告",
          "退院報告",
          "最終返書",
          "医師西村あかね",
          "印",
          "11月9日(月)にご紹介",
          "患者氏名",
          "診断名",
          "疑い",
          "受診日",
          "所見・検査",
          "治療と経過",
          "処方の変更",
          "今後の方針",
          "■当院で検査・治療を続けます",
          "□貴院と併診をお願いします",
          "お願い",
          "次のご報告",
          "12月4日(金)",
          "添付",
          "連絡先"}},
        {"04b-final-reply",
         "2611-04611-01",
         [] { return drawn(draw_reply_letter(sample::final_reply())); },
         {"診療結果報告書", "髙𣘺﨑之介先生御机下", "治療期間", "令和8年9月17日(木)〜11月19日(木)",
          "(16日間)", "最終診断", "行った治療", "経過と結果", "当院の処方", "今後の方針",
          "■貴院での診療継続をお願いします(逆紹介)", "お願い", "3.プレガバリン", "再紹介の目安",
          "当院の再診", "添付", "受領□済"}},
        {"05-fax-cover",
         "2611-04801-01",
         [] { return drawn(draw_fax_cover(sample::fax_cover())); },
         {"FAX送付状",
          "宛先",
          "発信",
          "042-000-0135",
          "042-000-0134",
          "送信日時",
          "枚数",
          "3枚(この紙をふくむ)",
          "件名",
          "区分",
          "■至急",
          "□要返信",
          "■ご確認ください",
          "□ご参考",
          "□原本は郵送します",
          "受付番号",
          "患者様",
          "K.S.様(64歳・男性)",
          "送付書類",
          "1.FAX送付状(本紙)1枚",
          "ご返信はこの欄に",
          "ご連絡事項",
          "ご担当者",
          "電話",
          "2611-04801-01R",
          "誤って届いた場合"}},
        {"06-intake-card",
         "2611-04795-01",
         [] { return drawn(draw_intake_card(sample::intake_card())); },
         {"院内用",         "紹介患者受付票", "受付番号",
          "R-2026-11-0412", "緊急度",         "至急",
          "準緊急",         "通常",           "返答の約束",
          "11/24(火)10:30", "患者",           "患者ID",
          "(照合済)",       "生年月日",       "連絡先",
          "当院受診歴",     "注意",           "▲ヨード造影剤",
          "紹介の内容",     "紹介元",         "登録医第0087号",
          "電話/FAX",       "受信",           "受付",
          "傷病名",         "紹介目的",       "希望",
          "来院の手段",     "受領した書類",   "受入の判断",
          "照会先",         "照会時刻",       "判断",
          "□受入可(外来)",  "□受入不可",      "紹介元へ返答",
          "時刻・担当",     "経過(新しい順)", "このあとの手順",
          "看護師",         "受診報告",       "返書"}},
        {"07-hand-over-receipt",
         "2611-04810-01",
         [] { return drawn(draw_hand_over_receipt(sample::hand_over_receipt())); },
         {"ご家族へ",
          "お渡しの記録",
          "患者氏名",
          "吉岡トメ様",
          "0058-1042",
          "昭和13年2月14日",
          "お渡しした方",
          "吉岡由紀様",
          "長女",
          "本人確認",
          "運転免許証",
          "お渡しの日時",
          "令和8年11月24日(火)午後2時05分",
          "目的",
          "退院後の通院先",
          "申し出た方",
          "佐伯真理",
          "お渡しした文書",
          "診療結果報告書",
          "2611-04611-01",
          "2枚",
          "受け取りました",
          "年月日",
          "お名前(自署)",
          "お願い"}},
    };
}

}  // namespace

TEST_CASE("every form prints each required label, its foot and a code a FAX can carry") {
    for (const auto& form : forms()) {
        const std::string name = form.name;
        CAPTURE(name);
        form.draw();  // fonts are warm from the second time on
        const auto started = std::clock();
        const auto bytes = form.draw();
        const double took = 1000.0 * static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
        MESSAGE(name << ": " << took << " ms of CPU, " << bytes.size() << " bytes");
        keep(name, bytes);
        CHECK(reading::load(bytes)->pages() == 1);
        const auto text = reading::text_of(bytes);
        for (const auto* label : form.labels) CHECK_MESSAGE(holds(text, label), label);
        check_pages(bytes, form.number);
        check_codes(bytes, form.number);
        CHECK(form.draw() == bytes);
    }
}

TEST_CASE("the title in the PDF is form and number, never the patient") {
    const auto title = reading::load(drawn(draw_visit_report(sample::visit_report())))->get_title();
    const auto utf8 = title.to_utf8();
    CHECK(std::string(utf8.begin(), utf8.end()) == "受診報告書 2611-04798-01");
}

TEST_CASE("six forms drawn by eight threads at once are the same as drawn alone") {
    const auto expected = drawn(draw_booking_slip(sample::booking_slip()));
    std::vector<std::string> bytes(8);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : bytes)
            threads.emplace_back([&mine] {
                for (int i = 0; i < 3; ++i) {
                    if (!draw_reply_letter(sample::final_reply())) return;
                    const auto pdf = draw_booking_slip(sample::booking_slip());
                    if (pdf) mine = *pdf;
                }
            });
    }
    for (const auto& mine : bytes) CHECK(mine == expected);
}

TEST_CASE("an empty required field is refused by its name, a draft may have it empty") {
    auto slip = sample::booking_slip();
    slip.department.clear();
    const auto refused = draw_booking_slip(slip);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "form.required");
    CHECK(refused.error().field == "department");
    slip.head.draft = true;
    CHECK(holds(reading::text_of(drawn(draw_booking_slip(slip))), "下書き"));

    auto letter = sample::final_reply();
    letter.refer_again_when.clear();
    const auto no_limit = draw_reply_letter(letter);
    REQUIRE_FALSE(no_limit);
    CHECK(no_limit.error().field == "refer_again_when");

    auto receipt = sample::hand_over_receipt();
    receipt.items.clear();
    CHECK(draw_hand_over_receipt(receipt).error().field == "items");

    auto report = sample::visit_report();
    report.head.document_number = "26-1";
    const auto misnumbered = draw_visit_report(report);
    REQUIRE_FALSE(misnumbered);
    CHECK(misnumbered.error().code == "form.bad_number");
}

TEST_CASE("a form without its optional fields leaves out their rows") {
    BookingSlip slip = sample::booking_slip();
    slip.tests = slip.needs = slip.doctor = slip.visit_note = slip.received_by = {};
    slip.documents.clear();
    slip.check_in_by.reset();
    slip.to = {.facility = "みなと内科クリニック"};
    slip.patient.kana.clear();
    const auto text = reading::text_of(drawn(draw_booking_slip(slip)));
    CHECK_FALSE(holds(text, "配慮の必要"));
    CHECK_FALSE(holds(text, "検査の予定"));
    CHECK(holds(text, "みなと内科クリニック御中"));

    PatientGuide guide = sample::patient_guide();
    guide.department_kana = guide.doctor = guide.tests = guide.test_instructions = {};
    guide.patient_number = guide.cost = guide.interpreter = guide.interpreter_foreign = {};
    guide.bring.clear();
    guide.steps.clear();
    guide.access.clear();
    guide.arrive_by.reset();
    CHECK_FALSE(holds(reading::text_of(drawn(draw_patient_guide(guide))), "当日の順番"));

    VisitReport report = sample::visit_report();
    report.outcome = VisitOutcome::DidNotCome;
    report.visited_at.reset();
    report.admission.reset();
    report.next_plan = report.key_points = report.doctor = {};
    report.first_reply_due.reset();
    const auto not_come = reading::text_of(drawn(draw_visit_report(report)));
    CHECK(holds(not_come, "■来院されませんでした"));
    CHECK(holds(not_come, "□担当医の返書(初回)を"));
    CHECK_FALSE(holds(not_come, "入院の場合"));

    ReplyLetter letter = sample::interim_reply();
    letter.findings.clear();
    letter.requests.clear();
    letter.attachments.clear();
    letter.seal = Seal::SignedElectronically;
    const auto signed_letter = reading::text_of(drawn(draw_reply_letter(letter)));
    CHECK(holds(signed_letter, "電子署名済"));
    CHECK_FALSE(holds(signed_letter, "所見・検査"));

    FaxCover cover = sample::fax_cover();
    cover.patient.reset();
    cover.referral_number.clear();
    cover.enclosures.clear();
    cover.to.person.clear();
    cover.to_note.clear();
    cover.to.fax_typed_by_hand = true;
    const auto plain = reading::text_of(drawn(draw_fax_cover(cover)));
    CHECK(holds(plain, "1枚(この紙をふくむ)"));
    CHECK(holds(plain, "番号を手入力"));
    CHECK_FALSE(holds(plain, "患者様K"));

    auto receipt = sample::hand_over_receipt();
    receipt.born_on.reset();
    receipt.asked_by.clear();
    const auto handed = reading::text_of(drawn(draw_hand_over_receipt(receipt)));
    CHECK_FALSE(holds(handed, "生年月日"));
    CHECK_FALSE(holds(handed, "申し出た方"));

    IntakeCard card{.head = sample::intake_card().head,
                    .referral_number = "R-2026-11-0412",
                    .patient = sample::sasaki(),
                    .referring_facility = "みなと内科クリニック",
                    .received_at = sample::at(sample::kToday, 9, 54),
                    .diagnoses = "不明",
                    .purpose = "精査"};
    CHECK_FALSE(holds(reading::text_of(drawn(draw_intake_card(card))), "▲"));
}

TEST_CASE("the code of a FAX cover's answer block reads beside the code of the page") {
    const auto pdf = drawn(draw_fax_cover(sample::fax_cover()));
    for (const double dpi : {98.0, 196.0})
        CHECK(reading::codes(reading::fax(pdf, 0, dpi)) ==
              std::vector<std::string>{"KK1:2611-04801-01P1", "KK1:2611-04801-01R"});
}

TEST_CASE("a masked sheet names neither the patient nor reading, birth date, ID or phone") {
    const auto bare = [](const std::string& pdf) {
        const auto text = reading::text_of(pdf);
        for (const auto* secret :
             {"佐々木", "健一", "ささき", "けんいち", "昭和37年4月8日", "0048-2291", "090-"})
            CHECK_FALSE_MESSAGE(holds(text, secret), secret);
        return text;
    };
    auto report = sample::visit_report();
    report.patient.masked = true;
    CHECK(holds(bare(drawn(draw_visit_report(report))), "佐●●健●様"));
    auto slip = sample::booking_slip();
    slip.patient = sample::sasaki();
    slip.patient.masked = true;
    CHECK(holds(bare(drawn(draw_booking_slip(slip))), "男・64歳"));
    auto letter = sample::interim_reply();
    letter.patient = report.patient;
    for (int i = 0; i < 5; ++i) letter.course = thrice(letter.course).substr(0, 6000);
    const auto pages = drawn(draw_reply_letter(letter));
    CHECK(reading::load(pages)->pages() >= 2);
    bare(pages);
    bare(drawn(draw_fax_cover(sample::fax_cover())));
}

TEST_CASE("paper holds pure black only, grey being nothing but the edge of a stroke") {
    const auto grey = reading::draw(drawn(draw_reply_letter(sample::interim_reply())), 0, 600, 600);
    const auto at = [&](int x, int y) {
        return grey.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(grey.width) +
                           static_cast<std::size_t>(x)];
    };
    // An edge is one or two pixels wide at this fineness; a grey tone or fill has whole blocks.
    long blocks = 0, black = 0;
    for (int y = 1; y + 1 < grey.height; ++y)
        for (int x = 1; x + 1 < grey.width; ++x) {
            black += at(x, y) < 16 ? 1 : 0;
            bool all = true;
            for (int dy = -1; dy <= 1 && all; ++dy)
                for (int dx = -1; dx <= 1 && all; ++dx)
                    all = at(x + dx, y + dy) >= 16 && at(x + dx, y + dy) <= 240;
            blocks += all ? 1 : 0;
        }
    CHECK(blocks == 0);
    CHECK(black > 100'000);
}

}  // namespace kakehashi::form
