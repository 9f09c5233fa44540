#include "exchange/fhir/datatypes.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;
using namespace kakehashi::fhir;

namespace {
json::Value read(std::string_view text) {
    return json::parse(text).value();
}
}  // namespace

TEST_CASE("a date is the day in Japan, and less than a day is none") {
    CHECK(date_of("2020-08-21") == make_date(2020, 8, 21));
    CHECK(date_of("2020-08-21T12:12:20+09:00") == make_date(2020, 8, 21));
    CHECK(date_of("2020-08-21T20:00:00Z") == make_date(2020, 8, 22));
    CHECK(date_of("2020-08-21T05:00:00.123+14:00") == make_date(2020, 8, 21));
    CHECK(date_of("2020-12-31T15:00:00-05:00") == make_date(2021, 1, 1));
    CHECK(date_of("2020-08-21T12:12") == make_date(2020, 8, 21));
    CHECK_FALSE(date_of("2020-08"));
    CHECK_FALSE(date_of("2020"));
    CHECK_FALSE(date_of("2021-02-30"));
    CHECK_FALSE(date_of("昭和37年4月8日"));
    CHECK_FALSE(date_of("2020-08-21 12:00"));
    CHECK_FALSE(date_of(""));
}

TEST_CASE("names are told apart by representation, then by script") {
    const auto both = person_name(read(R"([
        {"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation",
          "valueCode":"SYL"}],"text":"マキノ　ランマン"},
        {"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation",
          "valueCode":"IDE"}],"family":"牧野","given":["爛漫","ジョン"]}])"));
    CHECK(both.name == "牧野 爛漫 ジョン");
    CHECK(both.kana == "マキノ ランマン");

    const auto bare = person_name(read(R"([{"text":"まきの らんまん"},{"text":"牧野 爛漫"}])"));
    CHECK(bare.name == "牧野 爛漫");
    CHECK(bare.kana == "まきの らんまん");

    CHECK(person_name(read(R"({"text":"緑川　晃"})")).name == "緑川 晃");
    CHECK(person_name(read(R"([{"use":"old","text":"旧"},{"text":"新"}])")).name == "新");
    CHECK(person_name(read(R"([{"use":"old","text":"旧"}])")).name == "旧");
    CHECK(person_name(read(R"([{"text":"マイケル スミス"}])")).name == "マイケル スミス");
    CHECK(person_name(read(R"("牧野")")).name == "");
}

TEST_CASE("quantities keep the decimals of the laboratory") {
    CHECK(quantity_text(read(R"({"value":4.10,"unit":"mEq/L"})")) == "4.10 mEq/L");
    CHECK(quantity_text(read(R"({"comparator":"<","value":0.30,"unit":"mg/dL"})")) ==
          "< 0.30 mg/dL");
    CHECK(quantity_text(read(R"({"value":8.4,"unit":"%"})")) == "8.4%");
    CHECK(quantity_text(read(R"({"value":1,"code":"TAB"})")) == "1錠");
    CHECK(quantity_text(read(R"({"unit":"錠"})")) == "");
    CHECK(range_text(read(R"({"low":{"value":3.60},"high":{"value":4.80,"unit":"g"}})")) ==
          "3.60-4.80 g");
    CHECK(range_text(read(R"({"high":{"value":40,"unit":"U/L"}})")) == "40 U/L以下");
    CHECK(range_text(read(R"({"low":{"value":60}})")) == "60以上");
}

TEST_CASE("a concept is read as its words, its display, and last its code") {
    CHECK(concept_text(read(R"({"text":"腰痛","coding":[{"code":"1","display":"腹痛症"}]})")) ==
          "腰痛");
    CHECK(concept_text(read(R"({"coding":[{"code":"1"},{"code":"2","display":"胃潰瘍"}]})")) ==
          "胃潰瘍");
    CHECK(concept_text(read(R"({"coding":[{"code":"20061331"}]})")) == "（コード 20061331）");
    CHECK(concept_text(read("{}")) == "");
    const auto coding = coding_of(read(R"({"coding":[{"system":"urn:oid:1.2.392.200119.4.101.6",
        "code":"A1"},{"system":"urn:oid:1.2.392.200119.4.101.2","code":"B2"}]})"),
                                  {"http://medis.or.jp/CodeSystem/master-disease-keyNumber"});
    CHECK(coding.code == "B2");
    CHECK(coding.system == "http://medis.or.jp/CodeSystem/master-disease-keyNumber");
}

TEST_CASE("what comes in another shape than expected reads as empty") {
    for (const auto* odd : {"null", "1", "\"x\"", "[]", "[[]]", "{}", "[null,1]"}) {
        const auto value = read(odd);
        CHECK(telecom(value, "phone").empty());
        CHECK(postal_address(value).text.empty());
        CHECK(extension(value, "x").is_null());
        CHECK(quantity_text(value).empty());
        CHECK(person_name(value).name.empty());
        CHECK(when_text(value, "onset").empty());
    }
}
