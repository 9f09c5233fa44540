#include "referral/referral_fhir.hpp"
#include "referral/test_documents.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "base/json/json.hpp"

using namespace kakehashi;
using testing::changed;
using testing::code_of;
using testing::replaced;
using testing::warns;

namespace {
const std::string kShared = KAKEHASHI_SOURCE_DIR "/../shared/standards/examples/";
const std::string kOwn = KAKEHASHI_SOURCE_DIR "/src/referral/testdata/";
const std::string kClins = kShared + "jp-clins/Bundle-Bundle-CLINS-Referral-Example-01.json";
const std::string kLegacy = kShared + "legacy-ereferral-2023/Bundle-bundleReferralExample01.json";

std::string file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool published(const std::string& path) {
    if (std::filesystem::exists(path)) return true;
    MESSAGE("the published examples are not here; this test has nothing to read");
    return false;
}

ReferralLetter letter(const std::string& text) {
    auto read = read_referral_document(text);
    REQUIRE_MESSAGE(read, read.error().code);
    return *std::move(read);
}

/// The document rebuilt, without every object for which `drop` says yes.
json::Value without(const json::Value& value, const std::function<bool(const json::Value&)>& drop) {
    if (value.is_array()) {
        json::Array kept;
        for (const auto& element : value.array())
            if (!drop(element)) kept.push_back(without(element, drop));
        return kept;
    }
    if (!value.is_object()) return value;
    json::Object kept;
    for (const auto& [key, member] : value.members())
        if (!drop(member)) kept.push_back({key, without(member, drop)});
    return kept;
}

/// Every reference and fullUrl in the other form: a server's URL, and Type/id.
std::string with_relative_references(const std::string& text) {
    const auto bundle = json::parse(text).value();
    std::map<std::string, std::string> paths;
    for (const auto& entry : bundle.at("entry").array())
        paths[std::string(entry.at("fullUrl").string())] =
            std::string(entry.at("resource", "resourceType").string()) + "/n" +
            std::to_string(paths.size());
    return json::write(changed(bundle, [&](json::Value value) {
        if (const auto found = paths.find(std::string(value.at("fullUrl").string()));
            found != paths.end())
            value.set("fullUrl", "https://emr.example.jp/fhir/" + found->second);
        if (const auto found = paths.find(std::string(value.at("reference").string()));
            found != paths.end())
            value.set("reference", found->second);
        return value;
    }));
}

std::string without_section(const std::string& text, std::string_view code) {
    return json::write(without(json::parse(text).value(), [&](const json::Value& value) {
        return value.at("code", "coding", 0, "code").string() == code &&
               value.find("title") != nullptr;
    }));
}

std::string without_resources(const std::string& text, std::string_view type) {
    return json::write(without(json::parse(text).value(), [&](const json::Value& value) {
        return value.at("resource", "resourceType").string() == type;
    }));
}

std::string without_entries(const std::string& text) {
    return json::write(without(json::parse(text).value(), [](const json::Value& value) {
        return value.at(0, "reference").is_string() && value.at(0, "type").is_string() &&
               value.at(0, "display").is_string() &&
               value.at(0, "reference").string().starts_with("urn:uuid") &&
               value.at(0, "type").string() != "Practitioner" &&
               value.at(0, "type").string() != "Organization";
    }));
}

std::string with_entries_reversed(const std::string& text) {
    auto bundle = json::parse(text).value();
    json::Array entries = bundle.at("entry").array();
    std::reverse(entries.begin() + 1, entries.end());
    bundle.set("entry", std::move(entries));
    return json::write(bundle);
}
}  // namespace

TEST_CASE("the published JP-CLINS letter fills the fields of the referral") {
    if (!published(kClins)) return;
    const auto read = letter(file(kClins));
    CHECK(read.patient.name == "牧野 爛漫");
    CHECK(read.patient.kana == "マキノ ランマン");
    CHECK(read.patient.sex == LetterSex::Female);
    CHECK(read.patient.born_on == make_date(1930, 6, 28));
    REQUIRE(read.patient.numbers.size() == 1);
    CHECK(read.patient.numbers[0].number == "000999739");
    CHECK(read.patient.numbers[0].institution_code == "1318814790");
    CHECK(read.patient.insured_id == "00012345:あいう:１８７:05");
    CHECK(read.patient.postal_code == "781-8125");
    CHECK(read.patient.address == "高知県高知市五台山4200-6");
    CHECK(read.patient.phone == "03-123-1234");
    CHECK(read.referrer.facility_code == "1319876543");
    CHECK(read.referrer.facility_name == "港診療所");
    CHECK(read.referrer.department == "眼科");
    CHECK(read.referrer.doctor_name == "大河内 勘三郎");
    CHECK(read.referrer.doctor_kana == "オオコウチ カンザブロウ");
    CHECK(read.referrer.phone == "03-9876-5432");
    CHECK(read.referrer.postal_code == "106-9900");
    CHECK(read.addressee.facility_name == "東京第一テスト病院");
    CHECK(read.addressee.department == "循環器内科");
    CHECK(read.addressee.doctor_name == "野口 英世丸");
    CHECK(read.letter_dated_on == make_date(2020, 8, 21));
    CHECK(read.category_code == "OUTPATIENT");
    CHECK(read.purpose == "腹痛精査お願いします。");
    REQUIRE(read.diagnoses.size() == 2);
    CHECK(read.diagnoses[0].text == "上腹部痛");
    CHECK(read.diagnoses[0].code == "20065011");
    CHECK(read.diagnoses[0].onset == "2022-06-09");
    CHECK(read.diagnoses[1].text == "腰痛");
    CHECK(read.diagnoses[1].onset == "2022-05");
    CHECK(read.joined_diagnoses() == "上腹部痛（2022-06-09 発症）\n腰痛（2022-05 発症）");
    CHECK(read.present_illness.find("夜食後に時々上腹部痛があり") != std::string::npos);
    // Entry (2021) and words (2019) disagree about the fracture: both must reach the reader.
    CHECK(read.history.find("左前腕骨折（2021）") != std::string::npos);
    CHECK(read.history.find("2019年　交通事故") != std::string::npos);
    CHECK(read.family_history == "母　胃がん");
    REQUIRE(read.allergies.size() == 3);
    CHECK(read.allergies[1].text == "キーウイ");
    CHECK(read.allergies[1].category == "食物");
    CHECK(read.allergies[2].text == "ヨードうがい液");
    CHECK(read.allergies[2].reaction == "重度 ポビドンヨード含嗽後に嘔吐と全身に発疹");
    CHECK(read.joined_allergies().find("ヨード禁") != std::string::npos);
    CHECK(read.physical_findings == "腹部所見: 上腹部圧痛あり、その他特に所見なし。");
    CHECK(read.infections == "特になし");
    REQUIRE(read.attachments.size() == 1);
    CHECK(read.attachments[0].missing());
    CHECK(read.attachments[0].url == "file:///clinicalCourseExampleData.pdf");
    CHECK(read.document_id == "1318814790^2024^0123-Referral-203949583949");
    CHECK(read.document_version == "1.0");
    CHECK(read.generation == "JP-CLINS");
    CHECK(read.warnings.size() == 1);
    CHECK(warns(read, "本体が文書の中にありません"));
}

TEST_CASE("the published letter of the 2023 generation fills the same fields") {
    if (!published(kLegacy)) return;
    const auto read = letter(file(kLegacy));
    CHECK(read.generation == "2023");
    CHECK(read.patient.name == "田中 太郎");
    CHECK(read.patient.kana == "タナカ タロウ");
    CHECK(read.patient.sex == LetterSex::Male);
    CHECK(read.patient.born_on == make_date(1955, 5, 4));
    REQUIRE(read.patient.numbers.size() == 1);
    CHECK(read.patient.numbers[0].institution_code == "1234567890");
    CHECK(read.referrer.facility_name == "港診療所");
    CHECK(read.referrer.facility_code == "1319876543");
    CHECK(read.referrer.department == "眼科");  // an Organization of its own, partOf itself
    CHECK(read.referrer.doctor_name == "大河内 勘三郎");
    CHECK(read.addressee.facility_name == "東京第一テスト病院");
    CHECK(read.addressee.department == "循環器内科");
    CHECK(read.purpose == "腹痛精査お願いします。");
    CHECK(read.diagnoses.size() == 2);
    CHECK(read.history ==
          "2018年　狭心症　２ヶ月治療で軽快。2019年　交通事故で左前腕骨折　３ヶ月ギプス固定。");
    REQUIRE(read.allergies.size() == 2);
    CHECK(read.allergies[0].text == "サバ");
    CHECK(read.allergies[0].criticality == "評価不能");
    CHECK(read.allergies[0].onset == "30歳");
    REQUIRE(read.medication.size() == 2);
    CHECK(read.medication[0].name == "カルボシステイン２５０ｍｇ錠");
    CHECK(read.medication[0].system == "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code");
    CHECK(read.medication[0].dose == "1回1錠、1日3錠");
    CHECK(read.medication[0].usage == "内服・経口・１日３回朝昼夕食後");
    CHECK(read.medication[0].days == "7日分");
    CHECK(read.medication[0].quantity == "21錠");
    CHECK(read.medication[1].name == "プレドニン錠５ｍｇ");
    CHECK(read.clinical_course.find("添付参照\n食欲不振と心窩部痛を認めた") == 0);
    REQUIRE(read.attachments.size() == 1);
    CHECK(read.attachments[0].has_data);
    CHECK(read.warnings.empty());
}

TEST_CASE("a structured letter of version 1.12 is read whole") {
    const auto read = letter(file(kOwn + "clins_1_12_structured.json"));
    CHECK(read.referrer.facility_name == "わかば内科クリニック");
    CHECK(read.referrer.fax == "06-0000-5679");
    CHECK(read.addressee.department == "循環器内科");  // only the code 081 is given
    CHECK(read.diagnoses[0].suspected);
    CHECK_FALSE(read.diagnoses[1].suspected);
    CHECK(read.present_illness ==
          "２週間前から坂道で胸部圧迫感があり、５分ほどの安静で消えます。\n"
          "夜間の症状はありません。");
    CHECK(read.joined_history() == "【既往歴】\n虫垂炎（20歳時に手術）\n【家族歴】\n父 心筋梗塞");
    CHECK(read.joined_allergies() ==
          "ペニシリン系抗菌薬（全身の蕁麻疹 中等度、重症化のおそれ 高）");
    CHECK(read.physical_findings ==
          "血圧 収縮期: 152 mmHg\n血圧 拡張期: 88 mmHg\n心雑音なし。下腿浮腫なし。");
    CHECK(read.exam_results == "カリウム: 4.10 mEq/L（基準値 3.6-4.8 mEq/L）（2026-10-20）");
    CHECK(read.joined_medication() ==
          "アムロジピン錠５ｍｇ 1回1錠、1日1錠 １日１回朝食後 28日分 28錠\n"
          "院内製剤うがい液 含嗽 頓用");
    CHECK(read.plan == "検査後はかかりつけで内服を続けます。");
    CHECK(read.remarks == "火曜と木曜の午後は連絡がつきません。");
    REQUIRE(read.attachments.size() == 2);
    CHECK(read.attachments[0].data == "%PDF-1.4\n");
    CHECK(read.attachments[1].missing());
    CHECK(read.warnings.size() == 1);
}

TEST_CASE("a letter in words alone is read from its sections") {
    const auto read = letter(file(kOwn + "clins_text_only.json"));
    CHECK(read.patient.sex == LetterSex::Female);
    CHECK(read.purpose == "血糖コントロールの相談");
    REQUIRE(read.diagnoses.size() == 2);
    CHECK(read.diagnoses[0].text == "2型糖尿病");
    CHECK(read.diagnoses[1].text == "脂質異常症の疑い");
    CHECK(read.diagnoses[1].suspected);
    CHECK(read.joined_diagnoses() == "2型糖尿病\n脂質異常症の疑い");
    CHECK(read.present_illness == "HbA1c が < 7.0 から 8.4 に悪化しています。");
    CHECK(read.history == "胆石症\n痛風");
    CHECK(read.allergies.empty());
    CHECK(read.joined_allergies() == "特になし");
    CHECK(read.joined_medication() ==
          "メトホルミン錠２５０ｍｇ １日２回朝夕食後 28日分\n"
          "アトルバスタチン錠５ｍｇ １日１回夕食後 28日分");
    CHECK(read.exam_results == "HbA1c 8.4%");
    CHECK(read.warnings.empty());
}

TEST_CASE("a loosely written letter is read with warnings instead of a refusal") {
    const auto read = letter(file(kOwn + "loose_writing.json"));
    CHECK(read.patient.name == "髙﨑 花子");  // neither the maiden name nor the Roman letters
    CHECK(read.patient.kana == "ﾀｶｻｷ ﾊﾅｺ");
    CHECK_FALSE(read.patient.born_on);
    CHECK(read.patient.born_text == "1948-03");
    CHECK(read.patient.address == "大阪府架空市若葉町5-5");
    CHECK(read.patient.numbers.at(0).institution_code == "2710199991");
    CHECK(read.referrer.facility_name == "みどり診療所");
    CHECK(read.referrer.facility_code == "2710188888");  // put together from its three parts
    CHECK(read.referrer.department == "消化器内科");
    CHECK(read.referrer.doctor_name == "緑川 晃");
    CHECK(read.letter_dated_on == make_date(2026, 11, 2));  // 20:00 UTC is the next day in Japan
    CHECK(read.purpose == "胃カメラの依頼");
    CHECK(read.diagnoses.at(0).text == "胃潰瘍");
    CHECK(read.diagnoses.at(0).system == "http://medis.or.jp/CodeSystem/master-disease-keyNumber");
    CHECK_FALSE(read.allergies.at(0).active);
    CHECK(read.other == "【当院からのお願い】結果は郵送でお願いします。");
    CHECK(warns(read, "年月日まで読めません"));
    CHECK(warns(read, "「傷病名」が指す病名が文書の中に見つかりません"));
}

TEST_CASE("the order of entries and the form of references change nothing") {
    for (const auto& path : {kClins, kLegacy, kOwn + "clins_1_12_structured.json"}) {
        if (!std::filesystem::exists(path)) continue;
        const auto text = file(path);
        const auto plain = letter(text);
        const auto reversed = letter(with_entries_reversed(text));
        CHECK(reversed.joined_diagnoses() == plain.joined_diagnoses());
        CHECK(reversed.referrer.facility_name == plain.referrer.facility_name);
        CHECK(reversed.warnings == plain.warnings);
        const auto relative = letter(with_relative_references(text));
        CHECK(relative.patient.name == plain.patient.name);
        CHECK(relative.joined_diagnoses() == plain.joined_diagnoses());
        CHECK(relative.referrer.doctor_name == plain.referrer.doctor_name);
        CHECK(relative.warnings == plain.warnings);
    }
}

TEST_CASE("clinical sections beside 300 instead of inside it are read the same") {
    const auto text = file(kOwn + "clins_1_12_structured.json");
    auto bundle = json::parse(text).value();
    auto composition = bundle.at("entry", 0, "resource");
    json::Array flat;
    for (const auto& section : composition.at("section").array()) {
        if (section.at("section").array().empty()) flat.push_back(section);
        for (const auto& inner : section.at("section").array()) flat.push_back(inner);
    }
    composition.set("section", std::move(flat));
    auto entry = bundle.at("entry", 0);
    entry.set("resource", std::move(composition));
    json::Array entries = bundle.at("entry").array();
    entries[0] = std::move(entry);
    bundle.set("entry", std::move(entries));
    const auto plain = letter(text);
    const auto read = letter(json::write(bundle));
    CHECK(read.joined_diagnoses() == plain.joined_diagnoses());
    CHECK(read.joined_medication() == plain.joined_medication());
    CHECK(read.warnings == plain.warnings);
}

TEST_CASE("entries without references fall back to the section's words") {
    if (!published(kClins)) return;
    const auto read = letter(without_entries(file(kClins)));
    CHECK(read.purpose == "腹痛精査お願いします。");
    CHECK(read.history ==
          "2018年　狭心症　２ヶ月治療で軽快。2019年　交通事故で左前腕骨折　３ヶ月ギプス固定。");
    // An allergy no section refers to is not lost.
    CHECK(read.joined_allergies().find("ヨードうがい液") != std::string::npos);
    CHECK(warns(read, "どの節にも入っていないアレルギー"));
}

TEST_CASE("what is missing is refused by name or warned about") {
    const auto text = file(kOwn + "clins_1_12_structured.json");
    CHECK(code_of(without_resources(text, "Patient")) == "fhir.no_patient");
    CHECK(code_of(without_resources(text, "Composition")) == "fhir.no_composition");
    const auto nameless = json::write(without(json::parse(text).value(), [](const json::Value& v) {
        return v.at("text").string() == "架空 三郎" || v.at("text").string() == "カクウ サブロウ";
    }));
    const auto refused = read_referral_document(nameless);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "fhir.no_patient_name");
    CHECK(refused.error().field == "patient.name");
    CHECK(refused.error().kind == ErrorKind::Invalid);

    const auto alone = without_resources(without_section(text, "920"), "Organization");
    CHECK(letter(alone).referrer.doctor_name == "若葉 茂");
    CHECK(warns(letter(alone), "紹介元の医療機関名が書かれていません"));
    CHECK(code_of(without_resources(alone, "Practitioner")) == "fhir.no_referrer");

    const auto from_author = letter(without_section(text, "920"));
    CHECK(from_author.referrer.facility_name == "わかば内科クリニック");
    CHECK(warns(from_author, "作成機関を紹介元としました"));

    const auto aimless = letter(without_section(text, "950"));
    CHECK(aimless.purpose.empty());
    CHECK(warns(aimless, "紹介目的が書かれていません"));
    for (const auto* code : {"340", "360", "370", "510", "430", "620", "910", "220", "210", "300"})
        CHECK_MESSAGE(code_of(without_section(text, code)) == "", code);
    CHECK(warns(letter(without_section(text, "430")), "どの節にも入っていない処方"));
    CHECK(warns(letter(replaced(text, "|1.12.0", "|1.13.0-preR1")), "版 1.13.0-preR1"));
    CHECK(warns(letter(replaced(text, "1948-03-09", "1948-02-30")), "生年月日"));
    CHECK(warns(letter(replaced(text, R"("gender": "male")", R"("gender": "?")")), "性別"));
}

TEST_CASE("what its sender took back is left out, and what the patient was not told is marked") {
    const auto text = file(kOwn + "clins_1_12_structured.json");
    const auto read = letter(replaced(text, "\"unconfirmed\"", "\"entered-in-error\""));
    REQUIRE(read.diagnoses.size() == 1);
    CHECK(read.diagnoses[0].text == "高血圧症");
    CHECK(warns(read, "誤登録とされた病名"));
    const auto untold =
        letter(json::write(changed(json::parse(text).value(), [](json::Value value) {
            if (value.at("onsetDateTime").string() == "2015")
                value.set(
                    "meta",
                    json::object({{"tag", json::array({json::object({{"code", "UNINFORMED"}})})}}));
            return value;
        })));
    CHECK(untold.diagnoses.at(1).note == "【未告知】");
    CHECK(warns(untold, "未告知"));
    CHECK_FALSE(warns(read, "未告知"));
}

TEST_CASE("other documents and other files are refused with their own code") {
    CHECK(code_of("") == "json.malformed");
    CHECK(code_of("%PDF-1.7") == "json.malformed");
    CHECK(code_of(std::string(100'000, '[')) == "json.too_deep");
    CHECK(code_of("{\"resourceType\":\"\x83\x65\"}") == "json.bad_text");
    const auto summary = kShared + "authored/Bundle-eDischargeSummary-minimal.json";
    if (published(summary)) CHECK(code_of(file(summary)) == "fhir.wrong_document");
    const auto feed = kShared + "jp-clins/Bundle-Bundle-CLINS-Observations-Example-01.json";
    if (published(feed)) CHECK(code_of(file(feed)) == "fhir.not_a_document");
}

TEST_CASE("a letter cut anywhere is refused and never half read") {
    for (const auto& path : {kClins, kLegacy, kOwn + "clins_1_12_structured.json"}) {
        if (!std::filesystem::exists(path)) continue;
        auto text = file(path);
        while (text.ends_with('\n')) text.pop_back();
        for (std::size_t length = 0; length < text.size(); length += 997) {
            const auto code = code_of(std::string_view(text).substr(0, length));
            CHECK((code == "json.malformed" || code == "json.bad_text"));
        }
    }
}

TEST_CASE("huge texts are carried, not compared for ever") {
    const std::string huge(2'000'000, 'a');
    const auto text = file(kOwn + "clins_1_12_structured.json");
    const auto read = letter(replaced(text, "虫垂炎（20歳時に手術）", huge));
    CHECK(read.history.size() == huge.size());
    CHECK(letter(replaced(text, "ペニシリン系抗菌薬", huge)).joined_allergies().size() >
          huge.size());
    CHECK(letter(replaced(text, "架空 三郎", huge)).patient.name == huge);
}
