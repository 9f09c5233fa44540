#pragma once

#include <string_view>

namespace kakehashi {

/// Whether two ways of naming somebody of the family may mean one person: 長男 大介 and 大介, 次男
/// and 二男, 息子さん and 長男. In doubt yes: a paper that was stopped can be handed over after a
/// question, one that was handed over cannot be called back.
///
/// Not covered: a name in other characters than it was said in (大介, 大輔), and a nickname.
bool may_be_same_person(std::string_view one, std::string_view other);

}  // namespace kakehashi
