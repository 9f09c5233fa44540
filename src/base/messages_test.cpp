#include "base/messages.hpp"

#include <doctest/doctest.h>

#include "base/era.hpp"
#include "base/facility_code.hpp"
#include "base/japanese.hpp"
#include "base/text.hpp"

using namespace kakehashi;

namespace {

const Date kToday = *make_date(2026, 11, 24);

std::string birth_date_sentence(std::string_view text) {
    return sentence(parse_birth_date("patient.born_on", text, kToday).error());
}
template <typename T>
std::string sentence_of(const Result<T>& result) {
    return sentence(result.error());
}

}  // namespace

TEST_CASE("the desk reads what is wrong with a birthday and what to write instead") {
    CHECK(birth_date_sentence("") == "生年月日を入力してください。例:昭37.4.8、1962/4/8、S370408");
    CHECK(birth_date_sentence("昭37") ==
          "生年月日を読み取れません。例:昭37.4.8、1962/4/8、S370408");
    CHECK(birth_date_sentence("1962/2/30") ==
          "生年月日の2月30日はありません。日付を確かめてください");
    CHECK(birth_date_sentence("昭和65年4月8日") ==
          "生年月日を読み取れません。昭和は64年までです。1990年は平成2年です");
    CHECK(birth_date_sentence("平成31年5月1日") ==
          "生年月日を読み取れません。平成は31年4月30日までです。2019年5月1日は令和元年5月1日です");
    CHECK(birth_date_sentence("2027/1/1") ==
          "生年月日が本日より後です。年と月日を確かめてください");
}

TEST_CASE("the desk reads which field a text error concerns") {
    CHECK(sentence_of(clean_name("patient.name", "", 40, Required::Yes)) ==
          "患者氏名を入力してください");
    CHECK(sentence_of(clean_line("address", "あいう", 2)) ==
          "住所は2文字までです。短くしてください");
    CHECK(sentence_of(clean_name("patient.name", "山田★", 40)) ==
          "患者氏名に氏名に使えない文字があります(3文字目)。文字だけで入力してください");
    CHECK(sentence_of(FacilityCode::parse("facility.code", "123")) ==
          "医療機関コードを読み取れません。10桁のところ3桁です");
    CHECK(sentence_of(parse_phone("facility.fax", "123")) ==
          "FAX番号を読み取れません。市外局番から数字で入力してください。例:042-000-0134");
}

TEST_CASE("an error without field or detail still makes a whole sentence") {
    CHECK(sentence_of(parse_iso_date("2026-02-30")) ==
          "日付のその日はありません。日付を確かめてください");
    CHECK(sentence_of(parse_iso_date("x")) ==
          "日付を読み取れません。例:昭37.4.8、1962/4/8、S370408");
    CHECK(sentence({ErrorKind::Invalid, "text.required"}) == "この項目を入力してください");
}

TEST_CASE("a code without its own sentence gets one by kind, with the code for the help desk") {
    CHECK(sentence({ErrorKind::Invalid, "transfer.strange", "patient.name"}) ==
          "患者氏名を読み取れません。内容を確かめてください(transfer.strange)");
    CHECK(sentence({ErrorKind::Conflict, "transfer.changed"}).starts_with("ほかの職員が先に"));
    CHECK_FALSE(has_sentence("transfer.strange"));
    CHECK(has_sentence("referral.changed_meanwhile"));
}

TEST_CASE("a detail the sentence does not place follows it") {
    CHECK(sentence({ErrorKind::Invalid, "csv.empty", "", "2つ目のシートは読みません"}) ==
          "ファイルに行がありません。見出しとデータの入った CSV を選びます。"
          "2つ目のシートは読みません");
}

TEST_CASE("a field that is not listed takes the label of its last part") {
    CHECK(label("patient.name") == "患者氏名");
    CHECK(label("guardian.born_on") == "生年月日");
    CHECK(label("") == "");
    CHECK(label("Bundle.entry") == "");
}
