#include "facility/facility_csv.hpp"

#include <doctest/doctest.h>

#include "facility/facility_store.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

const Date kToday = date_in_japan(kTenTwelve);

struct Town : TestOffice {
    ImportReport take(std::string_view bytes) {
        auto tx = database->write();
        auto report = import_facilities(tx, saeki, kTenTwelve, bytes);
        REQUIRE(report);
        tx.commit();
        return *report;
    }
    std::string exported(csv::Encoding encoding) {
        auto tx = database->read();
        return export_facilities(tx, saeki, encoding, kToday).bytes;
    }
    std::size_t partners() {
        auto tx = database->read();
        return search_facilities(tx, saeki, "", {.today = kToday}).rows.size();
    }
};

constexpr std::string_view kNewcomers =
    "種別,医療機関コード,名称,カナ,郵便番号,住所,電話,FAX,メール,返書の方法,登録医番号,登録日,"
    "最終確認日,"
    "診療科(;区切り),医師(;区切り)\r\n"
    "診療所,1310000001,髙﨑内科①,タカサキナイカ,187-0001,\"みなと市1-1, 2階\",042-111-2222,,"
    "a@example.jp,郵送,第12号,令和6年4月1日,2026/11/1,内科;小児科,髙﨑 浩(内科);﨑山 恵\r\n"
    "訪問看護,,汐見訪問看護,,,,０４２-３３３-４４４４,,,,,,,,\r\n";

}  // namespace

TEST_CASE("an exported list comes back as the same data, in both encodings") {
    for (const auto encoding : {csv::Encoding::Utf8Bom, csv::Encoding::Cp932}) {
        Town town;
        const auto first = town.take(kNewcomers);
        CHECK(first.created == 2);
        CHECK(first.refused.empty());
        const auto file = town.exported(encoding);

        const auto again = town.take(file);
        CHECK(again.created == 0);
        CHECK(again.changed == 0);
        CHECK(again.unchanged == 4);
        CHECK(again.refused.empty());
        CHECK(town.exported(encoding) == file);

        Town elsewhere;
        elsewhere.take(file);
        CHECK(elsewhere.exported(encoding) == file);
    }
}

TEST_CASE("what an import brings is read as people write it") {
    Town town;
    town.take(kNewcomers);
    auto tx = town.database->read();
    const auto partner =
        search_facilities(tx, town.saeki, "高崎内科", {.today = kToday}).rows.at(0);
    CHECK(partner.name == "髙﨑内科①");
    CHECK(partner.address == "みなと市1-1, 2階");
    CHECK(partner.reply_means == ReplyMeans::Post);
    CHECK(partner.registered_on == make_date(2024, 4, 1));
    CHECK(partner.confirmed_on == make_date(2026, 11, 1));
    const auto departments = departments_of(tx, partner.id);
    REQUIRE(departments.size() == 2);
    const auto doctors = doctors_of(tx, partner.id, departments[0].id);
    REQUIRE(doctors.size() == 1);
    CHECK(doctors[0].name == "髙﨑 浩");
}

TEST_CASE("a refused line is named with its row and its reason, the others are saved") {
    Town town;
    const auto report = town.take(
        "名称,種別,医療機関コード,電話,最終確認日,医師\n"
        "よい医院,診療所,1310000001,042-111-2222,,\n"
        ",診療所,,,,\n"
        "種別のちがう所,ホテル,,,,\n"
        "\n"
        "コードのちがう所,診療所,99,,,\n"
        "電話のちがう所,診療所,,12,,\n"
        "あすの所,診療所,,,2026-11-25,\n"
        "二度目のよい医院,診療所,1310000001,,,\n"
        "当院,病院,1311234567,,,\n"
        "〓田医院,診療所,,,,\n"
        "医師のちがう所,診療所,,,,浜田😀修\n");
    CHECK(report.created == 1);
    REQUIRE(report.refused.size() == 9);
    CHECK(report.refused[0].row == 3);
    CHECK(report.refused[1].row == 4);
    CHECK(report.refused[1].name == "種別のちがう所");
    CHECK(report.refused[2].row == 6);  // the blank row counts, as in Excel
    CHECK(report.refused[5].reason.find("2行目") != std::string::npos);
    CHECK(report.refused[7].reason.find("〓") != std::string::npos);
    for (const auto& line : report.refused) CHECK(line.reason.size() > 20);
    CHECK(town.partners() == 3);
}

TEST_CASE("columns that are not in the file leave what is known") {
    Town town;
    const auto report = town.take("名称,FAX\nみなと内科クリニック,042-000-7777\n");
    CHECK(report.changed == 1);
    auto tx = town.database->read();
    const auto partner = find_facility(tx, town.saeki, TestOffice::kMinatoClinic).value();
    CHECK(partner.fax == "042-000-7777");
    CHECK(partner.phone == "042-000-0134");
    CHECK(partner.registered_number == "第0087号");
    CHECK(doctors_of(tx, partner.id).size() == 1);
}

TEST_CASE("a file that is no list of facilities is refused as a whole") {
    Town town;
    auto tx = town.database->write();
    const auto refused = [&](std::string_view bytes) {
        const auto report = import_facilities(tx, town.saeki, kTenTwelve, bytes);
        return report ? std::string{} : report.error().code;
    };
    CHECK(refused("") == "csv.empty");
    CHECK(refused("a,b\n1,2\n") == "facility.csv_no_name_column");
    CHECK(refused("\"名称\nx") == "csv.quote_not_closed");
    CHECK(!refused(std::string_view{"%PDF-1.7\0\xff\xfe", 11}).empty());
}
