#include <algorithm>

#include "base/era.hpp"
#include "office/change.hpp"
#include "oversight/access_review_store.hpp"
#include "oversight/access_review_views.hpp"
#include "oversight/oversight_routes.hpp"

namespace kakehashi::oversight {
namespace {

html::Url here() {
    return html::Url::path("/settings/people/review");
}

std::string day_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today);
}

std::string state_of(const ReviewedAccount& account, const Viewer& viewer, Date today) {
    if (account.confirmed_at)
        return "確認ずみ " + account.confirmed_name + " " + day_text(*account.confirmed_at, today);
    if (account.locked_at) return "停止 " + day_text(*account.locked_at, today);
    if (!account.active) return "停止中";
    return account.user == viewer.user ? "ほかの人が確認します" : "確認されていません";
}

AccountLine line_of(const ReviewedAccount& account, const AccessReview& review,
                    const Viewer& viewer, Instant now) {
    const auto today = date_in_japan(now);
    AccountLine line;
    line.name = account.name;
    line.login = account.login;
    if (!account.profession.empty()) line.login += "・" + account.profession;
    line.role = japanese(account.role);
    line.last = account.last_signed_in_at ? day_text(*account.last_signed_in_at, today)
                                          : std::string{"まだありません"};
    line.factor = account.second_factor ? "あり" : "なし";
    line.unused = is_unused(account, now);
    line.open = !review.closed_at && is_unconfirmed(account) && account.user != viewer.user;
    line.state = state_of(account, viewer, today);
    line.confirm = here().segment(account.user.value).segment("confirmation");
    return line;
}

/// 藤井 直子、大村 早苗
std::string names_of(const std::vector<ReviewedAccount>& accounts,
                     const std::vector<UserId>& users) {
    std::string names;
    for (const auto& account : accounts)
        if (std::ranges::find(users, account.user) != users.end())
            names += (names.empty() ? "" : "、") + account.name;
    return names;
}

/// Who can be confirmed in one go: those that are used. The others are looked at one by one.
std::vector<UserId> plain_accounts(const std::vector<ReviewedAccount>& accounts,
                                   const Viewer& viewer, Instant now) {
    std::vector<UserId> users;
    for (const auto& account : accounts)
        if (is_unconfirmed(account) && !is_unused(account, now) && account.user != viewer.user)
            users.push_back(account.user);
    return users;
}

PastReview past_of(db::Transaction& tx, const AccessReview& review, Date today) {
    const auto accounts = reviewed_accounts(tx, review);
    const auto count = [&](auto member) {
        return std::to_string(std::ranges::count_if(
                   accounts, [&](const ReviewedAccount& one) { return bool{one.*member}; })) +
               "名";
    };
    return {quarter_text(review.quarter), day_text(review.begun_at, today),
            day_text(*review.closed_at, today), count(&ReviewedAccount::confirmed_at),
            count(&ReviewedAccount::locked_at)};
}

void fill_review(AccessReviewView& view, db::Transaction& tx, const Viewer& viewer,
                 const AccessReview& review, Instant now) {
    const auto today = date_in_japan(now);
    const auto accounts = reviewed_accounts(tx, review);
    for (const auto& account : accounts)
        view.accounts.push_back(line_of(account, review, viewer, now));
    view.begun = true;
    view.open = !review.closed_at;
    view.ends = short_date(review.ends_on, today);
    if (!view.open) {
        view.heading = "終わりました";
        return;
    }
    const auto waiting = to_be_locked(accounts);
    view.heading = "あと" + std::to_string(std::ranges::count_if(accounts, is_unconfirmed)) + "名";
    if (today + kToldBefore >= review.ends_on && !waiting.empty())
        view.soon = std::to_string(waiting.size()) + "名:" + names_of(accounts, waiting);
    if (const auto plain = plain_accounts(accounts, viewer, now); plain.size() > 1)
        view.confirm_all = "印のない " + std::to_string(plain.size()) + "名をまとめて確認する";
}

Result<http::Response> show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    auto tx = office.db.read();
    AccessReviewView view;
    view.frame = office::make_frame(office, tx, request, "職員の見直し", "/settings/people");
    const auto quarter = quarter_of(date_in_japan(now));
    view.quarter = quarter_text(quarter);
    for (const auto& review : access_reviews(tx, viewer.facility)) {
        if (review.quarter == quarter)
            fill_review(view, tx, viewer, review, now);
        else if (review.closed_at && view.past.size() < 8)
            view.past.push_back(past_of(tx, review, date_in_japan(now)));
    }
    return office::page(render_access_review, view);
}

Result<http::Response> begin(Office& office, const http::Request& request) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(begin_review(tx, viewer, now));
            return office::Done{here(), "見直しを始めました"};
        });
}

/// One account, or all that are used.
Result<http::Response> confirm(Office& office, const http::Request& request, UserId one) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            const auto review =
                review_of_quarter(tx, viewer.facility, quarter_of(date_in_japan(now)));
            if (!review) return fail(ErrorKind::Conflict, "access_review.not_open");
            const auto users = one ? std::vector{one}
                                   : plain_accounts(reviewed_accounts(tx, *review), viewer, now);
            TRY_DO(confirm_accounts(tx, viewer, now, *review, users));
            return office::Done{here(), std::to_string(users.size()) + "名を確認しました"};
        });
}

}  // namespace

DutyKind access_review_duty_kind() {
    return {"見直し", "user", [](const Duty&) { return "職員の役割と使用を見直す"; },
            [](Office& office, db::Transaction& tx, const Viewer& viewer, const Duty& duty) {
                NextAction next;
                next.facts.push_back({"見直し", duty.note});
                if (office::may(tx, viewer, office::Need::People, office.clock.today()))
                    next.actions.push_back({"職員の見直しを開く", here(), false, "user"});
                else
                    next.facts.push_back({"だれが", "室長か管理者"});
                return next;
            }};
}

void add_access_review_routes(http::Router& router, Office& office) {
    router.add("GET", "/settings/people/review",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/settings/people/review",
               [&office](http::Request& request) { return begin(office, request); });
    router.add("POST", "/settings/people/review/confirmation",
               [&office](http::Request& request) { return confirm(office, request, {}); });
    router.add("POST", "/settings/people/review/{id}/confirmation",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto user, request.path_id<UserId>("id"));
                   return confirm(office, request, user);
               });
}

}  // namespace kakehashi::oversight
