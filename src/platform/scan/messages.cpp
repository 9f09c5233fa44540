#include "platform/scan/messages.hpp"

#include <utility>

namespace kakehashi::scan {
namespace {

constexpr std::pair<std::string_view, std::string_view> kSentences[] = {
    {"scan.empty", "ファイルが空です(0バイト)。送り元で開けることを確かめて、もう一度選びます。"},
    {"scan.too_large", "ファイルが 50MB をこえています。ページを分けて取り込みます。"},
    {"scan.unknown_kind", "読み取れる形式ではありません。PDF・TIFF・PNG・JPEG で受け取れます。"},
    {"scan.damaged",
     "ファイルが途中で切れているか壊れています。送り元に再送を頼むか、紙から読み取り直します。"},
    {"scan.encrypted",
     "PDF にパスワードがかかっています。パスワードを外した PDF を送り元に頼みます。"},
    {"scan.too_many_pages", "200ページをこえています。分けて取り込みます。"},
    {"scan.too_large_pixels",
     "ページの寸法が大きすぎます(1ページ 6,000万画素、1辺 5m "
     "まで)。解像度を下げて読み取り直します。"},
    {"scan.too_heavy",
     "このページは表示に時間かメモリーがかかりすぎます。原本のファイルはそのまま保存されています"
     "。"},
    {"scan.crashed",
     "このファイルは画像にできませんでした。原本のファイルはそのまま保存されています。"},
    {"scan.reader_unavailable",
     "いまページの画像を作れません。少し待って開き直すか、原本のファイルを開きます。"},
    {"scan.no_such_page", "このページはありません。"},
    {"scan.bad_width", "ページの幅は 1〜5000 の数で指定します。"},
    {"scan.bad_rotation", "回転は 0・90・180・270 のいずれかです。"},
    {"scan.extension_differs", "拡張子と中身が違うため、中身にあわせて受け取りました。"},
};

}  // namespace

std::string_view sentence_for(std::string_view code) {
    for (const auto& [known, sentence] : kSentences)
        if (known == code) return sentence;
    return {};
}

}  // namespace kakehashi::scan
