#pragma once

#include "reply/reply_papers.hpp"
#include "reply/reply_views.hpp"

namespace kakehashi::reply_pages {

/// What somebody typed and could not be saved; it stays on the page.
struct Typed {
    ReplyText text;
    std::string next_report_on;  // as typed, a date or not
    DoctorId doctor;
    int seen = 0;
    std::vector<office::FieldError> errors;
    bool conflict = false;
};

/// Everything the page of one reply shows. NotFound as find_obligation().
Result<ReplyView> reply_view_of(Office& office, db::Transaction& tx, const http::Request& request,
                                ReplyObligationId id, const Typed* typed = nullptr);

}  // namespace kakehashi::reply_pages
