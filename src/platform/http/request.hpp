#pragma once

#include <any>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "platform/http/form.hpp"
#include "platform/http/headers.hpp"

namespace kakehashi::http {

/// The sender's IP address as text, without the port.
using PeerAddress = std::string;

/// One request, read whole before its handler runs.
struct Request {
    std::string method;  ///< "GET", "POST", …; a HEAD arrives here as "GET".
    std::string path;    ///< Decoded, without the query.
    std::string target;  ///< As sent, with the query: for "back to where you were" after sign-in.
    Headers headers;
    std::vector<NameValue> query_parameters;
    std::vector<NameValue> cookies;
    std::string body;  ///< Bytes as sent; emptied when they were a form (see form()).
    PeerAddress peer;

    std::string route;  ///< The pattern that matched (`/referrals/{id}`): for logs and figures.
    bool over_https = false;  ///< To us, or to the proxy in front.
    bool open = false;        ///< The route was added as open: needs no sign-in.
    std::vector<NameValue> path_parameters;
    Form parsed_form;

    std::string_view header(std::string_view name) const { return headers.get(name); }
    /// The first value; empty when absent.
    std::string_view query(std::string_view name) const;
    bool has_query(std::string_view name) const;
    std::vector<std::string_view> query_all(std::string_view name) const;
    /// What Response::cookie() set. Over https nothing else goes by that name: not what a
    /// neighbouring host or a page over http planted.
    std::string_view cookie(std::string_view name) const;
    /// What a page's own script set. Of looks alone: anybody could have planted it.
    std::string_view script_cookie(std::string_view name) const;
    /// What stood in the place of `{name}`, decoded.
    std::string_view path_text(std::string_view name) const;
    const Form& form() const { return parsed_form; }
    /// Sent by htmx: answer with a fragment instead of a page.
    bool is_htmx() const { return header("HX-Request") == "true"; }

    /// `request.path_id<ReferralId>("id")`. NotFound `http.not_found` unless it is a positive
    /// number.
    template <typename T>
    Result<T> path_id(std::string_view name) const {
        auto id = T::parse(path_text(name));
        if (!id) return fail(ErrorKind::NotFound, "http.not_found");
        return *id;
    }

    /// Things a `before` hook found out (who is signed in), at most one of each type.
    template <typename T>
    T& attach(T value) {
        attached_.emplace_back(std::move(value));
        return *std::any_cast<T>(&attached_.back());
    }
    /// nullptr when nothing of that type was attached.
    template <typename T>
    const T* attached() const {
        for (const auto& thing : attached_)
            if (const auto* found = std::any_cast<T>(&thing)) return found;
        return nullptr;
    }

  private:
    std::vector<std::any> attached_;
};

}  // namespace kakehashi::http
