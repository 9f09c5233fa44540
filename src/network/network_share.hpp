#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consent/consent.hpp"

namespace kakehashi::network {

/// 書き出すものの一つ: a field of the case, and what stands in it. `paper.holds` stands there for
/// certain, `paper.perhaps` may stand in its sentences.
struct SharePart {
    PaperPart paper;    // field: letter.medication
    std::string title;  // 現在の処方
    std::string text;
};

/// Why something leaves, or does not.
enum class Why {
    Shared,
    OutOfScope,  // 共同利用の範囲にない
    NoConsent,   // 同意がない
    Objection,   // 留保がある
    Unread,      // nobody has said that its sentences hold nothing else
};
std::string_view japanese(Why why);

/// 書き出してよいか: what of a case goes to one network on one day.
struct ShareDecision {
    struct Item {
        SharedItem item;
        Why why = Why::Shared;
    };
    struct Part {
        Why why = Why::Shared;
        ItemSet against;  // what stands, or may stand, in it and must not leave
    };

    std::optional<Error> refusal;  // nothing leaves
    std::vector<Item> items;       // each of shared_items()
    std::vector<Part> parts;       // as they were given
    std::string objections;        // 青葉町クリニックには「薬」を渡さない(…)
    ItemSet shared;                // what may leave

    /// The form says what its page showed; another decision is shown first.
    std::string seal() const;
};
/// What the patient's word or the house's own posting stopped, not a mistake of the form.
bool is_stop(const Error& error);

/// The decision, pure: an item leaves when the scope posted for this day has it, the consent that
/// counts has it, and may_give() lets it go to every member. The last word of the patient about
/// this network is the consent that counts. `read` are the fields that somebody has read.
///
/// Refused `network.not_posted` (no scope counts on this day, or it names no item),
/// `network.no_consent`, `network.consent_withdrawn`, `network.consent_ended` (detail: its last
/// day), `network.consent_older` (somebody joined or the purpose changed since), and
/// `network.nothing_left` when no part may leave.
ShareDecision may_share(std::span<const NetworkScope> scopes, NetworkId network,
                        std::span<const ConsentStatement> statements,
                        std::span<const SharePart> parts, std::span<const std::string> read,
                        Date today);

}  // namespace kakehashi::network
