#pragma once

#include "form/document.hpp"
#include "platform/pdf/flow.hpp"

namespace kakehashi::form {

/// The faces and sizes of forms README 1.2, as runs.
pdf::Run mincho(std::string text, double size = 10.5, double line = 1.42);
pdf::Run gothic(std::string text, double size = 10.5, double line = 1.42);

/// Collects the ● fields of a form that are empty; a draft may have them empty.
class Required {
  public:
    explicit Required(const DocumentHead& head) : draft_(head.draft) {}
    void text(const char* field, const std::string& value) { that(field, !value.empty()); }
    void that(const char* field, bool present) {
        if (!present && !draft_ && missing_.empty()) missing_ = field;
    }
    /// Invalid `form.required` with the first empty field.
    Result<void> result() const;

  private:
    bool draft_;
    std::string missing_;
};

/// What stands in the head of the pages.
struct SheetTitle {
    std::string code;  // form code or circulation: 地域医療連携室, 患者さんへ, 院内用
    std::string name;  // 診療予約票
    std::optional<pdf::Content> subtitle = {};
    /// Lines that let page 2 be put back without page 1: patient, birth date or ID, addressee.
    std::vector<std::string> continuation = {};
};

/// A printed document: head with QR, body, foot with number, page n / total and who issued it.
class Sheet {
  public:
    /// Invalid `form.bad_number`; errors of pdf::Document::create.
    static Result<std::unique_ptr<Sheet>> begin(const DocumentHead& head, SheetTitle title);

    pdf::Flow& body() { return flow_; }
    pdf::Document& document() { return *document_; }

    /// `KK1:2611-04801-01R`: the code of an answer block.
    std::string answer_payload() const { return "KK1:" + head_.document_number + "R"; }

    /// Lays out the body, draws heads and feet. Invalid `form.text_too_long` when something does
    /// not fit on a page, when it left its box, or when there are more than `pages_max` pages.
    Result<std::string> finish(std::size_t pages_max = 99);

  private:
    Sheet(std::unique_ptr<pdf::Document> document, const DocumentHead& head, SheetTitle title)
        : document_(std::move(document)), head_(head), title_(std::move(title)) {}
    std::vector<pdf::Laid> next_head_lines(std::size_t index);
    void draw_first_head();
    void draw_next_head(std::size_t index);

    void prepare_foot();
    void draw_foot(std::size_t index);

    std::unique_ptr<pdf::Document> document_;
    DocumentHead head_;
    SheetTitle title_;
    std::string issued_;  // 発行 …; empty when it is so long that it stands below
    std::vector<pdf::Laid> foot_notes_;  // lines under the foot: reprint, characters lost
    double foot_top_ = 0;
    double next_head_height_ = 17;  // mm; grows with long names
    pdf::Flow flow_{*document_, pdf::BodyArea{}};
};

}  // namespace kakehashi::form
