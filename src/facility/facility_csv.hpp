#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/viewer.hpp"
#include "exchange/csv/csv.hpp"
#include "facility/facility.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// The partners that are open, with the headings 種別,医療機関コード,名称,カナ,郵便番号,住所,電話,
/// FAX,メール,返書の方法,登録医番号,登録日,最終確認日,診療科(;区切り),医師(;区切り). A doctor of a
/// department is written 木村 亮(循環器内科).
csv::Written export_facilities(db::Transaction& tx, const Viewer& viewer, csv::Encoding encoding,
                               Date today);

struct RefusedLine {
    int row = 0;         // as Excel shows it
    std::string name;    // 名称, as far as it could be read
    std::string reason;  // a Japanese sentence
};

struct ImportReport {
    int created = 0;
    int changed = 0;
    int unchanged = 0;
    std::vector<RefusedLine> refused;
};

/// Takes over such a file. Columns may stand in any order; those that are missing leave what is
/// known. A row is the facility with its code, else the one of its name (several of one name: with
/// its telephone number), else a new one. 診療科 and 医師 that are not named any more become
/// inactive; an empty cell leaves them. A row with a fault is refused with its reason, the others
/// are saved. The errors of csv::parse, and Invalid `facility.csv_no_name_column`.
Result<ImportReport> import_facilities(db::Transaction& tx, const Viewer& viewer, Instant now,
                                       std::string_view bytes);

}  // namespace kakehashi
