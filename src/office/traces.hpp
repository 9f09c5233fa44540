#pragma once

#include "office/office.hpp"
#include "platform/audit/journal.hpp"
#include "platform/audit/strangers.hpp"

namespace kakehashi::office {

/// Every answer that shows a patient, and every refusal, has its line in the audit journal before
/// it leaves. When the line cannot be kept the patient is not shown: 503. Add it before the routes'
/// other `after` hooks.
void trace_answers(http::Router& router, Office& office, audit::Journal& journal,
                   audit::Strangers& strangers);

/// Attached by pages that show the trail itself: they leave a line though no patient stands on
/// them, and say what for.
struct OversightLook {};

/// Attached to a sign-in or sign-out that could not be saved: its trace is not in the session's
/// transaction, so it goes into the journal.
struct UnsavedSession {};

/// Attached by a page where a rule kept something from leaving the house (留保): beside the page's
/// own line, each case is a refusal in the trail.
struct StoppedByRule {
    std::string rule;  // the refusal's result: objection
    std::vector<std::pair<CaseRef, PatientId>> cases;
};

/// A change by a form leaves a trace also when it tells no event. Made on the thread that makes the
/// change, before it.
class TraceOfChange {
  public:
    /// Notes `POST /duties/{id}/assignee` unless the change noted something itself.
    void make_sure(db::Transaction& tx, const http::Request& request, const Viewer& viewer,
                   Instant now) const;

  private:
    std::uint64_t notes_before_ = audit::notes_on_this_thread();
};

}  // namespace kakehashi::office
