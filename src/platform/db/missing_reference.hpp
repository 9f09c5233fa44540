#pragma once

#include <stdexcept>

namespace kakehashi::db {

/// A row named another that is not there: somebody chose from a list that has changed meanwhile, or
/// sent an id that no page offers. Turned into a Result where a form's change is run.
class MissingReference : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace kakehashi::db
