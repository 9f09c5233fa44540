#include "delivery/delivery.hpp"

#include "platform/event/event.hpp"

namespace kakehashi::delivery {
namespace {

struct Receiver {
    std::string_view name, words;
};

constexpr Receiver kReceivers[] = {{kAuditRoots, "監査の記録の締め"}};

}  // namespace

std::string words_of(std::string_view receiver) {
    for (const auto& known : kReceivers)
        if (known.name == receiver) return std::string{known.words};
    return std::string{receiver};
}

Result<int> send_again(db::Transaction& tx, const Viewer& viewer, Instant now,
                       std::optional<std::int64_t> number) {
    int sent = 0;
    for (const auto& letter : dead_letters_of(tx, viewer.facility)) {
        if (number && letter.id != *number) continue;
        TRY_DO(resend(tx, viewer.facility, letter.id, now));
        record_event(tx, viewer, now, {"office", viewer.facility.value}, PatientId{},
                     "office.letter_resent",
                     json::object({{"receiver", letter.receiver}, {"letter", letter.id}}));
        ++sent;
    }
    if (sent == 0) return fail(ErrorKind::NotFound, "outbox.no_dead_letter");
    return sent;
}

}  // namespace kakehashi::delivery
