#include "base/messages.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace kakehashi {
namespace {

/// A sentence and where its parts go: {field} is the field's label, {detail}
/// the error's detail; {detail|その日} says what stands there when there is none. A detail
/// the sentence does not place follows it. No 。 at the end.
struct Message {
    std::string_view code;
    std::string_view text;
};

// Sorted by code; the compiler checks. State the fact, then what to do; ください at most once.
constexpr Message kMessages[] = {
    {"access.refused", "この操作は、{detail|いま}の役割では使えません。室長にご相談ください"},
    {"access_review.begun_already", "この四半期の見直しは、もう始まっています"},
    {"access_review.not_open",
     "確認できません。ほかの人が先に確認したか、停止されています。画面を開き直してください"},
    {"access_review.own_account", "自分の分は、ほかの人(室長か管理者)が確認します"},
    {"account.app_code_wrong",
     "番号が違います。アプリのいまの番号を入力してください。端末の時計が合っているかも確かめます"},
    {"account.no_second_factor", "先に認証アプリかパスキーを加えます"},
    {"account.password_too_short_alone",
     "パスワードだけで入るには短すぎます。先にパスワードを13文字以上に替えます"},
    {"audit.bad_root_file", "監査の締めのファイルではありません"},
    {"audit.no_key", "監査の署名のかぎではありません"},
    {"audit.no_roots_folder",
     "監査の締めの置き場がありません。つないだディスクや共有フォルダを確かめます"},
    {"audit.which", "audit のあとに verify、export、list のどれかを書きます"},
    {"auth.busy", "サインインが混み合っています。少し待って、もう一度入力してください"},
    {"auth.code_needed",
     "この職員は二つ目の確認が要るため、ここでは確かめられません。画面で行います"},
    {"auth.code_wrong",
     "番号が違うか、もう使われています。新しい番号に替わるのを待って、もう一度入力してください"},
    {"auth.no_recovery_now",
     "いまは記録を保存できないため、予備のコードは使えません。認証アプリの番号で入れます"},
    {"auth.password_wrong", "パスワードが違います。確かめて、もう一度入力してください"},
    {"auth.signed_out",
     "サインインの時間が切れました。もう一度サインインすると続きから始められます"},
    {"auth.step_over", "時間が過ぎました。職員IDとパスワードからやり直します"},
    {"auth.wrong",
     "職員IDかパスワードが違います。確かめて、もう一度入力してください。"
     "8回続けて間違えると、5分のあいだ入れません"},
    {"backup.at", "控えを作る時刻は 02:00 のように書きます"},
    {"backup.audit_differs",
     "控えは使えますが、監査の記録とその証し(公開かぎ、日ごとの締め)が合いません。"
     "docs/operator/audit.md を見て調べます"},
    {"backup.damaged", "控えが壊れています"},
    {"backup.keep_more", "控えは3つ以上残します"},
    {"backup.key_exists",
     "その名前のファイルがあります。かぎを上書きすると、前の控えを開けなくなります"},
    {"backup.no_folder",
     "控えのフォルダがありません。外付けのディスクがつながっているか確かめます"},
    {"backup.no_key", "かぎのファイルがないか、かぎではありません"},
    {"backup.not_found", "その名前の控えはありません"},
    {"backup.office_there", "そこには連携室のデータがあります。上書きはしません"},
    {"backup.replace_unconfirmed", "置きかえるには、病院の名前を --confirm に書きます"},
    {"backup.there_already", "同じ時刻の控えがあります"},
    {"backup.which", "backup のあとに key、create、list、verify、restore のどれかを書きます"},
    {"backup.wrong_key", "この控えは別のかぎで閉じてあります"},
    {"booking.bad_means", "返信の方法を一覧から選んでください"},
    {"booking.bad_minutes", "枠の長さは5〜480分で入力してください"},
    {"booking.bad_period",
     "おわりの日がはじめの日より前か、1年をこえています。日付を確かめてください"},
    {"booking.bad_places", "枠の人数は1〜20で入力してください"},
    {"booking.bad_slot", "枠の指定を読み取れません。表から選び直してください"},
    {"booking.bad_weekday", "曜日を一覧から選んでください"},
    {"booking.birth_date_missing",
     "生年月日がないため予約票を作れません。患者の登録に生年月日を足すと作れます"},
    {"booking.changed_meanwhile",
     "この予約はほかの職員が先に変更しました。開き直して確かめてください"},
    {"booking.closed_day", "この日は休みです。ほかの日を選んでください"},
    {"booking.day_not_come", "まだ来院の日ではありません。日付を確かめてください"},
    {"booking.full", "この枠はいま埋まりました。ほかの時刻を選んでください"},
    {"booking.hold_at_its_end", "診察の時刻より先へはのばせません"},
    {"booking.hold_expired", "仮押さえの時間が切れました。空いていれば、もう一度仮押さえできます"},
    {"booking.in_past", "この時刻は過ぎています。これからの枠を選んでください"},
    {"booking.no_place", "予約がないため、予約票を作れません"},
    {"booking.no_slip", "予約票がまだありません。予約を確定すると作られます"},
    {"booking.no_such_bookable", "この科・検査は登録されていません。一覧から選び直してください"},
    {"booking.no_such_closure", "この休診は登録されていません。一覧を開き直してください"},
    {"booking.no_such_slot", "この時刻に枠はありません。表から選び直してください"},
    {"booking.no_such_template", "この枠は登録されていません。一覧を開き直してください"},
    {"booking.not_confirmed", "確定した予約ではありません。いまの状態を確かめてください"},
    {"booking.not_found", "この予約はありません。予約調整から選び直してください"},
    {"booking.not_held", "仮押さえではありません。いまの状態を確かめてください"},
    {"booking.nothing_held", "仮押さえの枠がありません。表の空きを選んでください"},
    {"booking.over", "この予約はすでに終わっています。いまの状態を確かめてください"},
    {"booking.reason_required", "理由を入力してください"},
    {"booking.same_day_twice",
     "この紹介は、同じ日に同じ枠の予約があります。日時を変えるか、ほかの日を選んでください"},
    {"booking.same_place", "いまと同じ日時です。ほかの枠を選んでください"},
    {"booking.slot_taken", "この枠はいま埋まりました。ほかの時刻を選んでください"},
    {"booking.template_exists", "同じ曜日と時刻の枠がすでにあります。先にその枠を終えると足せます"},
    {"break_glass.why", "理由を選んでください"},
    {"choice.gone", "選んだものが一覧にありません。画面を開き直して、選び直してください"},
    {"choice.required", "{field}を選んでください"},
    {"config.bad_line", "設定ファイルに読めない行があります。「名前 = 値」の形で書きます"},
    {"config.missing_value", "値がありません。指定のあとに値を書きます"},
    {"config.no_file", "設定ファイルを開けません"},
    {"config.not_in_file",
     "data と config は設定ファイルに書けません。--data か環境変数で指定します"},
    {"config.not_yes_or_no", "yes か no で指定します"},
    {"config.surplus_word", "余分なことばがあります。kakehashi --help で書き方が見られます"},
    {"config.unknown_flag", "知らない指定です。kakehashi --help で一覧が見られます"},
    {"contact.unknown_choice", "連絡の結果を一覧から選んでください"},
    {"csv.cell_too_long",
     "1つのセルが10,000文字をこえています。短くするか、その行を除いて取り込みます"},
    {"csv.empty", "ファイルに行がありません。見出しとデータの入った CSV を選びます"},
    {"csv.encoding", "文字コードが UTF-8 でも Shift_JIS でもありません。どちらかで保存し直します"},
    {"csv.not_text", "CSV として読めない文字があります。Excel の「CSV」で保存し直します"},
    {"csv.quote_not_closed", "「\"」で始まるセルが閉じられていません。この行の引用符を確かめます"},
    {"csv.text_after_quote",
     "閉じた「\"」の後ろに文字があります。セルの中の「\"」は「\"\"」と2つ並べます"},
    {"csv.too_large", "CSV が 50MB をこえています。分けて取り込みます"},
    {"csv.too_many_columns", "1行が200列をこえています。列の区切りを確かめます"},
    {"csv.too_many_rows", "200,000行をこえています。分けて取り込みます"},
    {"data.cannot_create", "データの保存先を作れません。場所と権限を確かめます"},
    {"data.in_use", "このデータは別の kakehashi が使っています。先にそちらを止めます"},
    {"data.no_office", "この保存先に連携室がありません。--data の場所を確かめます"},
    {"database.cannot_open", "データベースを開けません。ファイルの場所と権限を確かめます"},
    {"database.damaged",
     "データベースが壊れています。「故障のとき」(docs/operator/"
     "broken.md)のとおり、控えから戻します"},
    {"database.newer_than_program",
     "データベースはこのプログラムより新しい版のものです。プログラムを更新します"},
    {"database.not_a_standby",
     "--read-database には、--database の複製を postgres://利用者@ホスト/データベース名 "
     "の形で書きます"},
    {"database.not_an_address",
     "--database には postgres://利用者@ホスト/データベース名 の形で書きます"},
    {"database.not_written", "データをディスクに書ききれません。空き容量を確かめます"},
    {"database.older_than_program",
     "データベースがこの版より古い形です。動いているサーバーを止め、kakehashi migrate "
     "で新しくします"},
    {"date.in_future", "{field|日付}が本日より後です。年と月日を確かめてください"},
    {"date.malformed", "{field|日付}を読み取れません。例:{detail|昭37.4.8、1962/4/8、S370408}"},
    {"date.no_such_day", "{field|日付}の{detail|その日}はありません。日付を確かめてください"},
    {"date.no_such_era_year",
     "{field|日付}を読み取れません。{detail|その元号にその年はありません}"},
    {"date.outside_era", "{field|日付}を読み取れません。{detail|その元号の期間の外の日です}"},
    {"date.required", "{field|日付}を入力してください。例:{detail|昭37.4.8、1962/4/8、S370408}"},
    {"date.too_far_ahead", "{field|日付}が100年より先です。年を確かめてください"},
    {"date.too_long_ago", "{field|日付}が古すぎます。元号と年を確かめてください"},
    {"demo.not_a_number", "数で指定します"},
    {"demo.not_empty",
     "このデータの保存先には、もう連携室があります。空の保存先を --data で指します"},
    {"demo.unknown_scale", "見本の規模は small、hospital、region のどれかです"},
    {"department.name_has_semicolon", "診療科名に「;」は使えません。CSV の区切りと重なります"},
    {"department.name_taken", "同じ名前の診療科があります。別の名前を入力してください"},
    {"department.not_found", "この診療科はありません。一覧から選び直してください"},
    {"disclosure.authority_needed",
     "本人でない方の請求です。代理人・遺族とわかる書類を選んでください"},
    {"disclosure.before_last_step", "前の手続きより前の日です。日付を確かめてください"},
    {"disclosure.changed_meanwhile", "ほかの人が先に進めました。画面を開き直してください"},
    {"disclosure.closed", "この請求は、もう終わっています"},
    {"disclosure.decided_already", "もう判断されています。画面を開き直してください"},
    {"disclosure.decision_first", "先に、開示するかどうかの判断が要ります"},
    {"disclosure.fee_of_refusal", "不開示の通知に手数料はかかりません。0にしてください"},
    {"disclosure.ground_needed", "開示しない部分の根拠を選んでください"},
    {"disclosure.identified_already", "本人確認は、もう済んでいます。画面を開き直してください"},
    {"disclosure.identity_first", "先に本人確認が要ります。書類を見るまで、判断も交付もできません"},
    {"disclosure.not_found", "その開示請求はありません"},
    {"disclosure.own_intake", "受け付けた人は判断できません。ほかの室長が判断します"},
    {"doctor.not_found", "この医師は登録されていません。一覧から選び直してください"},
    {"document.bad_hash", "文書の番号の形が違います。案件の画面から開き直してください"},
    {"document.damaged", "保存した文書が壊れています。管理者に、控えから戻すよう伝えてください"},
    {"document.not_found", "この文書はありません。案件の画面から選び直してください"},
    {"document.not_stored", "文書を保存できませんでした。管理者に保存先の空きを確かめてもらいます"},
    {"document.unreadable", "保存した文書を読めません。管理者に保存先を確かめてもらいます"},
    {"duty.changed_meanwhile", "この業務はほかの職員が先に変更しました。一覧を開き直してください"},
    {"duty.ends_by_its_work", "この業務は、することが終わると自動で済になります"},
    {"duty.not_found", "この業務はありません。本日の業務から選び直してください"},
    {"duty.not_yours", "この業務は室長だけが扱います"},
    {"duty.open_again", "同じ業務がすでに開いています。取り消しはできません"},
    {"facility.changed_meanwhile",
     "この医療機関はほかの職員が先に変更しました。開き直して確かめてください"},
    {"facility.code_malformed", "医療機関コードを読み取れません。{detail|数字10桁で書きます}"},
    {"facility.code_taken", "この医療機関コードは、すでに別の医療機関に登録されています"},
    {"facility.csv_no_name_column",
     "見出しに「名称」の列がありません。1行目の見出しを確かめてください"},
    {"facility.not_found", "この医療機関はありません。一覧から選び直してください"},
    {"facility.registration_ends_early", "登録の期限が登録日より前です。日付を確かめてください"},
    {"facility.unknown_kind",
     "種別が一覧にありません。病院・診療所・歯科・薬局・訪問看護などから選んでください"},
    {"facility.unknown_reply_means",
     "返書の方法が一覧にありません。FAX・郵送・メール・ポータル・手渡し・電話から選んでください"},
    {"fhir.entered_in_error",
     "送り手が誤登録として取り消した文書です。先に届いた紹介を確かめてください"},
    {"fhir.no_composition", "文書の表紙(Composition)がありません。送信元に確かめてください"},
    {"fhir.no_patient", "患者の情報(Patient)がありません。送信元に確かめてください"},
    {"fhir.no_patient_name", "患者の氏名がありません。送信元に確かめてください"},
    {"fhir.no_referrer", "紹介元の医療機関がありません。送信元に確かめてください"},
    {"fhir.not_a_bundle",
     "FHIR の Bundle ではありません。診療情報提供書のファイルを選んでください"},
    {"fhir.not_a_document", "Bundle の種類が document ではありません。送信元に確かめてください"},
    {"fhir.unsupported_document",
     "この種類の FHIR 文書は受け取れません。診療情報提供書を選んでください"},
    {"fhir.wrong_document", "診療情報提供書ではありません。ファイルを確かめてください"},
    {"file.cannot_read", "ファイルを読めません。場所と権限を確かめます"},
    {"file.cannot_write", "ファイルに書き出せません。場所と空きを確かめます"},
    {"form.bad_number", "{field}を数字で入力してください"},
    {"form.bad_text", "{field}に読めない文字があります。その文字を入力し直してください"},
    {"form.malformed", "送られた内容が途中で切れています。もう一度送ってください"},
    {"form.required", "{field}を入力してください"},
    {"form.text_too_long", "{field}が長すぎます。短くしてください"},
    {"form.too_many_fields", "項目が多すぎます。画面を開き直して、もう一度入力してください"},
    {"hold.not_placed", "削除の差し止めはありません。ほかの職員が先に解いています"},
    {"hold.placed_already",
     "削除の差し止めはすでにあります。だれが、いつ、なぜかは画面で見られます"},
    {"http.body_too_large", "送る内容が大きすぎます。ファイルを分けて送ってください"},
    {"http.busy", "ほかの人の送信で混み合っています。少し待って、もう一度送ってください"},
    {"http.not_found", "この画面はありません。本日の業務から開き直してください"},
    {"id.malformed", "{field|番号}の指定を読み取れません。一覧から選び直してください"},
    {"json.bad_text", "ファイルに読めない文字があります。UTF-8 で書き出し直してもらってください"},
    {"json.duplicate_key", "同じ項目が2回書かれています。送信元に確かめてください"},
    {"json.malformed", "JSON として読めません。ファイルが途中で切れていないか確かめてください"},
    {"json.too_deep", "入れ子が深すぎます。送信元に確かめてください"},
    {"json.too_large", "ファイルが大きすぎます。送信元に確かめてください"},
    {"json.too_many_values", "項目が多すぎます。送信元に確かめてください"},
    {"mail.malformed", "メールアドレスを読み取れません。例:renkei@example.jp"},
    {"migrate.differs",
     "うつした先の記録がもとと違います。うつした先は使わず、もう一度やり直します"},
    {"migrate.not_empty",
     "うつす先のデータベースは空ではありません。新しいデータベースを用意します"},
    {"migrate.which", "--from と --to は sqlite:ファイル か postgres://… の形で書きます"},
    {"month_report.not_found", "この月の点検はまだありません。一覧から選び直してください"},
    {"month_report.signed_already",
     "この月は、ほかの人が点検ずみです。画面を開き直すと、内容が見られます"},
    {"number.out_of_range", "{field|数}は{detail|決まった範囲}の数字で入力してください"},
    {"office.not_set_up",
     "まだ職員が登録されていません。kakehashi user add --login NAME --name 氏名 --office 病院名 "
     "で始められます"},
    {"office.other_name",
     "この保存先の病院には、もう別の名前があります。連携先の自院の画面で直せます"},
    {"office_key.bad", "事務所のかぎのファイルではありません"},
    {"outbox.no_dead_letter", "その番号の届かなかった知らせはありません"},
    {"outbox.receiver_failed",
     "送る途中で思わぬ失敗がありました。くわしくはサーバーのログにあります"},
    {"outbox.which", "outbox list か outbox resend 番号 の形で使います"},
    {"passkey.bad_origin",
     "架け橋のアドレスは https://kakehashi.example.jp のように、名前で書きます"},
    {"passkey.copied",
     "このパスキーは写しのおそれがあるため使えません。ほかの入り方で入り、加え直してください"},
    {"passkey.known", "このパスキーは、もう加えてあります"},
    {"passkey.not_found", "そのパスキーはありません。画面を開き直して確かめてください"},
    {"passkey.not_made", "パスキーをつくれませんでした。もう一度お試しください"},
    {"passkey.refused",
     "パスキーで入れませんでした。もう一度お試しになるか、ほかの入り方をお使いください"},
    {"passkey.too_many", "パスキーは20個までです。使っていないものを外してください"},
    {"password.not_repeated", "二つの欄が違います。同じパスワードを入力してください"},
    {"password.too_long", "パスワードが長すぎます。200バイトまでにしてください"},
    {"password.too_short", "パスワードは13文字以上にしてください"},
    {"password.too_short_beside_factor", "パスワードは8文字以上にしてください"},
    {"password.well_known", "だれもが最初に試す言葉や数字の並びです。自分だけの文にしてください"},
    {"patient.changed_meanwhile",
     "この患者の情報はほかの職員が先に変更しました。開き直して確かめてください"},
    {"patient.merged_already",
     "この患者はすでに別の患者に統合されています。統合先を開いて確かめてください"},
    {"patient.no_such_number", "この患者IDの方はいません。診察券などで番号を確かめてください"},
    {"patient.not_found", "この患者は登録されていません。検索して選び直してください"},
    {"patient.not_merged", "この患者は統合されていません。経過を確かめてください"},
    {"patient.number_malformed",
     "{field|患者ID}を読み取れません。英数字20文字までで入力してください"},
    {"patient.number_taken", "この患者IDは、すでに別の患者に使われています"},
    {"patient.same_record", "同じ患者どうしは統合できません。別の患者を選んでください"},
    {"patient.similar_exists", "同じ人かもしれない患者がいます。見くらべてから登録してください"},
    {"patient.undo_later_merge_first",
     "この患者の統合先が、さらに別の患者に統合されています。そちらを先に元にもどします"},
    {"patient.unknown_sex", "性別を一覧から選んでください"},
    {"pdf.font_missing", "文書の書体がありません。管理者に書体の設定を確かめてもらいます"},
    {"pdf.not_written", "PDF を作れませんでした。管理者に保存先の空きを確かめてもらいます"},
    {"phone.malformed",
     "{field|電話番号}を読み取れません。市外局番から数字で入力してください。例:042-000-0134"},
    {"postal_code.malformed", "郵便番号を読み取れません。数字7桁で入力してください。例:187-0001"},
    {"provision.corrected_already",
     "この記録は、もう訂正されています。新しいほうの記録を開いてください"},
    {"provision.not_found", "その提供の記録はありません"},
    {"provision.paper_number_needed", "照会書の番号を入力してください。書面を確かめてから渡します"},
    {"referral.admitted_before_visit", "入院日が受診日より前です。日付を確かめてください"},
    {"referral.cannot_be_taken_back", "紹介元に伝えたあとか、次に進んだあとなので元にもどせません"},
    {"referral.changed_meanwhile",
     "この紹介はほかの職員が先に変更しました。開き直して、変更を確かめてください"},
    {"referral.closed_already", "この紹介はすでに終わっています"},
    {"referral.csv_headings",
     "見出しの行に{detail|必要な見出し}がありません。見本の見出しにそろえます"},
    {"referral.decline_reason_required", "受入不可の理由を選んでください"},
    {"referral.discharged_before_admission", "退院日が入院日より前です。日付を確かめてください"},
    {"referral.not_admitted", "入院の記録がありません。先に入院日を記録します"},
    {"referral.not_awaiting_booking",
     "この紹介は予約の調整中ではありません。いまの状態を確かめてください"},
    {"referral.not_awaiting_decision",
     "この紹介は受入の判断まちではありません。いまの状態を確かめてください"},
    {"referral.not_awaiting_visit",
     "この紹介は来院まちではありません。いまの状態を確かめてください"},
    {"referral.not_booked", "この紹介に予約はありません。いまの状態を確かめてください"},
    {"referral.not_found", "この紹介はありません。一覧から選び直してください"},
    {"referral.not_replied", "この紹介は終結していません"},
    {"referral.not_visited", "この紹介は受診ずみではありません。いまの状態を確かめてください"},
    {"referral.nothing_to_answer", "この紹介に送る返答はありません。いまの状態を確かめてください"},
    {"referral.patient_required", "患者を選んでください"},
    {"referral.reason_required", "理由を入力してください"},
    {"referral.referrer_required", "紹介元を選んでください"},
    {"referral.registered_already", "この紹介状はすでに登録されています"},
    {"referral.rows_refused",
     "取り込めない行があります。ほかの行は取り込みました。直してもう一度置きます"},
    {"referral.to_whom_required", "案内する医療機関を入力してください"},
    {"referral.unknown_door", "入口の指定を読み取れません。一覧から選び直してください"},
    {"referral.unknown_state", "段階の指定を読み取れません。一覧から選び直してください"},
    {"referral.unknown_urgency", "緊急度を読み取れません。至急・準緊急・通常のどれかにします"},
    {"referral.visit_in_future", "来院日が本日より後です。日付を確かめてください"},
    {"reply.arrival_is_followed",
     "返書の作業が始まっているため、来院の記録を元にもどせません。返書管理で確かめてください"},
    {"reply.bad_means", "送り方を一覧から選んでください"},
    {"reply.birth_date_missing", "生年月日が登録されていません。患者の画面で入力してください"},
    {"reply.cannot_reopen", "送った返書は元にもどせません。もどせるのは返書不要にしたものだけです"},
    {"reply.changed_meanwhile",
     "この返書はほかの職員が先に変更しました。変更を確かめてから保存してください"},
    {"reply.closed", "この返書は送付ずみか返書不要です。いまの状態を確かめてください"},
    {"reply.day_in_future", "{field}が本日より後です。日付を確かめてください"},
    {"reply.doctor_required", "返書を書いた医師を選んでください"},
    {"reply.no_address",
     "紹介元の{detail|宛先}が登録されていません。連携先の画面で入力するか、送り方を変えます"},
    {"reply.nobody_awaited",
     "その番号で来院を待っている紹介はありません。紹介番号か患者IDを確かめてください"},
    {"reply.none_chosen", "返書を一つ以上選んでください"},
    {"reply.not_found", "この返書はありません。返書管理から選び直してください"},
    {"reply.not_missed",
     "来院されなかった紹介ではありません。すでに記録されていないか確かめてください"},
    {"reply.reason_required", "返書不要の理由を入力してください"},
    {"reply.sender_incomplete",
     "当院の{detail|電話番号}が登録されていません。連携先の当院の画面で入力します"},
    {"reply.several_awaited",
     "この患者には来院まちの紹介が複数あります。紹介番号で入力してください"},
    {"reply.unknown_stage", "返書の種別を読み取れません。一覧から選び直してください"},
    {"reply.unknown_state", "返書の状態を読み取れません。一覧から選び直してください"},
    {"retention.needs_person",
     "削除の準備と承認には、職員として入ります。だれがしたかを残すためです"},
    {"retention.no_job", "その番号の削除の予定はありません"},
    {"retention.not_planned",
     "この予定は、いま承認できません。承認ずみ、取りやめ、終了のどれかです"},
    {"retention.nothing_past",
     "保存期限を過ぎた紹介はありません。差し止め中のものと、ほかの予定にあるものは数えません"},
    {"retention.over", "この予定はもう終わっています"},
    {"retention.same_person",
     "準備した人は承認できません。ほかの職員に、一覧を確かめて承認してもらいます"},
    {"retention.unknown_rule",
     "その種類の記録はありません。kakehashi retention list で一覧が見られます"},
    {"retention.which", "retention のあとに list、plan、approve、run のどれかを書きます"},
    {"scan.bad_rotation", "回転は 0・90・180・270 のいずれかです"},
    {"scan.bad_width", "ページの幅は 1〜5000 の数で指定します"},
    {"scan.crashed",
     "このファイルは画像にできませんでした。原本のファイルはそのまま保存されています"},
    {"scan.damaged",
     "ファイルが途中で切れているか壊れています。送り元に再送を頼むか、紙から読み取り直します"},
    {"scan.empty", "ファイルが空です(0バイト)。送り元で開けることを確かめて、もう一度選びます"},
    {"scan.encrypted",
     "PDF にパスワードがかかっています。パスワードを外した PDF を送り元に頼みます"},
    {"scan.extension_differs", "拡張子と中身が違うため、中身にあわせて受け取りました"},
    {"scan.no_such_page", "このページはありません"},
    {"scan.reader_unavailable",
     "いまページの画像を作れません。少し待って開き直すか、原本のファイルを開きます"},
    {"scan.too_heavy",
     "このページは表示に時間かメモリーがかかりすぎます。原本のファイルはそのまま保存されています"},
    {"scan.too_large", "ファイルが 50MB をこえています。ページを分けて取り込みます"},
    {"scan.too_large_pixels", "ページの寸法が大きすぎます。解像度を下げて読み取り直します"},
    {"scan.too_many_pages", "200ページをこえています。分けて取り込みます"},
    {"scan.unknown_kind", "読み取れる形式ではありません。PDF・TIFF・PNG・JPEG で受け取れます"},
    {"seal.already", "もう閲覧が制限されています。画面を開き直してください"},
    {"seal.no_merge", "閲覧を制限した方の記録は、制限を解いてから統合します"},
    {"seal.none", "閲覧は制限されていません。画面を開き直してください"},
    {"seal.opened_only", "緊急閲覧では、閲覧の制限を変えられません。室長にご相談ください"},
    {"seal.unknown_kind", "わけを選んでください"},
    {"server.address_in_use", "このポートはほかのプログラムが使っています。ポートの設定を変えます"},
    {"server.bad_address", "待ち受けるアドレスを読み取れません。例:127.0.0.1:8080"},
    {"server.cannot_listen", "このアドレスで待ち受けられません。アドレスと権限を確かめます"},
    {"setting.below_law", "{field|年数}は{detail}より短くできません"},
    {"setting.changed_meanwhile",
     "{field|設定}"
     "はほかの職員が先に変更しました。もう一度保存すると、この入力に替わります。先の変更"},
    {"setting.folder", "{field|フォルダ}は / で始まる、いまあるフォルダを入力してください"},
    {"setting.folder_of_data",
     "{field|フォルダ}にデータの保存先は使えません。別の場所を入力してください"},
    {"setting.unknown", "その名前の設定はありません。kakehashi setting list で一覧が見られます"},
    {"team.before_since", "加わった日より前の日です。日付を確かめてください"},
    {"team.changed_meanwhile", "ほかの人が先に直しました。画面を開き直してください"},
    {"team.ended_already", "もうチームから離れています。画面を開き直してください"},
    {"team.family_without_relation", "家族の続柄を入力してください。例:長女"},
    {"team.no_such_partner",
     "その連携先は見つかりません。名前を変えてさがすか、先に連携先に登録してください"},
    {"team.not_found", "その人は、この患者のチームにいません"},
    {"team.several_partners", "合う連携先がいくつかあります。下から選んでください"},
    {"team.there_already", "その職員は、もう同じ役割でチームにいます"},
    {"text.bad_encoding", "{field}に読めない文字があります。その文字を入力し直してください"},
    {"text.control_character", "{field}に改行などの制御文字があります。その文字を消してください"},
    {"text.not_a_name",
     "{field}に氏名に使えない文字があります({detail|数字・記号・絵文字・外字})。"
     "文字だけで入力してください"},
    {"text.not_kana", "{field}はかなで入力してください。例:ササキ ケンイチ"},
    {"text.required", "{field}を入力してください"},
    {"text.too_long", "{field}は{detail|決まった文字数}までです。短くしてください"},
    {"time.malformed", "{field|時刻}を読み取れません。例:10:30"},
    {"time.required", "{field|時刻}を入力してください。例:10:30"},
    {"tls.bad_certificate", "証明書を読み取れません。PEM のファイルか確かめます({detail})"},
    {"tls.bad_key", "証明書のかぎを読み取れません。PEM で、合言葉のないものにします({detail})"},
    {"tls.both", "tls-certificate と tls-key は、二つそろえて指定します"},
    {"tls.key_does_not_fit", "このかぎは証明書のものではありません({detail})"},
    {"tls.key_open_to_all", "証明書のかぎをだれでも読めます。chmod o= で閉じます({detail})"},
    {"tls.no_file", "証明書かかぎのファイルを開けません({detail})"},
    {"user.login_taken", "この職員IDはすでに使われています。別のIDを入力してください"},
    {"user.not_found", "この職員は登録されていません。一覧から選び直してください"},
    {"user.own_role", "自分の役割や停止は、ほかの人(室長か管理者)が決めます"},
    {"user.unknown_role",
     "役割は desk(窓口)、nurse(連携看護師)、social_worker(MSW)、clerk(事務)、doctor(医師)、"
     "head(室長)、auditor(監査者)、administrator(管理者)のどれかです"},
};
static_assert(std::ranges::adjacent_find(kMessages, std::ranges::greater_equal{}, &Message::code) ==
                  std::end(kMessages),
              "kMessages is sorted by code and has each code once");

/// The house's words: no 。 at the end (a detail may follow), at most one ください, no 感嘆符.
constexpr bool well_said(const Message& message) {
    constexpr std::string_view kPlease = "ください";
    const auto first = message.text.find(kPlease);
    const bool once = first == std::string_view::npos ||
                      message.text.find(kPlease, first + 1) == std::string_view::npos;
    return once && !message.text.empty() && !message.text.ends_with("。") &&
           message.text.find('!') == std::string_view::npos &&
           message.text.find("！") == std::string_view::npos &&
           message.text.find("エラーが発生") == std::string_view::npos;
}
static_assert(std::ranges::all_of(kMessages, well_said));

std::string_view own_sentence(std::string_view code) {
    const auto* const found = std::ranges::lower_bound(kMessages, code, {}, &Message::code);
    return found != std::end(kMessages) && found->code == code ? found->text : std::string_view{};
}

std::string_view sentence_by_kind(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Invalid:
            return "{field}を読み取れません。内容を確かめてください";
        case ErrorKind::NotFound:
            return "見つかりません。一覧から選び直してください";
        case ErrorKind::Conflict:
            return "ほかの職員が先に変更しました。開き直して確かめてください";
        case ErrorKind::Forbidden:
            return "この操作の権限がありません。管理者に確かめてください";
        case ErrorKind::Refused:
            return "いまの状態ではこの操作はできません。経過を確かめてください";
        case ErrorKind::Unavailable:
            return "いまは使えません。少し待ってもう一度お試しください";
    }
    return {};
}

/// Puts `value` at {name} or {name|spare}; when it is empty, the spare words or else `otherwise`.
/// False when the text has no such place.
bool place(std::string& text, std::string_view name, std::string_view value,
           std::string_view otherwise) {
    const auto open = text.find("{" + std::string{name});
    if (open == std::string::npos) return false;
    const auto close = text.find('}', open);
    const auto bar = text.find('|', open);
    std::string words{value};
    if (words.empty()) words = bar < close ? text.substr(bar + 1, close - bar - 1) : otherwise;
    text.replace(open, close - open + 1, words);
    return true;
}

}  // namespace

bool has_sentence(std::string_view code) {
    return !own_sentence(code).empty();
}

std::string sentence(const Error& error) {
    const auto own = own_sentence(error.code);
    std::string out{own.empty() ? sentence_by_kind(error.kind) : own};
    place(out, "field", label(error.field), "この項目");
    const bool placed = place(out, "detail", error.detail, "");
    if (!placed && !error.detail.empty()) out += "。" + error.detail;
    if (own.empty()) out += "(" + error.code + ")";
    return out;
}

}  // namespace kakehashi
