#include "oversight/access_review_store.hpp"

#include <algorithm>

#include "platform/audit/entry.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::oversight {
namespace {

constexpr std::string_view kReviewColumns = R"sql(
    SELECT id, quarter, begun_at, ends_on, closed_at FROM access_review)sql";

constexpr db::Query kReviewOfQuarter{"access_review.of_quarter", kReviewColumns, R"sql(
     WHERE facility_id = $1 AND quarter = $2
)sql"};

constexpr db::Query kReviews{"access_review.list", kReviewColumns, R"sql(
     WHERE facility_id = $1 ORDER BY quarter DESC
)sql"};

constexpr db::Query kAccounts{"access_review.accounts", R"sql(
    SELECT u.id, u.login,
           CASE WHEN u.host_id IS NULL THEN u.name ELSE u.name || '(' || f.name || ')' END,
           u.profession, u.role, u.active, u.created_at,
           u.last_signed_in_at,
           CASE WHEN EXISTS (SELECT 1 FROM authenticator_app a WHERE a.user_id = u.id)
                  OR EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = u.id) THEN 1 ELSE 0 END,
           l.confirmed_at, l.confirmed_by, l.confirmed_name, l.locked_at
      FROM access_review_line l JOIN user_account u ON u.id = l.user_id
      JOIN facility f ON f.id = u.facility_id
     WHERE l.review_id = $1
     ORDER BY u.id
)sql"};

constexpr db::Query kBegin{"access_review.begin", R"sql(
    INSERT INTO access_review (facility_id, quarter, begun_at, ends_on) VALUES ($1, $2, $3, $4)
    RETURNING id
)sql"};

constexpr db::Query kAddAccounts{"access_review.add_accounts", R"sql(
    INSERT INTO access_review_line (review_id, user_id)
    SELECT $2, id FROM user_account
     WHERE (host_id = $1 OR (facility_id = $1 AND host_id IS NULL)) AND active = 1
)sql"};

constexpr db::Query kConfirm{"access_review.confirm", R"sql(
    UPDATE access_review_line
       SET confirmed_at = $3, confirmed_by = $4, confirmed_name = $5, confirmed_role = $6
     WHERE review_id = $1 AND user_id = $2 AND confirmed_at IS NULL AND locked_at IS NULL
)sql"};

constexpr db::Query kLock{"access_review.lock", R"sql(
    UPDATE access_review_line SET locked_at = $3 WHERE review_id = $1 AND user_id = $2
)sql"};

constexpr db::Query kClose{"access_review.close", R"sql(
    UPDATE access_review SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL
)sql"};

AccessReview review_from(const db::Row& row) {
    return {row.integer(0), row.string(1), *row.instant(2), *row.date(3), row.instant(4)};
}

ReviewedAccount account_from(const db::Row& row) {
    return {row.id<UserId>(0),
            row.string(1),
            row.string(2),
            row.string(3),
            parse_role(row.text(4)).value_or(Role::None),
            row.yes(5),
            row.yes(8),
            *row.instant(6),
            row.instant(7),
            row.instant(9),
            row.id<UserId>(10),
            row.string(11),
            row.instant(12)};
}

CaseRef case_of(const AccessReview& review) {
    return {"access_review", review.id};
}

void note_account(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view what,
                  const ReviewedAccount& account) {
    auto trace = audit::entry_of(viewer, now, audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = account.user.value;
    trace.purpose = audit::kOversight;
    trace.result = to_text(account.role);
    audit::note(tx, trace);
}

void close_review(db::Transaction& tx, const Viewer& viewer, Instant now,
                  const AccessReview& review, std::int64_t confirmed, std::int64_t locked) {
    tx.execute(kClose, review.id, now);
    record_event(
        tx, viewer, now, case_of(review), {}, "access_review.closed",
        json::object({{"quarter", review.quarter}, {"confirmed", confirmed}, {"locked", locked}}));
    close_duty(tx, viewer, now, case_of(review), kDutyReviewAccess);
}

std::int64_t confirmed_of(const std::vector<ReviewedAccount>& accounts) {
    return std::ranges::count_if(accounts,
                                 [](const ReviewedAccount& one) { return bool{one.confirmed_at}; });
}

}  // namespace

std::optional<AccessReview> review_of_quarter(db::Transaction& tx, FacilityId facility,
                                              std::string_view quarter) {
    return tx.first(kReviewOfQuarter, review_from, facility, quarter);
}

std::vector<AccessReview> access_reviews(db::Transaction& tx, FacilityId facility) {
    return tx.all(kReviews, review_from, facility);
}

std::vector<ReviewedAccount> reviewed_accounts(db::Transaction& tx, const AccessReview& review) {
    return tx.all(kAccounts, account_from, review.id);
}

Result<AccessReview> begin_review(db::Transaction& tx, const Viewer& viewer, Instant now) {
    const auto today = date_in_japan(now);
    AccessReview review{0, quarter_of(today), now, today + kReviewLasts, {}};
    const bool begun = tx.attempt([&] {
        review.id = tx.number(kBegin, viewer.facility, review.quarter, now, review.ends_on);
    });
    if (!begun) return fail(ErrorKind::Conflict, "access_review.begun_already");
    tx.execute(kAddAccounts, viewer.facility, review.id);
    record_event(tx, viewer, now, case_of(review), {}, "access_review.begun",
                 json::object({{"quarter", review.quarter}}));
    NewDuty duty;
    duty.about = case_of(review);
    duty.kind = kDutyReviewAccess;
    duty.due_at = instant_in_japan(review.ends_on, std::chrono::hours{17});
    duty.note = quarter_text(review.quarter) + "の見直し";
    open_duty(tx, viewer, now, duty);
    return review;
}

Result<void> confirm_accounts(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const AccessReview& review, const std::vector<UserId>& users) {
    if (review.closed_at) return fail(ErrorKind::Conflict, "access_review.not_open");
    const auto before = reviewed_accounts(tx, review);
    for (const auto user : users) {
        if (user == viewer.user) return fail(ErrorKind::Refused, "access_review.own_account");
        const auto account = std::ranges::find(before, user, &ReviewedAccount::user);
        if (account == before.end() || !account->active ||
            tx.execute(kConfirm, review.id, user, now, viewer.user, viewer.name,
                       to_text(account->role)) == 0)
            return fail(ErrorKind::Conflict, "access_review.not_open");
        note_account(tx, viewer, now, "access_review.confirmed", *account);
    }
    const auto after = reviewed_accounts(tx, review);
    if (to_be_locked(after).empty()) close_review(tx, viewer, now, review, confirmed_of(after), 0);
    return {};
}

void end_review(db::Transaction& tx, const Viewer& viewer, Instant now,
                const AccessReview& review) {
    const auto accounts = reviewed_accounts(tx, review);
    const auto users = to_be_locked(accounts);
    for (const auto& account : accounts) {
        if (std::ranges::find(users, account.user) == users.end()) continue;
        if (!set_user_active(tx, account.login, false, now)) continue;
        tx.execute(kLock, review.id, account.user, now);
        note_account(tx, viewer, now, "access_review.locked", account);
    }
    close_review(tx, viewer, now, review, confirmed_of(accounts),
                 static_cast<std::int64_t>(users.size()));
}

}  // namespace kakehashi::oversight
