#include "exchange/csv/messages.hpp"

#include <utility>

namespace kakehashi::csv {
namespace {

constexpr std::pair<std::string_view, std::string_view> kSentences[] = {
    {"csv.empty", "ファイルに行がありません。見出しとデータの入った CSV を選びます。"},
    {"csv.too_large", "CSV が 50MB をこえています。分けて取り込みます。"},
    {"csv.not_text", "CSV として読めない文字があります。Excel の「CSV」で保存し直します。"},
    {"csv.encoding",
     "文字コードが UTF-8 でも Shift_JIS でもありません。どちらかで保存し直します。"},
    {"csv.too_many_rows", "200,000行をこえています。分けて取り込みます。"},
    {"csv.too_many_columns", "1行が200列をこえています。列の区切りを確かめます。"},
    {"csv.cell_too_long", "1つのセルが10,000文字をこえています。"},
    {"csv.quote_not_closed",
     "「\"」で始まるセルが閉じられていません。この行の引用符を確かめます。"},
    {"csv.text_after_quote",
     "閉じた「\"」の後ろに文字があります。セルの中の「\"」は「\"\"」と2つ並べます。"},
};

}  // namespace

std::string_view sentence_for(std::string_view code) {
    for (const auto& [known, sentence] : kSentences)
        if (known == code) return sentence;
    return {};
}

}  // namespace kakehashi::csv
