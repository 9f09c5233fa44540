#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace kakehashi::form {

/// 再印刷: printed under the foot of every page.
struct Reprint {
    Instant at;
    std::string by;  // 大村

    bool operator==(const Reprint&) const = default;
};

/// What every page carries in its head and foot. `issued_at` is the moment the document was fixed,
/// not the moment of printing: the same facts give the same bytes.
struct DocumentHead {
    std::string document_number;  // YYMM-nnnnn-vv, `2611-04790-01`; refused when it is not
    int version = 1;              // 第1版
    Instant issued_at;
    std::string issued_by;  // family name of the member of staff, `大村`
    std::optional<Reprint> reprint = {};
    /// 下書き: fields that must be there may be empty, and every page says 下書き.
    bool draft = false;

    bool operator==(const DocumentHead&) const = default;
};

/// 宛先. Without a doctor the letter goes to `循環器内科 御担当先生`, without a department too to
/// `みなと内科クリニック 御中`.
struct Addressee {
    std::string facility;
    std::string department = {};
    std::string person = {};           // 浜田 修
    std::string title = "先生";        // 先生 / 様
    std::string honorific = "御侍史";  // 御侍史 / 御机下 / 侍史 / empty: setting of the hospital
    std::string fax = {};
    std::string phone = {};
    bool fax_typed_by_hand = false;  // prints 番号を手入力 beside the number

    bool operator==(const Addressee&) const = default;
};

/// 発信: our hospital, the office or department that signs, the person and how to reach them.
struct Sender {
    std::string hospital;          // みなと市立総合病院
    std::string office;            // 地域医療連携室 / 消化器内科
    std::string person = {};       // 大村 早苗
    std::string profession = {};   // 看護師: printed in brackets where the form has it
    std::string postal_code = {};  // 000-0100
    std::string address = {};      // みなと市港町1丁目1番1号
    std::string phone = {};        // direct line of the liaison office
    std::string fax = {};
    std::string main_phone = {};  // 代表, day and night
    std::string hours = "平日 8:30〜17:15";

    bool operator==(const Sender&) const = default;
};

/// 患者. With `masked` (setting per recipient, forms README 1.10) the sheet prints `平● 正●●`, age
/// and sex, and neither kana, birth date nor ID.
struct Patient {
    std::string name;
    std::string kana = {};
    Date born_on;
    std::string sex = {};  // 男 / 女 / その他 / 不明
    std::string id = {};   // 当院患者ID
    bool id_is_new = false;
    bool masked = false;

    bool operator==(const Patient&) const = default;
};

/// A printed option: ■ when chosen, □ when not.
struct Choice {
    std::string label;
    bool chosen = false;

    bool operator==(const Choice&) const = default;
};

/// `K.S.` from `ささき けんいち` (given name first), from katakana or from a name in Latin letters.
/// A part that has no such letter becomes ●.
std::string initials(const std::string& kana);
/// `平● 正●●`: the first character of each part of the name stays.
std::string masked_name(const std::string& name);

}  // namespace kakehashi::form
