#include "consent/purpose_notice.hpp"

#include "base/text.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

// Never changed here either: patients spoke under it. After 別表2 of the guidance on personal data
// in medical and nursing care.
constexpr std::string_view kFirstNotice = R"(当院は、患者さんの個人情報を次の目的で利用します。

1 患者さんの診療のために
・当院での診療、看護、検査、リハビリテーション、入退院の支援
・会計、医療保険の事務、医療の安全の確保

2 診療のために、ほかの医療機関などへ
・病院、診療所、歯科、薬局、訪問看護、介護サービス事業者、地域包括支援センターなどとの連携(紹介状、返書、受診報告、予約のお知らせ、退院時の情報)
・ほかの医療機関などからの照会への回答
・診療にあたり、外部の医師などの意見・助言を求めるとき
・検体検査などの業務の委託

3 ご家族への説明
・病状、治療、退院後の生活についてのご家族への説明

4 医療費の請求のために
・審査支払機関や保険者への請求、その照会への回答

5 そのほか
・事業者などから委託を受けた健康診断の結果の通知
・賠償責任保険などに関する専門の団体、保険会社への相談や届出
・法令にもとづく行政機関などへの届出や回答
・当院での実習への協力、職員の研修、医療の質の向上のための症例の検討(お名前などは出しません)

6 あらかじめ同意をいただくもの
・地域医療情報連携ネットワークでの共有
・研究、学会や論文での発表のうち、ご本人がわかるもの
・保険会社や勤務先などからの照会への回答

このうち同意できないものがあるとき、また、伝えてほしくない相手や内容があるときは、地域医療連携室または受付の職員にお申し出ください。相手ごと、内容ごとに承ります。
お申し出のないものは、同意をいただいたものとして扱います。お申し出も同意も、あとからいつでも変えたり取り下げたりできます。お申し出により診療で不利になることはありません。)";

constexpr db::Query kNotices{"consent.notices", R"sql(
    SELECT notice_version, body, valid_from, written_at, written_by_name
      FROM purpose_notice
     WHERE facility_id = $1
     ORDER BY notice_version DESC
)sql"};

constexpr db::Query kWrite{"consent.write_notice", R"sql(
    INSERT INTO purpose_notice (facility_id, notice_version, body, valid_from, written_at,
                                written_by, written_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

PurposeNotice first_notice() {
    return {1, std::string{kFirstNotice}, std::nullopt, std::nullopt, {}};
}

}  // namespace

std::vector<PurposeNotice> notices_of(db::Transaction& tx, const Viewer& viewer) {
    auto notices = tx.all(
        kNotices,
        [](const db::Row& row) {
            return PurposeNotice{static_cast<int>(row.integer(0)), row.string(1), row.date(2),
                                 row.instant(3), row.string(4)};
        },
        viewer.facility);
    notices.push_back(first_notice());
    return notices;
}

PurposeNotice notice_on(db::Transaction& tx, const Viewer& viewer, Date day) {
    for (auto& notice : notices_of(tx, viewer))
        if (!notice.valid_from || *notice.valid_from <= day) return std::move(notice);
    return first_notice();
}

Result<PurposeNotice> write_notice(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   int seen_version, std::string_view body, Date valid_from) {
    TRY(const auto text, clean_text("body", body, kNoticeChars, Required::Yes));
    const auto newest = notices_of(tx, viewer).front();
    if (newest.version != seen_version) return fail(ErrorKind::Conflict, "consent.notice_changed");
    if (valid_from < date_in_japan(now) || (newest.valid_from && valid_from < *newest.valid_from))
        return fail(ErrorKind::Invalid, "consent.notice_in_past", "valid_from");
    tx.send(kWrite, viewer.facility, newest.version + 1, text, valid_from, now, viewer.user,
            viewer.name);
    record_event(tx, viewer, now, case_of(viewer.facility), {}, "consent.notice_written",
                 json::object({{"version", newest.version + 1}}));
    return notices_of(tx, viewer).front();
}

}  // namespace kakehashi
