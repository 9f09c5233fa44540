#pragma once

#include <filesystem>

#include "app/program.hpp"
#include "platform/event/woken_thread.hpp"

namespace kakehashi::app {

/// 締めの置き場: carries each day's root of the audit trail to a folder elsewhere (--audit-roots),
/// through the outbox: while the folder is away it is tried again, then put aside for an operator.
/// One message stands for all roots up to its own, so one that arrives makes up for those before.
/// Works on a thread of its own: a share that hangs keeps nobody else waiting.
class RootCarrier {
  public:
    RootCarrier(Program& program, std::filesystem::path folder, std::filesystem::path public_keys);

  private:
    void round();
    void tell_of_new_roots();

    Program& program_;
    std::filesystem::path folder_, public_keys_;
    OutboxCourier courier_;
    std::int64_t told_ = 0;
    WokenThread thread_;  // last: it uses the others
};

/// Days whose root does not lie in the folder as it is in the database. Unavailable
/// `audit.no_roots_folder`; Invalid `audit.bad_root_file`.
Result<std::vector<std::string>> days_not_carried(db::Database& database,
                                                  const std::filesystem::path& folder);

}  // namespace kakehashi::app
