#pragma once

#include <string>
#include <string_view>

#include "reply/reply_aging.hpp"
#include "reply/reply_views.hpp"

namespace kakehashi::reply_pages {

std::string first_line(const std::string& text);
/// 木村 from 木村 亮.
std::string family_name(std::string_view name);
/// 77歳 男; what is unknown is left out.
std::string age_and_sex(std::optional<Date> born_on, std::string_view sex, Date today);
/// 77歳 男・不安定狭心症の疑い、11/6 退院
std::string about_line(const AgingRow& row, Date today);
/// 11/24(火) 16:20; the time alone today.
std::string moment_text(Instant at, Instant now);

html::Url reply_url(ReplyObligationId id);
html::Url referral_url(ReferralId id);
html::Url patient_url(PatientId id);

/// How one row of the list reads.
ReplyRow row_view(const AgingRow& row, Instant now);

}  // namespace kakehashi::reply_pages
