#pragma once

#include "base/result.hpp"

namespace kakehashi::http {

/// The one place where a kind of error becomes an HTTP status.
constexpr int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Invalid:
            return 422;
        case ErrorKind::NotFound:
            return 404;
        case ErrorKind::Conflict:
            return 409;
        case ErrorKind::Forbidden:
            return 403;
        case ErrorKind::Refused:
            return 422;
        case ErrorKind::Unavailable:
            return 503;
    }
    return 500;
}

}  // namespace kakehashi::http
