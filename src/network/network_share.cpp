#include "network/network_share.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/era.hpp"
#include "base/words.hpp"

namespace kakehashi::network {
namespace {

constexpr std::array kWhy{
    Words<Why>{Why::Shared, "shared", "書き出します"},
    Words<Why>{Why::OutOfScope, "scope", "共同利用の範囲にありません"},
    Words<Why>{Why::NoConsent, "consent", "患者の同意がありません"},
    Words<Why>{Why::Objection, "objection", "留保の申し出があります"},
    Words<Why>{Why::Unread, "unread", "ほかの項目が書かれているかもしれません"},
};

const NetworkScope* scope_now(std::span<const NetworkScope> scopes, NetworkId network, Date day) {
    for (const auto& scope : scopes)
        if (scope.network == network && scope.posted_on <= day) return &scope;
    return nullptr;
}

const NetworkScope* version_of(std::span<const NetworkScope> scopes, NetworkId network,
                               int version) {
    for (const auto& scope : scopes)
        if (scope.network == network && scope.version == version) return &scope;
    return nullptr;
}

/// The patient's last word about this network.
const ConsentStatement* last_word(std::span<const ConsentStatement> statements, NetworkId network) {
    const ConsentStatement* last = nullptr;
    for (const auto& one : statements)
        if (one.kind == StatementKind::Network && one.network == network &&
            (last == nullptr || std::tie(last->said.on, last->id) < std::tie(one.said.on, one.id)))
            last = &one;
    return last;
}

std::optional<Error> fault_of(const ConsentStatement* consent, const NetworkScope& scope,
                              std::span<const NetworkScope> scopes, Date today) {
    if (consent == nullptr) return Error{ErrorKind::Refused, "network.no_consent"};
    if (!consent->in_force(today)) {
        if (consent->withdrawn && today >= consent->withdrawn->on)
            return Error{ErrorKind::Refused, "network.consent_withdrawn"};
        return Error{ErrorKind::Refused, "network.consent_ended", "",
                     western_date(consent->until.value_or(today))};
    }
    const auto* agreed = version_of(scopes, scope.network, consent->scope_version);
    if (agreed == nullptr || !scope.is_within(*agreed))
        return Error{ErrorKind::Refused, "network.consent_older"};
    return std::nullopt;
}

/// What one member at least must not be given.
ItemSet objected(const NetworkScope& scope, std::span<const ConsentStatement> statements,
                 Date today, std::string& words) {
    std::vector<PaperPart> each;
    for (const auto item : shared_items()) each.push_back({to_text(item), item, {}, true});
    ItemSet withheld;
    std::vector<std::string> said;
    for (const auto& member : scope.members) {
        const auto decision = may_give({Receiver::Kind::Partner, member.partner, member.kind}, each,
                                       today, statements);
        withheld = withheld | decision.items;
        auto why = decision.explain();
        if (!why.empty() && std::ranges::find(said, why) == said.end())
            said.push_back(std::move(why));
    }
    for (const auto& why : said) words += (words.empty() ? "" : "。") + why;
    return withheld;
}

Why why_of(SharedItem item, const NetworkScope& scope, ItemSet consented, ItemSet withheld) {
    if (!scope.items.has(item)) return Why::OutOfScope;
    if (!consented.has(item)) return Why::NoConsent;
    return withheld.has(item) ? Why::Objection : Why::Shared;
}

ItemSet outside(ItemSet items, ItemSet shared) {
    ItemSet out;
    for (const auto item : shared_items())
        if (items.has(item) && !shared.has(item)) out = out | item;
    return out;
}

ShareDecision::Part judge(const SharePart& part, const ShareDecision& decision,
                          std::span<const std::string> read) {
    if (const auto against = outside(part.paper.holds, decision.shared); !against.empty())
        for (const auto& [item, why] : decision.items)
            if (against.has(item)) return {why, against};
    const auto perhaps = outside(part.paper.perhaps, decision.shared);
    const bool is_read = std::ranges::find(read, part.paper.field) != read.end();
    if (!perhaps.empty() && !is_read) return {Why::Unread, perhaps};
    return {Why::Shared, perhaps};
}

}  // namespace

std::string_view japanese(Why why) {
    return words_of(kWhy, why).japanese;
}

std::string ShareDecision::seal() const {
    std::string out = refusal ? refusal->code : shared.text();
    for (const auto& part : parts)
        out += ' ' +
               std::string{words_of(kWhy, part.why == Why::Unread ? Why::Shared : part.why).text};
    return out;
}

bool is_stop(const Error& error) {
    return error.kind == ErrorKind::Refused && error.code.starts_with("network.");
}

ShareDecision may_share(std::span<const NetworkScope> scopes, NetworkId network,
                        std::span<const ConsentStatement> statements,
                        std::span<const SharePart> parts, std::span<const std::string> read,
                        Date today) {
    ShareDecision decision;
    const auto* scope = scope_now(scopes, network, today);
    if (scope == nullptr || scope->items.empty()) {
        decision.refusal = Error{ErrorKind::Refused, "network.not_posted"};
        return decision;
    }
    const auto* consent = last_word(statements, network);
    decision.refusal = fault_of(consent, *scope, scopes, today);
    if (decision.refusal) return decision;
    const auto withheld = objected(*scope, statements, today, decision.objections);
    for (const auto item : shared_items()) {
        decision.items.push_back({item, why_of(item, *scope, consent->items, withheld)});
        if (decision.items.back().why == Why::Shared) decision.shared = decision.shared | item;
    }
    bool leaves = false;
    for (const auto& part : parts) {
        decision.parts.push_back(judge(part, decision, read));
        leaves = leaves || decision.parts.back().why == Why::Shared ||
                 decision.parts.back().why == Why::Unread;
    }
    if (!leaves) decision.refusal = Error{ErrorKind::Refused, "network.nothing_left"};
    return decision;
}

}  // namespace kakehashi::network
