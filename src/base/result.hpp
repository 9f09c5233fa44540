#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace kakehashi {

/// What people, other facilities or the law can cause. Each kind maps once to an HTTP status and a
/// FHIR issue code (see platform/http/errors.hpp).
enum class ErrorKind { Invalid, NotFound, Conflict, Forbidden, Refused, Unavailable };

/// An error is a value. `code` is greppable (`referral.changed_meanwhile`) and finds its Japanese
/// sentence in base/messages.hpp; `field` names the form field or file part it concerns (empty when
/// it concerns the whole); `detail` is shown after the sentence and never carries patient data.
struct Error {
    ErrorKind kind;
    std::string code;
    std::string field = {};
    std::string detail = {};
};

/// tl::expected that may not be dropped silently.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  public:
    using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> fail(ErrorKind kind, std::string code, std::string field = {},
                                  std::string detail = {}) {
    return tl::unexpected<Error>(Error{kind, std::move(code), std::move(field), std::move(detail)});
}

inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace kakehashi

#define KAKEHASHI_JOIN_(a, b) a##b
#define KAKEHASHI_JOIN(a, b) KAKEHASHI_JOIN_(a, b)
#define KAKEHASHI_TRY(name, decl, expr)                           \
    auto name = (expr);                                           \
    if (!name) return ::kakehashi::fail(std::move(name).error()); \
    decl = *std::move(name)

/// TRY(const auto id, parse(text)); — declares `id`, or hands the error upward.
#define TRY(decl, expr) KAKEHASHI_TRY(KAKEHASHI_JOIN(try_result_, __LINE__), decl, expr)

/// TRY_DO(save(tx, referral)); — goes on, or hands the error upward.
#define TRY_DO(expr)                                                                    \
    do {                                                                                \
        auto try_do_result = (expr);                                                    \
        if (!try_do_result) return ::kakehashi::fail(std::move(try_do_result).error()); \
    } while (false)
