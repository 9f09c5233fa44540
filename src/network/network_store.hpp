#pragma once

#include <string>
#include <vector>

#include "network/network_case.hpp"
#include "platform/document/document_store.hpp"

namespace kakehashi::network {

/// 書き出しの用意: what would leave now, and why not the rest.
struct Share {
    std::vector<NetworkScope> scopes;  // that count today
    NetworkScope scope;                // the chosen one; the first with `network` 0
    ShareCase what;
    ShareDecision decision;
};
/// The case, decided for that network as of today; a sealed patient (閲覧の制限) is Refused
/// `network.sealed`. NotFound as case_to_share(), and `network.not_found` for a network that has no
/// scope today.
Result<Share> prepare(db::Transaction& tx, const Viewer& viewer, Date today, PatientId patient,
                      NetworkId network, ReferralId referral,
                      std::span<const std::string> read = {});

/// Writes the file: a document of the case that never changes, event `network.exported`, and its
/// line of 第三者提供の記録. What nobody has read stays here. The refusal of the decision; Invalid
/// `network.nothing_read`, field `read`, when nothing is left then, and `network.no_code` without
/// our own 医療機関コード.
Result<CaseDocumentId> write_file(const DocumentFiles& files, db::Transaction& tx,
                                  const Viewer& viewer, Instant now, const Share& share);

/// A file that was written, newest first.
struct WrittenFile {
    CaseDocument document;
    std::string network, items, left_out;
};
std::vector<WrittenFile> files_of(db::Transaction& tx, const Viewer& viewer, ReferralId referral);

/// The file, while what is in it may still leave. The refusals of may_share(), and Refused
/// `network.narrowed` when something in it may not any more; NotFound `document.not_found`.
Result<CaseDocument> file_to_hand_over(db::Transaction& tx, const Viewer& viewer, Date today,
                                       PatientId patient, CaseDocumentId document);

/// What stands in the table of kinds of documents.
inline constexpr std::string_view kFileKind = "network_file";

}  // namespace kakehashi::network
