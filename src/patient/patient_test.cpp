#include "patient/patient.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/era.hpp"

using namespace kakehashi;

namespace {

Date day(int year, unsigned month, unsigned of_month) {
    return *make_date(year, month, of_month);
}

Patient saito() {
    Patient patient;
    patient.id = PatientId{1};
    patient.number = "00317745";
    patient.name = "齋藤 健一";
    patient.kana = "サイトウ ケンイチ";
    patient.sex = Sex::Male;
    patient.born_on = day(1951, 9, 3);
    patient.phone = "042-000-0134";
    return patient;
}

PatientCandidate same_as(const Patient& patient) {
    return {patient.name,    patient.kana,  patient.sex,
            patient.born_on, patient.phone, patient.number};
}

std::string shown(const std::vector<SimilarityReason>& reasons) {
    std::string out;
    for (const auto& reason : reasons) {
        out += reason.agreement == Agreement::Matches   ? "✓"
               : reason.agreement == Agreement::Differs ? "×"
                                                        : "?";
        out += reason.text + " ";
    }
    return out;
}

}  // namespace

TEST_CASE("a patient number is the same with hyphens, full width and small letters") {
    CHECK(parse_patient_number("number", "0031-7745").value() == "00317745");
    CHECK(parse_patient_number("number", "00317745").value() == "00317745");
    CHECK(parse_patient_number("number", " a-12 ").value() == "A12");
    CHECK(parse_patient_number("number", "").value().empty());
    CHECK(parse_patient_number("number", "123456789012345678901").error().code ==
          "patient.number_malformed");
    CHECK(parse_patient_number("number", "番号12").error().field == "number");
    CHECK(parse_patient_number("number", "--").error().code == "patient.number_malformed");
}

TEST_CASE("eight digits are read as four and four, and a missing number as 未採番") {
    CHECK(patient_number_text("00317745") == "0031-7745");
    CHECK(patient_number_text("A12") == "A12");
    CHECK(patient_number_text("").starts_with("未採番"));
}

TEST_CASE("the order of probable duplicates is the written one") {
    auto other = saito();
    auto candidate = same_as(saito());
    CHECK(likelihood_rank(candidate, other) == 1);
    candidate.number = "";
    CHECK(likelihood_rank(candidate, other) == 2);
    other.name = "中村 健一";  // a changed surname
    other.kana = "ナカムラ ケンイチ";
    CHECK(likelihood_rank(candidate, other) == 3);
    other = saito();
    other.born_on.reset();
    CHECK(likelihood_rank(candidate, other) == 4);
    other = saito();
    other.name = "中村 健一";
    other.kana = "ナカムラ ケンイチ";
    other.born_on = day(1952, 9, 3);
    CHECK(likelihood_rank(candidate, other) == 5);
    other = saito();
    other.born_on = day(1958, 2, 11);
    other.phone = "";
    CHECK(likelihood_rank(candidate, other) == 6);
}

TEST_CASE(
    "a family member at the same telephone, or a stranger born on the same day, is not shown") {
    auto wife = saito();
    wife.number = "";
    wife.name = "齋藤 和子";
    wife.kana = "サイトウ カズコ";
    wife.born_on = day(1953, 1, 4);
    auto candidate = same_as(saito());
    CHECK(likelihood_rank(candidate, wife) == 0);
    auto stranger = saito();
    stranger.number = "";
    stranger.name = "山田 太郎";
    stranger.kana = "ヤマダ タロウ";
    stranger.phone = "";
    CHECK(likelihood_rank(candidate, stranger) == 0);
}

TEST_CASE("what differs stands before what is unknown, and both before what agrees") {
    auto candidate = same_as(saito());
    candidate.name = "斉藤 健一";
    candidate.born_on = day(1958, 2, 11);
    candidate.number = "";
    const auto text = shown(similarity_reasons(candidate, saito()));
    CHECK(text.find("×生年月日 1951-09-03(昭26) ") == 0);
    CHECK(text.find("?字体 ") < text.find("✓"));
    CHECK(text.find("✓カナ ") != std::string::npos);
    CHECK(text.find("✓電話 ") != std::string::npos);
    CHECK(text.find("患者ID") == std::string::npos);  // the candidate has none to compare
}

TEST_CASE("a birth date that nobody knows is not counted as agreeing") {
    auto candidate = same_as(saito());
    candidate.born_on.reset();
    const auto reasons = similarity_reasons(candidate, saito());
    const auto birth = std::ranges::find_if(
        reasons, [](const SimilarityReason& reason) { return reason.text == "生年月日"; });
    REQUIRE(birth != reasons.end());
    CHECK(birth->agreement == Agreement::Unknown);
}

TEST_CASE("a change names each field with what stood there") {
    auto after = saito();
    after.phone = "042-000-0999";
    const auto changes = changes_between(saito(), after);
    REQUIRE(changes.array().size() == 1);
    CHECK(changes.at(0, "field").string() == "電話番号");
    CHECK(changes.at(0, "from").string() == "042-000-0134");
    CHECK(changes_between(after, after).array().empty());
}
