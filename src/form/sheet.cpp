#include "form/sheet.hpp"

#include <algorithm>

#include "form/japanese_date.hpp"

namespace kakehashi::form {
namespace {

using namespace pdf;

constexpr double kLeft = 20, kRight = 195, kTop = 12, kWidth = kRight - kLeft;
constexpr double kHeadPad = 1.2, kBelowHead = 3.5;
constexpr double kQuiet = 3.3;  // mm of white around the code: 4 modules of 17 / 21 mm

constexpr double kFootBottom = kPageHeight - 8.5, kFootLine = 9 * 1.3 / kPointsPerMm;
constexpr double kFootPad = 1.2, kFootSide = 78;
constexpr double kBodyBottom = 276.8, kFootAir = 2.5;

Text foot_text(const std::string& text) {
    return {gothic(text, 9, 1.3)};
}

bool is_document_number(const std::string& text) {
    constexpr std::string_view kShape = "0000-00000-00";
    return text.size() == kShape.size() &&
           std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
               return shape == '-' ? c == '-' : c >= '0' && c <= '9';
           });
}

}  // namespace

Run mincho(std::string text, double size, double line) {
    return {std::move(text), {Face::Mincho, size, line}};
}
Run gothic(std::string text, double size, double line) {
    return {std::move(text), {Face::Gothic, size, line}};
}

Result<void> Required::result() const {
    if (!missing_.empty()) return fail(ErrorKind::Invalid, "form.required", missing_);
    return {};
}

Result<std::unique_ptr<Sheet>> Sheet::begin(const DocumentHead& head, SheetTitle title) {
    if (!is_document_number(head.document_number))
        return fail(ErrorKind::Invalid, "form.bad_number", "document_number");
    TRY(auto document, Document::create({title.name + " " + head.document_number, head.issued_at}));
    std::unique_ptr<Sheet> sheet{new Sheet{std::move(document), head, std::move(title)}};
    double height = kHeadPad;
    for (const auto& line : sheet->next_head_lines(1)) height += line.height();
    sheet->next_head_height_ = std::max(sheet->next_head_height_, height);
    sheet->flow_.begin_next_pages_at(kTop + sheet->next_head_height_ + kBelowHead);
    return sheet;
}

Result<std::string> Sheet::finish(std::size_t pages_max) {
    prepare_foot();
    if (!flow_.lay_out() || document_->page_count() > pages_max)
        return fail(ErrorKind::Invalid, "form.text_too_long");
    draw_first_head();
    for (std::size_t i = 0; i < document_->page_count(); ++i) {
        if (i > 0) draw_next_head(i);
        draw_foot(i);
    }
    if (!document_->overflows().empty())
        return fail(ErrorKind::Invalid, "form.text_too_long", {},
                    std::to_string(document_->overflows().front().page) + "ページ");
    return document_->finish();
}

void Sheet::draw_first_head() {
    constexpr double kSide = 34, kQr = 17, kHeight = 24;
    auto& page = document_->page(0);
    Text code{gothic(title_.code, 9, 1.45)};
    if (head_.draft) code.push_back(gothic("\n下書き", 15, 1.45));
    page.text({kLeft, kTop, kSide, kHeight}, document_->lay(code, kSide));
    const double middle = kWidth - 2 * kSide;
    const auto title = document_->lay({gothic(title_.name, 17, 1.25)}, middle,
                                      {.align = Align::Center, .letter_spacing = 0.28});
    page.text({kLeft + kSide, kTop + 4.5, middle, 8}, title);
    if (title_.subtitle) {
        const auto subtitle = (*title_.subtitle)(*document_, middle);
        subtitle.draw(page,
                      {kLeft + kSide, kTop + 4.5 + title.height() + 1, middle, subtitle.height});
    }
    const auto number =
        document_->lay({gothic(head_.document_number, 9, 1)}, kSide, {.align = Align::Right});
    const double middle_of_number = kRight - number.width() / 2;
    page.qr(middle_of_number - kQr / 2, kTop, kQr, "KK1:" + head_.document_number + "P1");
    page.text({kRight - kSide, kTop + kQr + kQuiet, kSide, 4}, number);
}

std::vector<Laid> Sheet::next_head_lines(std::size_t index) {
    Text text{gothic(title_.name + "(" + std::to_string(index + 1) + "枚目)", 10.5, 1.4)};
    if (head_.draft) text.push_back(gothic("　下書き"));
    const double width = kWidth - 24;
    std::vector<Laid> lines{document_->lay(text, width)};
    for (const auto& line : title_.continuation)
        lines.push_back(document_->lay_one_line({gothic(line, 10.5, 1.4)}, width));
    return lines;
}

void Sheet::draw_next_head(std::size_t index) {
    constexpr double kQr = 14;
    auto& page = document_->page(index);
    const auto lines = next_head_lines(index);
    double y = kTop + next_head_height_ - kHeadPad;
    for (const auto& line : lines) y -= line.height();
    for (const auto& line : lines) {
        page.text({kLeft, y, line.box_width(), line.height()}, line);
        y += line.height();
    }
    page.qr(kRight - kQr - 2.7, kTop, kQr,
            "KK1:" + head_.document_number + "P" + std::to_string(index + 1));
    page.line(kLeft, kTop + next_head_height_, kRight, kTop + next_head_height_, 1.2);
}

void Sheet::prepare_foot() {
    const auto when = [](Instant at) {
        return era_date_weekday(date_in_japan(at)) + " " + clock_time(at) + " ";
    };
    std::vector<std::string> below;
    issued_ = (head_.draft ? "下書き " : "発行 ") + when(head_.issued_at) + head_.issued_by;
    if (document_->lay(foot_text(issued_), kFootSide).lines() > 1)
        below.push_back(std::exchange(issued_, {}));
    if (head_.reprint) below.push_back("再印刷 " + when(head_.reprint->at) + head_.reprint->by);
    if (document_->substituted())
        below.emplace_back("〓は、この印刷で表せない文字です。原本をご確認ください。");
    double height = kFootLine;
    for (const auto& text : below) {
        foot_notes_.push_back(document_->lay(foot_text(text), kWidth, {.align = Align::Right}));
        height += foot_notes_.back().height();
    }
    foot_top_ = kFootBottom - height;
    flow_.end_pages_at(std::min(kBodyBottom, foot_top_ - kFootPad - kFootAir));
}

void Sheet::draw_foot(std::size_t index) {
    auto& page = document_->page(index);
    page.line(kLeft, foot_top_ - kFootPad, kRight, foot_top_ - kFootPad, 0.6);
    const auto part = [&](double x, double width, const std::string& text, Align align) {
        page.text({x, foot_top_, width, kFootLine},
                  document_->lay(foot_text(text), width, {.align = align}));
    };
    part(kLeft, kFootSide,
         "文書番号 " + head_.document_number + " 第" + std::to_string(head_.version) + "版",
         Align::Left);
    part(kLeft + kFootSide, kWidth - 2 * kFootSide,
         std::to_string(index + 1) + " / " + std::to_string(document_->page_count()),
         Align::Center);
    if (!issued_.empty()) part(kRight - kFootSide, kFootSide, issued_, Align::Right);
    double y = foot_top_ + kFootLine;
    for (const auto& line : foot_notes_) {
        page.text({kLeft, y, kWidth, line.height()}, line);
        y += line.height();
    }
}

}  // namespace kakehashi::form
