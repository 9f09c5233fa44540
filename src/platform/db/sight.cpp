#include "platform/db/sight.hpp"

namespace kakehashi::db {
namespace {

thread_local Sight looking = Sight::program();

}  // namespace

const Sight& sight_of_this_thread() {
    return looking;
}

void Looking::as(const Sight& sight) {
    looking = sight;
}

Unveiled::Unveiled(Transaction& tx) : tx_(tx) {
    if (looking.of != Sight::Of::Program) tx_.send(kLookAsProgram);
}

Unveiled::~Unveiled() {
    // A statement that failed takes the change back, and what was set in it.
    if (looking.of == Sight::Of::Program || std::uncaught_exceptions() > exceptions_) return;
    try {
        tx_.send(kLookAs, looking.user, looking.house, looking.partner);
    } catch (const std::exception&) {
        // The connection is lost, or an earlier change failed late: the next statement says so.
    }
}

std::string statement_of(const Sight& sight) {
    if (sight.of == Sight::Of::Program)
        return "SELECT set_config('kakehashi.viewer', 'program', true)";
    if (sight.of == Sight::Of::Nobody) return "SELECT set_config('kakehashi.viewer', '', true)";
    const auto as_text = [](auto id) { return id ? id.text() : std::string{"NULL"}; };
    return "SELECT look_as(" + as_text(sight.user) + ", " + as_text(sight.house) + ", " +
           as_text(sight.partner) + ")";
}

}  // namespace kakehashi::db
