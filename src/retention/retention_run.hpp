#pragma once

#include "office/office.hpp"
#include "retention/retention_jobs.hpp"

namespace kakehashi::retention {

struct RunReport {
    int jobs_done = 0;
    int deleted = 0;
    int kept = 0;           // held, reopened or no longer past their time
    int files_removed = 0;  // of documents that nothing names any more
    int files_waiting = 0;  // stored within the last hour; the next run looks again
};

/// Runs this office's approved jobs to their end, one case a transaction, and goes on where a run
/// that was killed stopped. Jobs approved before `approved_before` only. Stops early, and is
/// finished by the next run, when `office.stopping` is asked for.
RunReport run_jobs(Office& office, const Viewer& viewer, Instant approved_before);

/// The leader's night work: between 03:00 and 06:00, for jobs approved on an earlier day. Somebody
/// who sees the approval has until then to withdraw it.
void run_jobs_at_night(Office& office);

}  // namespace kakehashi::retention
