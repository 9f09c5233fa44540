#pragma once

#include <span>
#include <string_view>

#include "base/words.hpp"

namespace kakehashi::disclosure {

/// 請求した人.
enum class Requester { Self, Guardian, Agent, Bereaved };
/// 受け取り方, as the requester wishes.
enum class CopyForm { Electronic, Paper, Viewing };
/// 本人確認: the paper that was seen. Its number is not kept.
enum class IdDocument { None, Licence, MyNumberCard, Passport, ResidenceCard, TwoOthers };
/// What says that somebody else may ask.
enum class Authority { None, Proxy, FamilyRegister, Registration, CourtPaper };
/// 判断.
enum class Ruling { None, Full, Partial, Refused };
/// Why something is not disclosed (docs/rules/disclosure.md).
enum class Ground { None, HarmsOthers, HarmsPatient, Hinders, OtherLaw, Absent };
/// How the answer reached the requester.
enum class Means { None, Desk, Post, Electronic, Viewed };
/// 第三者提供の根拠 (docs/rules/disclosure.md).
enum class Basis { Consent, Police, Court, ChildCenter, Bar, OtherLaw, Life, PublicHealth, Agency };

// In the order of the pages. The first of those that begin with nothing is "nothing".
std::span<const Words<Requester>> requesters();
std::span<const Words<CopyForm>> copy_forms();
std::span<const Words<IdDocument>> id_documents();
std::span<const Words<Authority>> authorities();
std::span<const Words<Ruling>> rulings();
std::span<const Words<Ground>> grounds();
std::span<const Words<Means>> means();
std::span<const Words<Basis>> bases();

std::string_view to_text(Requester value);
std::string_view to_text(CopyForm value);
std::string_view to_text(IdDocument value);
std::string_view to_text(Authority value);
std::string_view to_text(Ruling value);
std::string_view to_text(Ground value);
std::string_view to_text(Means value);
std::string_view to_text(Basis value);

std::string_view japanese(Requester value);
std::string_view japanese(CopyForm value);
std::string_view japanese(IdDocument value);
std::string_view japanese(Authority value);
std::string_view japanese(Ruling value);
std::string_view japanese(Ground value);
std::string_view japanese(Means value);
std::string_view japanese(Basis value);

/// The value a form sent. Invalid `choice.required`, at `field`, for nothing and for no such word.
template <typename List>
auto chosen(List list, std::string_view text, const char* field)
    -> Result<decltype(list.front().value)> {
    if (text.empty()) return fail(ErrorKind::Invalid, "choice.required", field);
    return value_of(list, text, "choice.required", field);
}

}  // namespace kakehashi::disclosure
