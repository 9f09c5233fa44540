#pragma once

#include <string>

#include "platform/db/dialect.hpp"

namespace kakehashi::db {

/// Who sees whom, in every statement (docs/decisions/0008 and 0012). `{shown p to $3}`, of a row of
/// `patient`, or `{shown o.patient_id to $3}`, of a number: nobody sealed this patient from this
/// user (view sealed_from), and for a 病棟看護師 the patient is in sight of one of the own wards
/// (view ward_sight). A number that is NULL is shown: nobody knows yet who the patient is. To who
/// has no account, which is the program itself, all are shown.
/// Throws std::logic_error for a `{shown` without `to`.
void write_who_is_shown(EngineKind engine, std::string& statement);

}  // namespace kakehashi::db
