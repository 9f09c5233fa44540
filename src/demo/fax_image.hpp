#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "demo/random.hpp"

namespace kakehashi::demo {

/// 診療情報提供書 as a clinic's FAX machine sends it.
struct FaxLetter {
    Instant sent_at;
    std::string from, from_fax;  // the line the machine prints; empty: 番号通知なし
    bool by_fax = true;          // else a letter that was scanned: no machine has printed on it
    std::string to, department;
    std::string clinic, clinic_address, clinic_phone, doctor;
    std::string patient_name, patient_kana, patient_address, patient_phone;  // empty: illegible
    bool female = false;
    std::optional<Date> born_on;
    Date dated_on;
    std::string diagnosis, purpose, history, allergies, course, medication;
    bool with_chart = false;         // a page with the tracing
    bool with_prescription = false;  // a page of the お薬手帳
};

enum class FaxFormat { Tiff, Png, Pdf };
struct FaxFile {
    std::string bytes;
    int pages = 1;
};

/// Black and white pages of 204 × 196 dpi, a little tilted, with specks and frayed edges, as a
/// TIFF (group 4, many pages), a PNG (the first page only) or a PDF. The same letter and the same
/// `random` give the same bytes on one machine; fonts of another version draw other bytes.
FaxFile draw_fax(const FaxLetter& letter, FaxFormat format, Random random);

}  // namespace kakehashi::demo
