#include "referral/referral_intake.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "platform/document/document_store.hpp"
#include "referral/referral_fhir.hpp"
#include "referral/referral_store.hpp"
#include "referral/test_letters.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::a_fax;
using testing::TestOffice;

namespace {

std::string file_text(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

const std::filesystem::path kTestData =
    std::filesystem::path{KAKEHASHI_SOURCE_DIR} / "src/referral/testdata";

std::string a_document() {
    return file_text(kTestData / "clins_1_12_structured.json");
}

Referral referral_of(TestOffice& office, const Intake& intake) {
    auto tx = office.office.db.read();
    return find_referral(tx, office.saeki, intake.referral).value();
}

csv::Table csv_table(std::string_view text) {
    return csv::parse(text).value();
}

constexpr std::string_view kBatch =
    "患者氏名,フリガナ,生年月日,性別,紹介元,受診科,緊急度,傷病名\r\n"
    "斎藤 弘,サイトウ ヒロシ,昭39.2.1,男,青葉町クリニック,消化器内科,準緊急,大腸ポリープ\r\n"
    "西村 茜,ニシムラ アカネ,2027/1/1,女,青葉町クリニック,,,動悸\r\n"
    "岩崎 里美,イワサキ サトミ,1981/5/6,女,,,,甲状腺の腫れ\r\n";

}  // namespace

TEST_CASE("a FAX is kept byte for byte and waits to be registered") {
    TestOffice office;
    const auto bytes = a_fax();
    const auto intake = receive_scan(office.office, office.saeki, bytes, "fax-0924.pdf").value();
    const auto referral = referral_of(office, intake);
    CHECK(referral.state == ReferralState::Received);
    CHECK(referral.sender_note == "2枚");
    auto tx = office.office.db.read();
    const auto document = find_document(tx, office.saeki, referral.original).value();
    CHECK(document.pages == 2);
    CHECK(document.media_type == "application/pdf");
    CHECK(document.file_name == "fax-0924.pdf");
    CHECK(office.documents.get(document.hash).value() == bytes);
    CHECK(open_duties_of(tx, office.saeki, case_of(referral.id)).size() == 1);
}

TEST_CASE("the same FAX sent again is recorded and says which one it repeats") {
    TestOffice office;
    const auto first = receive_scan(office.office, office.saeki, a_fax(), "a.pdf").value();
    const auto second = receive_scan(office.office, office.saeki, a_fax(), "b.pdf").value();
    CHECK(first.referral != second.referral);
    REQUIRE(second.warnings.size() == 1);
    CHECK(second.warnings[0] == "同じFAXの再送です(" + first.number + ")");
}

TEST_CASE("a file that is no letter is refused with its reason and leaves nothing behind") {
    TestOffice office;
    CHECK(receive_scan(office.office, office.saeki, "", "a.pdf").error().code == "scan.empty");
    CHECK(receive_scan(office.office, office.saeki, "MZ program", "a.pdf").error().code ==
          "scan.unknown_kind");
    CHECK(receive_scan(office.office, office.saeki, "{\"a\":1}", "a.json").error().code ==
          "scan.unknown_kind");
    CHECK_FALSE(receive_letter(office.office, office.saeki, "{\"a\":1}", "a.json"));
    auto tx = office.office.db.read();
    CHECK(open_duties(tx, office.saeki, office.clock.now(), {}).empty());
}

TEST_CASE("a FHIR document fills the referral, makes patient and referrer known and is kept") {
    TestOffice office;
    const auto bytes = a_document();
    const auto intake = receive_letter(office.office, office.saeki, bytes, "a.json").value();
    CHECK(intake.outcome == IntakeOutcome::Registered);
    const auto referral = referral_of(office, intake);
    CHECK(referral.state == ReferralState::AwaitingDecision);
    CHECK(referral.door == Door::Electronic);
    CHECK(referral.patient);
    CHECK(referral.referrer);
    CHECK_FALSE(referral.letter.purpose.empty());
    CHECK_FALSE(referral.letter.diagnoses.empty());
    CHECK(referral.answer_due_at);
    auto tx = office.office.db.read();
    const auto document = find_document(tx, office.saeki, referral.original).value();
    CHECK(document.kind == "fhir");
    CHECK(document.patient == referral.patient);
    CHECK(office.documents.get(document.hash).value() == bytes);
    CHECK_FALSE(names_of(tx, office.saeki, referral.id).patient_name.empty());
}

TEST_CASE("the same document twice is one referral, a changed one is a new version of it") {
    TestOffice office;
    const auto bytes = a_document();
    const auto first = receive_letter(office.office, office.saeki, bytes, "a.json").value();
    const auto again = receive_letter(office.office, office.saeki, bytes, "copy.json").value();
    CHECK(again.outcome == IntakeOutcome::KnownAlready);
    CHECK(again.referral == first.referral);
    CHECK(again.number == first.number);

    const auto changed =
        receive_letter(office.office, office.saeki, bytes + "\n", "a.json").value();
    CHECK(changed.outcome == IntakeOutcome::NewVersion);
    CHECK(changed.referral == first.referral);
    auto tx = office.office.db.read();
    auto documents = documents_of_case(tx, office.saeki, case_of(first.referral));
    std::erase_if(documents, [](const CaseDocument& one) { return one.kind == kAttachmentKind; });
    REQUIRE(documents.size() == 2);
    CHECK(documents[0].version == 2);
    CHECK(documents[0].replaces == documents[1].id);
    CHECK(referral_of(office, first).original == documents[0].id);
}

TEST_CASE("that a letter is known already is answered by a commit that waits for the replicas") {
    TestOffice office;
    const auto bytes = a_document();
    const auto first = receive_letter(office.office, office.saeki, bytes, "a.json").value();
    const auto file = store_arrived_file(office.office, bytes, "a.json").value();
    const auto now = office.clock.now();
    const auto letter = read_referral_document(bytes).value();
    auto tx = office.office.db.write();
    // PostgreSQL's commit waits if its transaction was given a number, at the first row it wrote.
    const db::Query written{"test.written", testing::on_postgres()
                                                ? "SELECT coalesce(txid_current_if_assigned(), 0)"
                                                : "SELECT total_changes()"};
    const auto before = tx.number(written);
    const auto again = record_letter(tx, office.saeki, now, office.office.holidays,
                                     incoming_from(letter, "", now), file)
                           .value();
    CHECK(again.outcome == IntakeOutcome::KnownAlready);
    CHECK(again.referral == first.referral);
    CHECK(tx.number(written) != before);
}

TEST_CASE("a second letter for a known patient is linked, a similar patient is left to a person") {
    TestOffice office;
    const auto first =
        receive_csv(office.office, office.saeki,
                    csv_table("患者氏名,フリガナ,生年月日,性別,紹介元\n"
                              "斉藤 文子,サイトウ フミコ,1951-09-03,女,青葉町クリニック\n"),
                    "a.csv")
            .value();
    REQUIRE(first.registered == 1);
    const auto patient = referral_of(office, first.taken[0]).patient;
    const auto known =
        receive_csv(
            office.office, office.saeki,
            csv_table("患者氏名,フリガナ,生年月日,性別,紹介元,傷病名\n"
                      "齋藤 文子,サイトウ フミコ,1951-09-03,女,みなと内科クリニック,膝痛\n"),
            "b.csv")
            .value();
    REQUIRE(known.registered == 1);
    CHECK(referral_of(office, known.taken[0]).patient == patient);
    CHECK(known.taken[0].warnings.empty());

    const auto similar =
        receive_csv(office.office, office.saeki,
                    csv_table("患者氏名,フリガナ,生年月日,性別,紹介元\n"
                              "齋藤 文子,サイトウ フミコ,1958-02-11,女,青葉町クリニック\n"),
                    "c.csv")
            .value();
    REQUIRE(similar.received == 1);
    const auto waiting = referral_of(office, similar.taken[0]);
    CHECK(waiting.state == ReferralState::Received);
    CHECK_FALSE(waiting.patient);
    auto tx = office.office.db.read();
    CHECK(read_patient_of(tx, office.saeki, waiting.id)->who.name == "齋藤 文子");
}

TEST_CASE("a second letter beside an open case of the same referrer waits for a person") {
    TestOffice office;
    const auto take = [&](const char* diagnosis) {
        return receive_csv(
                   office.office, office.saeki,
                   csv_table(
                       std::string{"患者氏名,生年月日,性別,紹介元,傷病名\n斉藤 文子,1951-09-03,"
                                   "女,青葉町クリニック,"} +
                       diagnosis + "\n"),
                   "a.csv")
            .value();
    };
    const auto first = take("膝痛").taken.at(0);
    const auto report = take("膝痛、両側");
    REQUIRE(report.received == 1);
    const auto second = referral_of(office, report.taken[0]);
    CHECK(second.state == ReferralState::Received);
    CHECK_FALSE(second.patient);
    CHECK(second.sender_note.starts_with("進行中の " + first.number + " と重なる"));
    REQUIRE(report.taken[0].warnings.size() == 1);
    CHECK(report.taken[0].warnings[0].find(first.number) != std::string::npos);
}

TEST_CASE("a CSV row like one whose case has ended is another letter, with a word about it") {
    TestOffice office;
    const auto take = [&](const std::string& dated) {
        return receive_csv(office.office, office.saeki,
                           csv_table("患者氏名,紹介元,紹介状の日付\n西村 茜,青葉町クリニック," +
                                     dated + "\n"),
                           "a.csv")
            .value();
    };
    const auto end = [&](ReferralId id) {
        auto tx = office.office.db.write();
        const auto referral = find_referral(tx, office.saeki, id).value();
        REQUIRE(save_referral(tx, office.saeki, office.clock.now(),
                              referral.withdraw("転居", office.clock.now()).value(),
                              "referral.withdrawn"));
        tx.commit();
    };
    const auto first = take("").taken.at(0);
    CHECK(take("").known_already == 1);  // still open: the same file handed over again
    end(first.referral);
    const auto report = take("");
    REQUIRE(report.received == 1);
    CHECK(report.taken[0].referral != first.referral);
    CHECK(report.taken[0].warnings.back().find(first.number) != std::string::npos);
    const auto dated = take("2026-11-20").taken.at(0);
    end(dated.referral);
    CHECK(take("2026-11-20").known_already == 1);  // its date says that it is the same letter
}

TEST_CASE("a CSV row dated tomorrow is refused: the visit would come before the letter") {
    TestOffice office;
    const auto report = receive_csv(office.office, office.saeki,
                                    csv_table("患者氏名,紹介元,紹介状の日付\n"
                                              "西村 茜,青葉町クリニック,2026-11-25\n"),
                                    "a.csv")
                            .value();
    REQUIRE(report.refused.size() == 1);
    CHECK(report.refused[0].reason.starts_with("紹介状の日付が本日より後です"));
}

TEST_CASE("the answer is promised from when the letter was received, not when it was registered") {
    TestOffice office;
    const auto intake = receive_scan(office.office, office.saeki, a_fax(), "a.pdf").value();
    office.clock.advance(std::chrono::hours{26});
    auto tx = office.office.db.write();
    auto referral = find_referral(tx, office.saeki, intake.referral).value();
    referral.referrer = TestOffice::kAobaClinic;
    ReadPatient read;
    read.who.name = "西村 茜";
    const auto patient = create_patient(tx, office.saeki, office.clock.now(), read).value();
    const auto registered = register_referral(tx, office.saeki, office.clock.now(),
                                              office.office.holidays, referral, patient)
                                .value();
    CHECK(registered.answer_due_at ==
          instant_in_japan(*make_date(2026, 11, 25), std::chrono::hours{17}));
}

TEST_CASE("a CSV batch takes the good rows and names row and reason of the others") {
    TestOffice office;
    const auto report =
        receive_csv(office.office, office.saeki, csv_table(kBatch), "letters.csv").value();
    CHECK(report.registered == 1);
    REQUIRE(report.refused.size() == 2);
    CHECK(report.refused[0].row == 3);
    CHECK(report.refused[0].reason.starts_with("生年月日"));
    CHECK(report.refused[1].row == 4);
    CHECK(report.refused[1].reason == "紹介元を入力してください");
    const auto referral = referral_of(office, report.taken[0]);
    CHECK(referral.urgency == Urgency::Soon);
    CHECK(referral.referrer == TestOffice::kAobaClinic);
    CHECK(referral.department == TestOffice::kGastroenterology);
    CHECK(referral.letter.diagnoses == "大腸ポリープ");

    const auto again =
        receive_csv(office.office, office.saeki, csv_table(kBatch), "letters.csv").value();
    CHECK(again.registered == 0);
    CHECK(again.known_already == 1);
}

TEST_CASE("a CSV without the headings a letter needs is refused as a whole") {
    TestOffice office;
    const auto report =
        receive_csv(office.office, office.saeki, csv_table("氏名,病名\na,b\n"), "x.csv");
    CHECK(report.error().code == "referral.csv_headings");
    CHECK(report.error().detail == "患者氏名、紹介元");
}

TEST_CASE("the published referral documents of both generations become referrals") {
    const auto examples =
        std::filesystem::path{KAKEHASHI_SOURCE_DIR} / "../shared/standards/examples";
    const auto clins = examples / "jp-clins/Bundle-Bundle-CLINS-Referral-Example-01.json";
    const auto legacy = examples / "legacy-ereferral-2023/Bundle-bundleReferralExample01.json";
    if (!std::filesystem::exists(clins)) {
        MESSAGE("the published examples are not here: not tested");
        return;
    }
    TestOffice office;
    for (const auto& file : {clins, legacy}) {
        CAPTURE(file.filename().string());
        const auto intake =
            receive_letter(office.office, office.saeki, file_text(file), "a.json").value();
        CHECK(intake.outcome == IntakeOutcome::Registered);
        const auto referral = referral_of(office, intake);
        CHECK(referral.patient);
        CHECK(referral.referrer);
        CHECK_FALSE(referral.letter.referring_doctor.empty());
        CHECK_FALSE(referral.letter.purpose.empty());
        CHECK_FALSE(referral.letter.diagnoses.empty());
    }
}
