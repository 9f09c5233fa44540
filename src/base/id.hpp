#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// A database key that knows what it is the key of. 0 is "not stored yet" and is never a row.
template <typename Tag>
struct Id {
    std::int64_t value = 0;

    explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id&) const = default;

    std::string text() const { return std::to_string(value); }

    /// Invalid `id.malformed` unless `text` is a positive decimal number.
    static Result<Id> parse(std::string_view text) {
        Id id;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
        if (error != std::errc{} || end != text.data() + text.size() || id.value <= 0)
            return fail(ErrorKind::Invalid, "id.malformed");
        return id;
    }
};

using FacilityId = Id<struct FacilityTag>;          // 医療機関・施設
using DoctorId = Id<struct DoctorTag>;              // 医師
using DepartmentId = Id<struct DepartmentTag>;      // 診療科
using UserId = Id<struct UserTag>;                  // 職員(利用者)
using PatientId = Id<struct PatientTag>;            // 患者
using ReferralId = Id<struct ReferralTag>;          // 紹介
using DutyId = Id<struct DutyTag>;                  // 業務
using EventId = Id<struct EventTag>;                // 経過の一行
using CaseDocumentId = Id<struct CaseDocumentTag>;  // 案件に結んだ文書

}  // namespace kakehashi
