#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/words.hpp"

namespace kakehashi::incident {

/// 何が起きたか. Leak, loss and damage (漏えい・滅失・毀損) alike.
enum class Kind {
    None,
    Fax,
    Paper,     // 郵送・手渡しの誤り
    Mail,      // メールの誤送信
    Lost,      // 紛失
    Stolen,    // 盗難
    Intruded,  // 不正アクセス
    Peeked,    // のぞき見
    Damaged,   // 消えた・壊れた
    Other,
};
/// だれの情報か. What tells of a patient of ours tells at least that they come here.
enum class Subjects { Patients, Others };
/// 不正の目的.
enum class Malice { Unknown, No, Yes };
/// 漏えいした項目.
enum class LeakedItem { Identity, Contact, Insurance, Clinical, Tests, Medication, Life, Money };
/// 報告しない理由 (docs/rules/incident.md).
enum class Exemption { None, Encrypted, Recovered, NotPersonal, Other };
/// 本人への通知の方法.
enum class Means { None, Phone, Meeting, Letter, Substitute };

// In the order of the pages. The first of those that begin with nothing is "nothing".
std::span<const Words<Kind>> kinds();
std::span<const Words<Subjects>> subjects();
std::span<const Words<Malice>> malices();
std::span<const Words<LeakedItem>> leaked_items();
std::span<const Words<Exemption>> exemptions();
std::span<const Words<Means>> means();

std::string_view to_text(Kind value);
std::string_view to_text(Subjects value);
std::string_view to_text(Malice value);
std::string_view to_text(LeakedItem value);
std::string_view to_text(Exemption value);
std::string_view to_text(Means value);

std::string_view japanese(Kind value);
std::string_view japanese(Subjects value);
std::string_view japanese(Malice value);
std::string_view japanese(LeakedItem value);
std::string_view japanese(Exemption value);
std::string_view japanese(Means value);

/// Several of them.
class LeakedItems {
  public:
    constexpr LeakedItems() = default;
    constexpr LeakedItems(std::initializer_list<LeakedItem> items) {
        for (const auto item : items) add(item);
    }
    constexpr void add(LeakedItem item) { bits_ |= bit(item); }
    constexpr bool has(LeakedItem item) const { return (bits_ & bit(item)) != 0; }
    constexpr bool has_any(const LeakedItems& of) const { return (bits_ & of.bits_) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const LeakedItems&) const = default;

    /// As it is stored: `identity clinical`.
    std::string text() const;
    /// 氏名・生年月日、病名・診療の内容
    std::string japanese() const;
    /// Invalid `choice.required` for a word that is none.
    static Result<LeakedItems> parse(std::string_view text);

  private:
    static constexpr unsigned bit(LeakedItem item) { return 1U << static_cast<unsigned>(item); }
    unsigned bits_ = 0;
};

/// The value a form sent. Invalid `choice.required`, at `field`, for nothing and for no such word.
template <typename List>
auto chosen(List list, std::string_view text, const char* field)
    -> Result<decltype(list.front().value)> {
    if (text.empty()) return fail(ErrorKind::Invalid, "choice.required", field);
    return value_of(list, text, "choice.required", field);
}

}  // namespace kakehashi::incident
