#include "oversight/trail_words.hpp"

#include <array>

namespace kakehashi::oversight {
namespace {

constexpr std::array kActions{
    ActionWord{audit::kRead, "eye", "閲覧"},
    ActionWord{audit::kPrint, "print", "印刷"},
    ActionWord{audit::kExport, "csv", "書き出し"},
    ActionWord{audit::kChange, "edit", "変更"},
    ActionWord{audit::kSignIn, "key", "サインイン"},
    ActionWord{audit::kSignOut, "out", "サインアウト"},
    ActionWord{audit::kRefused, "x", "拒否"},
    ActionWord{audit::kNewKey, "shield", "署名のかぎ"},
    ActionWord{audit::kBroken, "alert", "記録の異常"},
    ActionWord{audit::kLost, "alert", "控えの欠け"},
};

struct Words {
    std::string_view start, word;
};
/// The longest that fits stands first.
constexpr Words kThings[] = {
    {"/patients", "患者"},
    {"/referrals", "紹介"},
    {"/documents", "文書"},
    {"/bookings", "予約"},
    {"/arrivals", "来院・受診報告"},
    {"/replies", "返書"},
    {"/facilities", "連携先"},
    {"/today", "本日の業務"},
    {"/duties", "業務"},
    {"/search", "検索"},
    {"/settings/people/deputies", "代行"},
    {"/settings/people/{id}/affiliations", "職員の所属"},
    {"/settings/units", "病棟と診療科"},
    {"/ward", "病棟の画面"},
    {"/questions", "病棟との質問"},
    {"/purposes", "利用目的の掲示"},
    {"/settings/purposes", "利用目的の掲示"},
    {"/settings/people", "職員と役割"},
    {"/settings/retention", "保存期限と削除"},
    {"/settings/delivery", "知らせの送信"},
    {"/settings", "設定"},
    {"/audit", "監査ログ"},
    {"/sign-in/directory", "病院のアカウント"},
    {"/sign-in/invitation", "招待"},
    {"/sign-in", "サインイン"},
    {"/sign-out", "サインアウト"},
    {"/account", "自分のサインイン"},
    {"audit ", "監査ログ(サーバーで)"},
    {"access_review.", "職員の見直し"},
    {"month_report.", "月の点検"},
    {"referral.", "紹介"},
    {"booking.", "予約"},
    {"visit.", "来院"},
    {"reply.", "返書"},
    {"document.", "文書"},
    {"contact.", "連絡"},
    {"duty.", "業務"},
    {"patient.glass", "緊急閲覧"},
    {"patient.seal", "閲覧の制限"},
    {"patient.unsealed", "閲覧の制限"},
    {"patient.", "患者"},
    {"consent.notice", "利用目的の掲示"},
    {"consent.", "同意と留保"},
    {"stay.", "入院の記録"},
    {"question.", "病棟との質問"},
    {"ward.", "病棟と診療科"},
    {"affiliation.", "職員の所属"},
    {"hold.", "削除の差し止め"},
    {"retention.", "保存期限と削除"},
    {"facility.", "連携先"},
    {"user.", "職員"},
    {"deputy.", "代行"},
    {"office.", "この病院の決め"},
};

constexpr Words kCases[] = {
    {"referral", "紹介"}, {"patient", "患者の記録"}, {"booking", "予約"}, {"repl", "返書"},
    {"document", "文書"}, {"facilit", "連携先"},     {"user", "職員"},    {"dut", "業務"},
    {"question", "質問"}, {"ward", "病棟"},
};

constexpr Words kResults[] = {
    {"wrong_password", "パスワード違い"},
    {"wrong_code", "コード違い"},
    {"locked", "休止中の名前"},
    {"out_of_use", "停止中の職員"},
    {"unknown_login", "登録のない名前"},
    {"objection", "留保により止めた"},
    {"no_consent", "同意がないため止めた"},
    {"no_role", "役割になるグループがない"},
    {"factor_wanted", "二つ目の確認がない"},
    {"unknown_person", "登録のない病院のアカウント"},
    {"directory_refused", "病院のアカウントを確かめられない"},
    {"403", "役割では使えない"},
    {"404", "見つからない"},
};

std::string_view word_in(std::span<const Words> list, std::string_view text) {
    for (const auto& words : list)
        if (text.starts_with(words.start)) return words.word;
    return {};
}

bool went_well(std::string_view result) {
    return result == "ok" || (result.size() == 3 && (result[0] == '2' || result[0] == '3'));
}

}  // namespace

std::span<const ActionWord> action_words() {
    return kActions;
}

ActionWord word_of_action(std::string_view action) {
    for (const auto& word : kActions)
        if (word.action == action) return word;
    return {action, "dots", action};
}

std::string_view word_of_thing(std::string_view what) {
    // GET /patients/{id}: the method tells nothing that the action does not.
    const auto path = what.find(" /");
    if (path != std::string_view::npos) what.remove_prefix(path + 1);
    const auto word = word_in(kThings, what);
    return word.empty() ? std::string_view{"そのほか"} : word;
}

std::string case_text(const audit::Entry& entry) {
    if (entry.case_id == 0) return {};
    const auto word = word_in(kCases, entry.case_kind);
    return std::string{word.empty() ? std::string_view{entry.case_kind} : word} + " " +
           std::to_string(entry.case_id) + "番";
}

std::string result_text(const audit::Entry& entry) {
    std::string text;
    if (!went_well(entry.result)) {
        const auto word = word_in(kResults, entry.result);
        text = word.empty() ? entry.result : std::string{word};
    }
    if (entry.times > 1) text += (text.empty() ? "" : "・") + std::to_string(entry.times) + "回";
    return text;
}

std::string_view purpose_word(std::string_view purpose) {
    return purpose == audit::kOversight ? "監査・点検" : "診療・連携";
}

std::string actor_text(const audit::Entry& entry) {
    if (!entry.actor_name.empty()) return entry.actor_name;
    return entry.address.empty() ? "自動" : "サインインしていない人";
}

}  // namespace kakehashi::oversight
