#pragma once

#include "referral/read_patient.hpp"
#include "referral/referral_store.hpp"
#include "referral/referral_views.hpp"

namespace kakehashi::referral_pages {

/// The pane beside the list for one referral; at most nine statements.
Pane pane_of(Office& office, db::Transaction& tx, const Viewer& viewer, const Frame& frame,
             ReferralId id);

/// 照合の候補 with their reasons, the certain one chosen, 「どちらでもない」 last.
std::vector<Pick> picks_of(const ReadPatient& read, const std::vector<SimilarPatient>& similar,
                           Date today);
/// 重なりの確認: the same bytes received before, and open referrals of the likely patient from the
/// same referrer.
std::vector<Pane::Overlap> overlaps_of(db::Transaction& tx, const Viewer& viewer,
                                       const Referral& referral, PatientId likely);
/// A button that does it at once, at this version.
PaneAction posts(std::string label, Url url, int version, std::string icon = {});
/// What can be done next with this referral, the leading action first.
std::vector<PaneAction> actions_of(const Referral& referral);

}  // namespace kakehashi::referral_pages
