#pragma once

#include <span>
#include <string>
#include <string_view>

#include "platform/audit/entry.hpp"

namespace kakehashi::oversight {

struct ActionWord {
    std::string_view action, icon, word;  // read, eye, 閲覧
};
/// All there are, as a list to choose from.
std::span<const ActionWord> action_words();
/// The action's own text when it is none of them.
ActionWord word_of_action(std::string_view action);

/// GET /patients/{id} → 患者; referral.arrived → 紹介.
std::string_view word_of_thing(std::string_view what);
/// 紹介 412番; empty without a case.
std::string case_text(const audit::Entry& entry);
/// wrong_password → パスワード違い; empty when it went well.
std::string result_text(const audit::Entry& entry);
/// 診療・連携 or 監査・点検.
std::string_view purpose_word(std::string_view purpose);
/// Who: a colleague, the program itself, or somebody who was not signed in.
std::string actor_text(const audit::Entry& entry);

}  // namespace kakehashi::oversight
