#include "referral/kept_paper.hpp"

#include "platform/auth/password.hpp"
#include "platform/event/idempotency.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kHashChars = 64;

std::string paper_key(std::string_view token) {
    return "paper " + std::string{token};
}

}  // namespace

std::string keep_paper(Office& office, const Viewer& viewer, const ArrivedFile& paper) {
    auto token = random_token();
    auto tx = office.db.write();
    remember_answer(tx, viewer, paper_key(token), paper.hash.text() + " " + paper.file_name,
                    office.clock.now());
    tx.commit();
    return token;
}

std::optional<http::Upload> kept_paper(Office& office, const Viewer& viewer,
                                       std::string_view token) {
    if (token.empty()) return std::nullopt;
    const auto answer = [&] {
        auto tx = office.db.read();
        return earlier_answer(tx, viewer, paper_key(token));
    }();
    if (!answer || answer->size() <= kHashChars) return std::nullopt;
    const auto hash = DocumentHash::parse(answer->substr(0, kHashChars));
    if (!hash) return std::nullopt;
    auto bytes = office.documents.get(*hash);
    if (!bytes) return std::nullopt;
    return http::Upload{"paper", answer->substr(kHashChars + 1), {}, *std::move(bytes)};
}

}  // namespace kakehashi
