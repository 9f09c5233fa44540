#pragma once

// The invented people and letters of the design's targets, for the tests of this folder.

#include "form/booking_slip.hpp"
#include "form/fax_cover.hpp"
#include "form/hand_over_receipt.hpp"
#include "form/intake_card.hpp"
#include "form/patient_guide.hpp"
#include "form/reply_letter.hpp"
#include "form/visit_report.hpp"

namespace kakehashi::form::sample {

inline Date day(int year, unsigned month, unsigned date) {
    return *make_date(year, month, date);
}
inline Instant at(Date on, int hour, int minute) {
    return instant_in_japan(on, std::chrono::hours{hour} + std::chrono::minutes{minute});
}
inline const Date kToday = day(2026, 11, 24);

inline DocumentHead head(std::string number, int hour, int minute, std::string by) {
    return {.document_number = std::move(number),
            .issued_at = at(kToday, hour, minute),
            .issued_by = std::move(by)};
}

inline Addressee hamada() {
    return {.facility = "みなと内科クリニック",
            .person = "浜田 修",
            .fax = "042-000-0135",
            .phone = "042-000-0134"};
}

inline Addressee longest_addressee() {
    return {.facility = "医療法人社団 愛生会 青葉町ペインクリニック整形外科・リハビリテーション科",
            .person = "髙𣘺 﨑之介",
            .honorific = "御机下",
            .fax = "042-000-0135",
            .phone = "042-000-0134"};
}

inline Sender office() {
    return {.hospital = "みなと市立総合病院",
            .office = "地域医療連携室",
            .person = "大村 早苗",
            .postal_code = "000-0100",
            .address = "みなと市港町1丁目1番1号",
            .phone = "042-000-0110",
            .fax = "042-000-0119",
            .main_phone = "042-000-0100"};
}

inline Patient maria() {
    return {.name = "MARIA CRISTINA DELACRUZ SANTOS",
            .kana = "マリア クリスティーナ デラクルス サントス",
            .born_on = day(1990, 2, 14),
            .sex = "女",
            .id = "0071-3358",
            .id_is_new = true};
}

inline Patient sasaki() {
    return {.name = "佐々木 健一",
            .kana = "ささき けんいち",
            .born_on = day(1962, 4, 8),
            .sex = "男",
            .id = "0048-2291"};
}

inline BookingSlip booking_slip() {
    return {.head = head("2611-04790-01", 10, 41, "大村"),
            .to = hamada(),
            .from = office(),
            .patient = maria(),
            .referred_on = day(2026, 11, 20),
            .received_by = "FAX 受信",
            .referral_number = "R-2026-11-0398",
            .booked_at = at(day(2026, 11, 30), 10, 30),
            .check_in_by = at(day(2026, 11, 30), 10, 0),
            .department = "消化器内科",
            .doctor = "西村 あかね 医師",
            .visit_note = "初診",
            .tests = "腹部超音波検査 同日 11時15分(朝食はとらずにお越しください。水・お茶は可)",
            .desk = "本館1階 5番「紹介患者窓口」",
            .documents = {{"診療情報提供書(受領済 11/20)", true},
                          {"画像(CD-R)"},
                          {"直近の血液検査(肝機能)", true},
                          {"処方内容"}},
            .documents_by = at(day(2026, 11, 27), 17, 0),
            .bring = "診療情報提供書の原本、マイナ保険証(または資格確認書)、お薬手帳、紹介画像",
            .needs =
                "日本語の読み書きは少し。フィリピン語(タガログ語)の通訳を当院で手配しました("
                "遠隔通訳)。"};
}

inline PatientGuide patient_guide() {
    return {
        .head = head("2611-04790-02", 10, 41, "大村"),
        .patient = maria(),
        .referring_facility = "みなと内科クリニック",
        .from = office(),
        .booked_at = at(day(2026, 11, 30), 10, 30),
        .arrive_by = at(day(2026, 11, 30), 10, 0),
        .arrive_at = "1階 5番窓口",
        .department = "消化器内科",
        .department_kana = "しょうかきないか",
        .doctor = "西村(にしむら)あかね 医師",
        .tests = "おなかの超音波検査(午前11時15分から、約20分)",
        .test_instructions =
            "朝ごはんは食べないでください。水とお茶は飲めます。薬はいつもどおり飲んでください。",
        .patient_number = "0071-3358",
        .cost =
            "紹介状があるため、初診の特別料金はかかりません。検査をふくむ目安は、3割負担の方で "
            "5,000円〜8,000円です。カードで払えます。",
        .steps = {{"1階 5番", "紹介患者窓口"},
                  {"2階 B受付", "消化器内科"},
                  {"診察", "10:30"},
                  {"1階 生理検査", "11:15"},
                  {"1階 会計"}},
        .access = {"みなと市港町1丁目1番1号", "港町駅 東口から歩いて約6分",
                   "バス「市立総合病院前」おりてすぐ", "駐車場 320台(診察の方は4時間まで 100円)",
                   "車いすは正面玄関でお貸しします。"},
        .interpreter = "タガログ語の通訳を用意しています(画面を使った通訳)。お金はかかりません。",
        .interpreter_foreign = "May tagasalin. Libre po ito."};
}

inline VisitReport visit_report() {
    auto from = office();
    from.person = "佐伯 真理";
    from.profession = "看護師";
    return {
        .head = head("2611-04798-01", 16, 20, "大村"),
        .to = hamada(),
        .from = from,
        .signed_by = "地域医療連携室長 副院長 長谷川 浩二",
        .patient = sasaki(),
        .referred_on = kToday,
        .referral_number = "R-2026-11-0412",
        .visited_at = at(kToday, 11, 5),
        .visit_place = "救急外来",
        .department = "循環器内科",
        .doctor = "木村 直樹",
        .outcome = VisitOutcome::AdmittedSameDay,
        .admission = AdmissionFacts{kToday, "CCU(東3病棟)", "木村 直樹"},
        .next_plan = "本日 緊急の冠動脈造影を行いました。病状が落ち着きしだい一般病棟へ移ります。",
        .key_points =
            "来院時は胸部症状なし、血圧 146/88。造影剤アレルギーの情報をいただき、前投薬の"
            "うえ検査を行いました。皮疹は出ていません。",
        .first_reply_due = day(2026, 12, 1),
        .discharge_report = true};
}

inline ReplyLetter interim_reply() {
    auto to = hamada();
    to.honorific = "御机下";
    auto from = office();
    from.office = "消化器内科";
    return {
        .head = head("2611-04720-01", 13, 12, "西村"),
        .kind = ReplyLetterKind::Interim,
        .to = to,
        .from = from,
        .doctor = "西村 あかね",
        .referred_on = day(2026, 11, 9),
        .patient = {.name = "山口 富子",
                    .kana = "やまぐち とみこ",
                    .born_on = day(1960, 5, 2),
                    .sex = "女",
                    .id = "0052-1170"},
        .diagnosis = "1. 胃体下部の早期胃癌(疑い、生検の結果待ち) 2. 萎縮性胃炎 3. 鉄欠乏性貧血",
        .visits = "令和8年11月12日(木) 初診、11月20日(金) 上部消化管内視鏡検査",
        .findings =
            "内視鏡で胃体下部小弯に径 15mm の浅い陥凹(0-IIc)を認め、4か所を生検しました。"
            "拡大観察では深達度 M と判断しています。H. pylori 抗体 陽性。Hb 9.8、"
            "フェリチン 6。腹部超音波で転移を疑う所見はありません。",
        .course =
            "鉄剤の内服を開始しました。便の色が黒くなることを説明しています。生検の結果は11月27日"
            "(金)の外来でお伝えする予定です。癌と確定した場合は、12月の内視鏡的切除(約1週間の"
            "入院)をご提案します。抗血小板薬の内服はなく、休薬の調整は要りません。ご本人は「早く"
            "見つけてもらえてよかった。家を空けるのが心配」と話され、ご主人の昼食の手配について"
            "連携室の相談員が伺っています。",
        .prescription =
            "追加 クエン酸第一鉄ナトリウム錠 50mg 2錠 分2(11/20〜)。貴院の処方"
            "(アムロジピン、ファモチジン)はそのままご継続ください。",
        .further_care = FurtherCare::ContinuesHere,
        .requests =
            {"血圧の管理を引き続きお願いいたします。黒色便に加えてふらつきや腹痛がある場合は、"
             "お電話ください。"},
        .next_report = "病理結果と治療方針",
        .next_report_due = day(2026, 12, 4),
        .attachments = {{"内視鏡レポート(画像つき 2枚)", true},
                        {"血液検査", true},
                        {"病理"},
                        {"CD-R"}},
        .office_person = "大村 早苗"};
}

inline ReplyLetter final_reply() {
    auto from = office();
    from.office = "整形外科";
    auto letter_head = head("2611-04611-01", 18, 2, "高梨");
    letter_head.issued_at = at(day(2026, 11, 19), 18, 2);
    return {
        .head = letter_head,
        .kind = ReplyLetterKind::Final,
        .to = longest_addressee(),
        .from = from,
        .doctor = "高梨 祐介",
        .referred_on = day(2026, 9, 14),
        .patient = {.name = "中村 正",
                    .kana = "なかむら ただし",
                    .born_on = day(1955, 1, 21),
                    .sex = "男",
                    .id = "0033-9046"},
        .diagnosis = "腰部脊柱管狭窄症(L4/5) 併存 高血圧症、前立腺肥大症",
        .treated_from = day(2026, 9, 17),
        .treated_to = day(2026, 11, 19),
        .admitted_on = day(2026, 10, 5),
        .discharged_on = day(2026, 10, 20),
        .treatment = "10月6日(火) 腰椎椎弓切除術(L4/5、低侵襲)。輸血なし。合併症なし。",
        .course =
            "間欠跛行は術前 約100m でしたが、術後6週で 1km 以上歩行できています。右下肢のしびれは"
            "足底に軽く残ります(NRS 6→2)。創は乾燥し、感染の所見はありません。術後のX線で不安定性"
            "の増強はありません。",
        .prescription =
            "プレガバリン 25mg 2カプセル 分2、アセトアミノフェン 500mg 頓用。しびれが軽く"
            "なれば減量・中止で結構です。\n中止 リマプロスト、ロキソプロフェン(腎機能 eGFR "
            "52 のため)",
        .further_care = FurtherCare::BackToReferrer,
        .requests = {"血圧と腎機能(3か月に1回)の管理",
                     "外来リハビリテーション 週1回、年内をめどに(重い物を持つのは 12月末まで 5kg "
                     "以下)",
                     "プレガバリンの減量・終了の判断"},
        .refer_again_when =
            "下肢の筋力低下、排尿・排便の障害、38℃以上の発熱または創の発赤。上記はいつ"
            "でも 042-000-0100 へお電話ください。",
        .our_next_visit = "令和9年4月15日(木) 9:30 整形外科(術後6か月の評価のみ)",
        .attachments = {{"手術記録", true},
                        {"退院時サマリー", true},
                        {"X線(CD-R)", true},
                        {"リハビリ経過報告", true}},
        .office_person = "大村 早苗"};
}

inline FaxCover fax_cover() {
    auto to = hamada();
    to.honorific = "侍史";
    auto from = office();
    from.person = "佐伯 真理";
    from.profession = "看護師";
    return {
        .head = head("2611-04801-01", 10, 22, "佐伯"),
        .to = to,
        .to_note = "(外来 御担当者様)",
        .from = from,
        .sent_at = at(kToday, 10, 22),
        .subject = "ご紹介患者様の受入のご返答と救急外来のご案内",
        .urgent = true,
        .please_check = true,
        .referral_number = "R-2026-11-0412",
        .patient = masked_patient(sasaki(), kToday),
        .body =
            {"平素より大変お世話になっております。",
             "本日 9時54分に FAX "
             "でいただきましたご紹介につきまして、当院の循環器内科で受入可能です。"
             "救急外来(本館1階 西側入口)へお越しいただくよう、患者様へお伝えください。造影剤の件は"
             "担当医へ申し送りました。"},
        .enclosures = {{"診療予約票(紹介元 控)", 1}, {"救急外来のご案内(患者さん用)", 1}},
        .reply_choices = {"確認しました", "患者様は(　時　分)に出発します", "救急車で搬送します"}};
}

inline IntakeCard intake_card() {
    return {.head = head("2611-04795-01", 10, 12, "佐伯"),
            .referral_number = "R-2026-11-0412",
            .urgency = IntakeUrgency::Urgent,
            .answer_promised_by = at(kToday, 10, 30),
            .patient = sasaki(),
            .id_verified = true,
            .contacts = {"本人 090-0000-4417", "妻 佐々木 恵 090-0000-1182"},
            .earlier_visits = "令和4年6月 整形外科",
            .alerts = {"ヨード造影剤で全身に皮疹(2019年) ─ 原本 1頁"},
            .referring_facility = "みなと内科クリニック",
            .registration = "登録医 第0087号",
            .referring_doctor = "院長 浜田 修 医師",
            .referring_phone = "042-000-0134",
            .referring_fax = "042-000-0135",
            .received_at = at(kToday, 9, 54),
            .received_how = "FAX 3枚",
            .registered_at = at(kToday, 9, 58),
            .registered_by = "大村",
            .diagnoses = "不安定狭心症の疑い、高血圧症、脂質異常症、2型糖尿病",
            .purpose = "精査加療のお願い(緊急)",
            .wish = "循環器内科 ・ 本日",
            .transport = "家族の車(救急車待機可)",
            .documents = {{"診療情報提供書", true},
                          {"心電図", true},
                          {"処方", true},
                          {"検査結果"},
                          {"画像(CD-R)"},
                          {"保険情報"},
                          {"同意書"}},
            .asked = "循環器内科 当番 木村医師(内線 2214)",
            .asked_at = at(kToday, 10, 8),
            .course = {{at(kToday, 9, 54), "自動", "FAX 受信 3枚(診療情報提供書、心電図、処方)"},
                       {at(kToday, 9, 58), "大村",
                        "登録。患者ID 0048-2291 と照合(氏名・生年月日が一致)"},
                       {at(kToday, 10, 2), "佐伯",
                        "みなと内科へ電話。症状は消失、救急車は待機可。ご家族が同伴できる。"},
                       {at(kToday, 10, 8), "佐伯", "循環器内科 当番 木村医師へ内線。「折り返す」"}},
            .next_steps = {{"受入の可否を紹介元へ返答(10:30)"},
                           {"来院の確認"},
                           {"救急外来・担当医へ原本を届ける"},
                           {"受診報告書を送る(当日中)"},
                           {"紹介状を診療録へ取り込む"},
                           {"返書(初回)の期限 12/1(火)"}}};
}

inline HandOverReceipt hand_over_receipt() {
    return {.head = head("2611-04810-01", 14, 5, "佐伯"),
            .from = office(),
            .patient = "吉岡 トメ",
            .born_on = day(1938, 2, 14),
            .patient_id = "0058-1042",
            .receiver = "吉岡 由紀",
            .relation = "長女",
            .recognised = "運転免許証",
            .purpose = "退院後の通院先へ持っていくため",
            .asked_by = "患者さん本人",
            .handed_by = "佐伯 真理",
            .items = {{"診療結果報告書", "2611-04611-01", 2}, {"予約票", "2611-04790-01", 1}}};
}

}  // namespace kakehashi::form::sample
