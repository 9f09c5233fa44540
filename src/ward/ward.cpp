#include "ward/ward.hpp"

namespace kakehashi::ward {

Result<void> InUse::check() const {
    if (until && *until < since)
        return fail(ErrorKind::Invalid, "period.ends_before_it_begins", "until");
    return {};
}

}  // namespace kakehashi::ward
