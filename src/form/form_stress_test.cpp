#include "form/form_checks.hpp"

namespace kakehashi::form {

TEST_CASE("the longest names of the field stay in their boxes on every form") {
    const auto longest = [](Patient patient) {
        patient.name = kLongName + " " + "勅使河原 千枝子";
        patient.kana = thrice("マリア クリスティーナ デラクルス サントス ");
        patient.id = "0000-0071-3358-000000";
        return patient;
    };
    const auto sender = [](Sender from) {
        from.hospital = kLongFacility;
        from.person = kLongName;
        from.address = thrice("みなと市港町一丁目二番三号港町ビル");
        from.phone = from.fax = "0120-000-0110(内線 22145)";
        return from;
    };
    const auto head = [](DocumentHead facts) {
        facts.issued_by = kLongName;
        facts.reprint = Reprint{sample::at(sample::kToday, 9, 2), kLongName};
        return facts;
    };
    auto addressee = sample::longest_addressee();
    addressee.person = kLongName;
    addressee.department = "心臓血管外科・循環器内科・呼吸器外科合同外来";
    addressee.fax = "0120-000-0135(内線 22145)";

    auto slip = sample::booking_slip();
    slip.head = head(slip.head);
    slip.to = addressee;
    slip.from = sender(slip.from);
    slip.patient = longest(slip.patient);
    slip.referral_number = "R-2026-11-0398-000000000000";
    slip.department = thrice("消化器内科・");
    slip.doctor = kLongName + " 医師";
    const auto slip_pdf = drawn(draw_booking_slip(slip));
    check_pages(slip_pdf, slip.head.document_number, "stress-01");
    CHECK(holds(reading::text_of(slip_pdf), "再印刷令和8年11月24日(火)9:02"));

    auto guide = sample::patient_guide();
    guide.head = head(guide.head);
    guide.patient = longest(guide.patient);
    guide.from = sender(guide.from);
    guide.referring_facility = kLongFacility;
    guide.arrive_at = thrice("本館1階 紹介患者窓口");
    guide.doctor = kLongName;
    for (auto& step : guide.steps) step.place = thrice(step.place);
    for (auto& thing : guide.bring) thing = thrice(thing);
    check_pages(drawn(draw_patient_guide(guide)), guide.head.document_number, "stress-02");

    auto report = sample::visit_report();
    report.head = head(report.head);
    report.to = addressee;
    report.from = sender(report.from);
    report.signed_by = thrice("地域医療連携室長 副院長 長谷川 浩二");
    report.patient = longest(report.patient);
    report.outcome = VisitOutcome::OtherDepartment;
    report.outcome_note = "心臓血管外科・循環器内科・呼吸器外科合同外来";
    report.admission->doctor = kLongName;
    check_pages(drawn(draw_visit_report(report)), report.head.document_number, "stress-03");

    for (auto letter : {sample::interim_reply(), sample::final_reply()}) {
        letter.head = head(letter.head);
        letter.to = addressee;
        letter.from = sender(letter.from);
        letter.doctor = kLongName + " 勅使河原 千枝子";
        letter.patient = longest(letter.patient);
        letter.prescription.clear();
        for (int i = 0; i < 20; ++i) letter.prescription += kLongDrug + " 2錠 分2\n";
        const auto pdf = drawn(draw_reply_letter(letter));
        check_pages(pdf, letter.head.document_number, "stress-04-" + letter.head.document_number);
        check_codes(pdf, letter.head.document_number);
    }

    auto cover = sample::fax_cover();
    cover.head = head(cover.head);
    cover.to = addressee;
    cover.from = sender(cover.from);
    cover.subject = thrice("受入のご返答");
    cover.patient = masked_patient(longest(sample::sasaki()), sample::kToday);
    check_pages(drawn(draw_fax_cover(cover)), cover.head.document_number, "stress-05");

    auto card = sample::intake_card();
    card.head = head(card.head);
    card.patient = longest(card.patient);
    card.referring_facility = kLongFacility;
    card.referring_doctor = kLongName;
    card.transport = thrice("家族の車(救急車待機可)");
    card.registered_by = card.answered_staff = kLongName;
    card.routing = {"受付・連携室事務", "看護師", "担当医(循環器内科)", "受診報告", "返書"};
    check_pages(drawn(draw_intake_card(card)), card.head.document_number, "stress-06");

    auto receipt = sample::hand_over_receipt();
    receipt.head = head(receipt.head);
    receipt.from = sender(receipt.from);
    receipt.patient = receipt.receiver = receipt.handed_by = kLongName;
    receipt.relation = thrice("長男の妻の妹・");
    receipt.purpose = thrice(receipt.purpose);
    for (int i = 0; i < 60; ++i) receipt.items.push_back({thrice("紹介状(原本)"), {}, 12});
    const auto receipt_pdf = drawn(draw_hand_over_receipt(receipt));
    check_pages(receipt_pdf, receipt.head.document_number, "stress-12");
    const int foot = reading::load(receipt_pdf)->pages() - 1;
    CHECK(foot >= 1);
    CHECK(holds(reading::text_of(receipt_pdf, foot), "お名前(自署)"));
}

TEST_CASE("three times the text goes on overleaf, with names on every page, and loses nothing") {
    auto letter = sample::final_reply();
    std::string course;
    for (int i = 1; i <= 120; ++i)
        course += "第" + std::to_string(i) + "病日、創部に感染の所見はなく歩行距離が延びました。";
    letter.course = course;
    letter.findings = thrice(thrice(sample::interim_reply().findings));
    letter.requests = {thrice(letter.requests[1]), thrice(letter.requests[1])};
    const auto pdf = drawn(draw_reply_letter(letter));
    check_pages(pdf, letter.head.document_number, "stress-07");
    check_codes(pdf, letter.head.document_number);
    CHECK(reading::load(pdf)->pages() >= 2);
    const auto second = reading::text_of(pdf, 1);
    CHECK(holds(second, "診療結果報告書(2枚目)"));
    CHECK(holds(second, "中村正様"));
    CHECK(holds(second, "昭和30年1月21日"));
    const auto all = reading::text_of(pdf);
    for (int i = 1; i <= 120; ++i)
        CHECK(holds(all, "第" + std::to_string(i) + "病日、創部に感染の所見はなく"));

    auto slip = sample::booking_slip();
    for (auto* text : {&slip.tests, &slip.bring, &slip.needs, &slip.desk, &slip.closing})
        *text = thrice(*text);
    for (auto& sentence : slip.greeting) sentence = thrice(sentence);
    const auto long_slip = drawn(draw_booking_slip(slip));
    check_pages(long_slip, slip.head.document_number, "stress-08");
    const int last = reading::load(long_slip)->pages() - 1;
    CHECK(holds(reading::text_of(long_slip, last), "ご記入者"));  // the answer block is last, whole
    CHECK(holds(reading::text_of(long_slip, last), "ご返信欄"));

    auto guide = sample::patient_guide();
    guide.cost = thrice(guide.cost);
    guide.test_instructions = thrice(guide.test_instructions);
    guide.interpreter = thrice(guide.interpreter);
    check_pages(drawn(draw_patient_guide(guide)), guide.head.document_number, "stress-09");

    auto report = sample::visit_report();
    report.key_points = thrice(thrice(thrice(report.key_points)));
    report.next_plan = thrice(report.next_plan);
    check_pages(drawn(draw_visit_report(report)), report.head.document_number, "stress-10");

    auto card = sample::intake_card();
    card.diagnoses = thrice(thrice(card.diagnoses));
    for (int i = 0; i < 20; ++i)
        card.course.push_back({sample::at(sample::kToday, 8, i), "佐伯", thrice("電話。")});
    const auto long_card = drawn(draw_intake_card(card));
    check_pages(long_card, card.head.document_number, "stress-11");
    CHECK(holds(reading::text_of(long_card), "ほか16件は画面でご覧ください。"));
}

TEST_CASE("a FAX cover is one page: a longer message is refused by its field") {
    auto cover = sample::fax_cover();
    const std::string sentence = cover.body[1];
    for (int i = 0; i < 12; ++i) cover.body.push_back(sentence);
    const auto refused = draw_fax_cover(cover);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "form.text_too_long");
    CHECK(refused.error().field == "body");
}

TEST_CASE("characters nobody can print, control characters and broken text never stop a form") {
    auto slip = sample::booking_slip();
    slip.needs = "\x01\x02 絵😀文字 \xFF\xED\xA0\x80 \xE2\x80\xAE逆さ";
    slip.patient.name = std::string(3000, 'A');
    slip.patient.kana = "𠮷田\n改行\n改行";
    slip.head.issued_by = std::string(500, 'B');
    const auto odd = draw_booking_slip(slip);
    if (!odd) CHECK(odd.error().code == "form.text_too_long");
    slip.patient.name = "𠮷田 髙𣘺";
    slip.head.issued_by = "大村";
    const auto text = reading::text_of(drawn(draw_booking_slip(slip)));
    CHECK(holds(text, "𠮷田髙𣘺"));
    CHECK(holds(text, "絵〓文字"));
    CHECK(holds(text, "〓は、この印刷で表せない文字です"));
}

}  // namespace kakehashi::form
