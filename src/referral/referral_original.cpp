// 原本: the pages of what arrived, beside the form, and which field stands where on them.
#include <algorithm>

#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_detail.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi::referral_pages {
namespace {

constexpr LetterField kLetterFields[] = {
    {"referring_doctor", "紹介医", &LetterText::referring_doctor, 80, 1, false},
    {"referring_department", "紹介元の診療科", &LetterText::referring_department, 80, 1, false},
    {"diagnoses", "傷病名", &LetterText::diagnoses, 8000, 2, true},
    {"purpose", "紹介目的", &LetterText::purpose, 8000, 2, true},
    {"allergies", "アレルギー・禁忌", &LetterText::allergies, 8000, 2, true},
    {"history", "既往歴・家族歴", &LetterText::history, 8000, 2, true},
    {"course", "症状経過・検査結果", &LetterText::course, 20000, 4, true},
    {"treatment", "治療経過", &LetterText::treatment, 20000, 2, true},
    {"medication", "現在の処方", &LetterText::medication, 20000, 3, true},
    {"remarks", "備考・希望", &LetterText::remarks, 20000, 2, true},
};

constexpr std::pair<std::string_view, std::string_view> kOtherFields[] = {
    {"referring_facility", "紹介元"}, {"patient.name", "患者氏名"},
    {"patient.kana", "フリガナ"},     {"born_on", "生年月日"},
    {"patient.number", "患者ID"},     {"letter_dated_on", "紹介状の日付"}};

constexpr db::Query kSources{"referral.sources", R"sql(
    SELECT field, document_id, page, left_pm, top_pm, width_pm, height_pm
      FROM referral_source
     WHERE referral_id = $1
     ORDER BY field
)sql"};

constexpr db::Query kSaveSource{"referral.save_source", R"sql(
    INSERT INTO referral_source (referral_id, field, document_id, page, left_pm, top_pm, width_pm,
                                 height_pm)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (referral_id, field)
    DO UPDATE SET document_id = excluded.document_id, page = excluded.page,
                  left_pm = excluded.left_pm, top_pm = excluded.top_pm,
                  width_pm = excluded.width_pm, height_pm = excluded.height_pm
)sql"};

constexpr db::Query kForgetSource{"referral.forget_source", R"sql(
    DELETE FROM referral_source WHERE referral_id = $1 AND field = $2
)sql"};

int number_in(const http::Request& request, std::string_view name, int otherwise, int most) {
    int value = 0;
    const auto text = request.query(name);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > most)
        return otherwise;
    return value;
}

/// A mark turned with the page, clockwise.
Mark turned(const SourceMark& mark, int degrees) {
    switch (degrees) {
        case 90:
            return {"", "", 1000 - mark.top - mark.height, mark.left, mark.height, mark.width};
        case 180:
            return {"",
                    "",
                    1000 - mark.left - mark.width,
                    1000 - mark.top - mark.height,
                    mark.width,
                    mark.height};
        case 270:
            return {"", "", mark.top, 1000 - mark.left - mark.width, mark.height, mark.width};
        default:
            return {"", "", mark.left, mark.top, mark.width, mark.height};
    }
}

struct Place {
    CaseDocumentId document;
    int page = 1, rotation = 0, zoom = 0;
    std::string mark;

    Url url(ReferralId referral) const {
        auto to = url_of(referral).with("doc", document.value).with("page", page);
        if (rotation) to = to.with("rot", rotation);
        if (zoom) to = to.with("zoom", zoom);
        return to.at("original");
    }
};

constexpr int kZooms = 3;

bool shows_pages(const CaseDocument& document) {
    return document.media_type == "application/pdf" || document.media_type.starts_with("image/");
}

}  // namespace

std::span<const LetterField> letter_fields() {
    return kLetterFields;
}

std::string_view label_of_field(std::string_view name) {
    for (const auto& field : kLetterFields)
        if (field.name == name) return field.label;
    for (const auto& [field, label] : kOtherFields)
        if (field == name) return label;
    return {};
}

std::vector<SourceMark> source_marks(db::Transaction& tx, ReferralId referral) {
    return tx.all(
        kSources,
        [](const db::Row& row) {
            const auto part = [&](int i) { return static_cast<int>(row.integer(i)); };
            return SourceMark{
                row.string(0), row.id<CaseDocumentId>(1), part(2), part(3), part(4), part(5),
                part(6)};
        },
        referral);
}

void save_source_mark(db::Transaction& tx, ReferralId referral, const SourceMark& mark) {
    tx.send(kSaveSource, referral, mark.field, mark.document, mark.page, mark.left, mark.top,
            mark.width, mark.height);
}

void forget_source_mark(db::Transaction& tx, ReferralId referral, std::string_view field) {
    tx.send(kForgetSource, referral, field);
}

void fill_original(DetailView& view, db::Transaction& tx, const Viewer& viewer,
                   const http::Request& request, const Referral& referral,
                   const std::vector<SourceMark>& marks, Instant now) {
    std::vector<CaseDocument> received;
    for (auto& document : documents_of_case(tx, viewer, case_of(referral.id))) {
        const bool arrived = document.kind == "original" || document.kind == "fhir" ||
                             document.kind == kAttachmentKind;
        if (arrived) {
            received.push_back(std::move(document));
            continue;
        }
        view.papers.push_back(
            {document.title +
                 (document.version > 1 ? " 第" + std::to_string(document.version) + "版" : ""),
             moment_text(document.created_at, now) + " " + document.created_by,
             Url::path("/documents").segment(document.id.value)});
    }
    auto& original = view.original;
    original.any = !received.empty();
    original.icon = icon_of(referral.door);
    if (received.empty()) return;
    Place place;
    place.document = referral.original;
    if (const auto id = CaseDocumentId::parse(request.query("doc"))) place.document = *id;
    auto shown = std::ranges::find(received, place.document, &CaseDocument::id);
    if (shown == received.end()) shown = received.begin();
    place.document = shown->id;
    place.page = std::clamp(number_in(request, "page", 1, 10'000), 1, std::max(1, shown->pages));
    // A place is named on the page as it arrived.
    place.rotation = request.has_query("link") ? 0 : number_in(request, "rot", 0, 270) / 90 * 90;
    place.zoom = number_in(request, "zoom", 0, kZooms - 1);
    place.mark = request.query("mark");

    original.facts = std::string{japanese(referral.door)} + " " +
                     moment_text(shown->created_at, now) + "・" + std::to_string(shown->pages) +
                     "枚";
    original.has_pages = shows_pages(*shown);
    const bool is_data = shown->media_type == "application/fhir+json";
    original.file_heading = is_data ? "電子の紹介状です" : "ここに出せないファイルです";
    original.file_text =
        is_data ? "内容は右の欄に写してあります" : "ファイルを取り出して、中身を確かめます";
    original.file = Url::path("/documents").segment(shown->id.value);
    original.zoom_css = "k-scan z" + std::to_string(place.zoom);
    original.page_text = std::to_string(place.page) + "/" + std::to_string(shown->pages);
    original.alt = "原本 " + std::to_string(place.page) + "ページ目";
    original.image = Url::path("/documents")
                         .segment(shown->id.value)
                         .segment("pages")
                         .segment(std::to_string(place.page) + ".png");
    if (place.rotation) original.image = original.image.with("rot", place.rotation);
    const auto at = [&](auto change) {
        auto other = place;
        change(other);
        return other.url(referral.id);
    };
    if (place.zoom > 0) original.smaller = at([](Place& p) { --p.zoom; });
    if (place.zoom + 1 < kZooms) original.larger = at([](Place& p) { ++p.zoom; });
    original.rotate = at([](Place& p) { p.rotation = (p.rotation + 90) % 360; });
    if (place.page > 1) original.before = at([](Place& p) { --p.page; });
    if (place.page < shown->pages) original.after = at([](Place& p) { ++p.page; });
    for (const auto& document : received) {
        auto other = place;
        other.document = document.id;
        other.page = 1;
        original.tabs.push_back(
            {(document.file_name.empty() ? document.title : document.file_name) +
                 (document.version > 1 ? "(第" + std::to_string(document.version) + "版)" : ""),
             other.url(referral.id), document.id == shown->id});
    }
    if (original.tabs.size() == 1) original.tabs.clear();
    for (const auto& mark : marks) {
        if (mark.document != shown->id || mark.page != place.page) continue;
        auto drawn = turned(mark, place.rotation);
        drawn.css = mark.field == place.mark ? "on" : "";
        drawn.label = label_of_field(mark.field);
        drawn.field = mark.field;
        original.marks.push_back(drawn);
    }

    auto& link = view.link;
    link.field = request.query("link");
    link.field_label = label_of_field(link.field);
    link.open = original.has_pages && !link.field_label.empty();
    link.document = shown->id.text();
    link.page = place.page;
    link.url = url_of(referral.id).segment("sources");
    link.cancel = place.url(referral.id);
    for (const auto& mark : marks)
        if (mark.field == link.field) {
            link.linked = true;
            link.page = mark.page;
            link.left = mark.left;
            link.top = mark.top;
            link.width = mark.width;
            link.height = mark.height;
        }
}

}  // namespace kakehashi::referral_pages
