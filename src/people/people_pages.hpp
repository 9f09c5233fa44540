#pragma once

#include "office/office.hpp"

namespace kakehashi {

/// 職員と役割(`/settings/people`): who may sign in, and what each is there for.
Feature people_feature();

}  // namespace kakehashi
