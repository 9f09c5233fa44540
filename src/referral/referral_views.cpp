#include "referral/referral_views.hpp"

namespace kakehashi::referral_pages {

void render_parts(html::Writer& out, const std::vector<TextPart>& parts) {
    for (const auto& part : parts) {
        if (part.hit) out.raw(R"(<mark class="hit">)");
        out.text(part.text);
        if (part.hit) out.raw("</mark>");
    }
}

void render_picks(html::Writer& out, const std::vector<Pick>& picks) {
    for (const auto& pick : picks) {
        out.raw(R"(<label><input type="radio" name="patient" value=")");
        out.attribute(pick.value);
        out.raw(pick.chosen ? R"(" checked><span>)" : R"("><span>)");
        if (pick.facts.empty() && pick.number.empty()) {
            out.text(pick.name);
        } else {
            out.raw("<b>");
            out.text(pick.name);
            out.raw("</b> ");
            out.text(pick.facts);
            out.raw(R"( <span class="muted num">)");
            out.text(pick.number);
            out.raw("</span>");
        }
        if (!pick.reasons.empty()) {
            out.raw(R"(<span class="block"><span class="k-why" role="list" aria-label="一致">)");
            for (const auto& reason : pick.reasons) {
                out.raw(R"(<span role="listitem" class="why )");
                out.attribute(reason.css);
                out.raw(R"(">)");
                office::render_icon(out, reason.icon);
                out.raw(R"(<span class="sr">)");
                out.text(reason.spoken);
                out.raw(":</span>");
                out.text(reason.text);
                out.raw("</span>");
            }
            out.raw("</span></span>");
        }
        out.raw("</span></label>");
    }
}

}  // namespace kakehashi::referral_pages
