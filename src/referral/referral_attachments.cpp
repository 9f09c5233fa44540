// 添付: the files inside a letter, kept as documents of its referral.
#include "referral/referral_attachments.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/document/document_store.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kAttachmentsMax = 50;
constexpr std::size_t kTitleChars = 100;

/// The content decides what a browser may show; what the letter calls it is not believed.
struct Shape {
    std::string_view media_type;
    std::string_view extension;
};
Shape shape_of(scan::Kind kind, bool is_bundle) {
    switch (kind) {
        case scan::Kind::Pdf:
            return {"application/pdf", ".pdf"};
        case scan::Kind::Tiff:
            return {"image/tiff", ".tif"};
        case scan::Kind::Png:
            return {"image/png", ".png"};
        case scan::Kind::Jpeg:
            return {"image/jpeg", ".jpg"};
        default:
            break;
    }
    if (is_bundle) return {"application/fhir+json", ".json"};
    return {"application/octet-stream", ".bin"};
}

std::string title_of(const LetterAttachment& attachment) {
    const auto& said = attachment.title.empty() ? attachment.section : attachment.title;
    const auto title = clean_line("title", said, kTitleChars).value_or("");
    return title.empty() ? "添付" : title;
}

bool is_plain_text(const LetterAttachment& attachment) {
    return attachment.media_type.starts_with("text/plain") &&
           json::first_bad_utf8(attachment.data) == std::string_view::npos;
}

}  // namespace

Result<std::vector<ArrivedAttachment>> store_attachments(
    Office& office, const std::vector<LetterAttachment>& attachments,
    std::vector<std::string>& warnings) {
    std::vector<ArrivedAttachment> stored;
    for (const auto& attachment : attachments) {
        if (attachment.missing()) continue;  // the letter's own warnings name it
        if (stored.size() == kAttachmentsMax) {
            warnings.push_back("添付が多すぎます。" + std::to_string(kAttachmentsMax) +
                               "点までを取り込みました。残りは電子の紹介状の中にあります。");
            break;
        }
        ArrivedAttachment one;
        one.title = title_of(attachment);
        TRY(one.file.hash, office.documents.put(attachment.data));
        one.file.size = static_cast<std::int64_t>(attachment.data.size());
        // A file that the reader refuses is kept all the same, to be taken away as a file.
        const auto seen = office.inspect(attachment.data, one.title);
        if (!seen && seen.error().kind == ErrorKind::Unavailable) return fail(seen.error());
        if (seen) {
            one.file.kind = seen->kind;
            one.file.pages = std::max(1, seen->pages);
        }
        const auto shape =
            is_plain_text(attachment)
                ? Shape{"text/plain; charset=utf-8", ".txt"}
                : shape_of(one.file.kind, attachment.media_type == "application/fhir+json");
        one.file.media_type = shape.media_type;
        one.file.file_name = one.title;
        if (!one.title.ends_with(shape.extension)) one.file.file_name += shape.extension;
        stored.push_back(std::move(one));
    }
    return stored;
}

void attach_attachments(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const Referral& referral,
                        const std::vector<ArrivedAttachment>& attachments) {
    if (attachments.empty()) return;
    // A new version mostly carries the same files again.
    const auto there = documents_of_case(tx, viewer, case_of(referral.id));
    std::string titles;
    int count = 0;
    for (const auto& attachment : attachments) {
        if (std::ranges::any_of(there, [&](const CaseDocument& one) {
                return one.kind == kAttachmentKind && one.hash == attachment.file.hash;
            }))
            continue;
        ++count;
        CaseDocument document;
        document.about = case_of(referral.id);
        document.patient = referral.patient;
        document.hash = attachment.file.hash;
        document.size = attachment.file.size;
        document.media_type = attachment.file.media_type;
        document.kind = kAttachmentKind;
        document.title = attachment.title;
        document.file_name = attachment.file.file_name;
        document.pages = attachment.file.pages;
        document.created_at = now;
        add_document(tx, viewer, document);
        titles += (titles.empty() ? "" : "、") + attachment.title;
    }
    if (count == 0) return;
    record_event(tx, viewer, now, case_of(referral.id), referral.patient, "referral.attachments",
                 json::object({{"count", count}, {"titles", titles}}));
}

}  // namespace kakehashi
