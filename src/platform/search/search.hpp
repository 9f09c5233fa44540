#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

/// Makes a case findable by this text, replacing what it was found by before. `text` is cut into
/// bigrams of its search key (base/japanese.hpp), so 髙橋 is found by 高橋 and ﾀｶﾊｼ by タカハシ.
void index_for_search(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                      std::string_view text);

/// The bigrams `text` is found by; what index_for_search() stores. Joined with a space, the pairs
/// of two texts are the pairs of both: bulk loading keeps those of texts that come again and again.
std::string search_pairs(std::string_view text);
/// index_for_search() of pairs that are at hand.
void index_pairs_for_search(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                            std::string_view pairs);

/// Cases whose text holds every word of `query` (words are divided by spaces), newest first.
/// A word of one character finds only itself standing alone. Empty for an empty query. `kind` finds
/// only cases of that kind; empty finds all.
std::vector<CaseRef> search_cases(db::Transaction& tx, const Viewer& viewer, std::string_view query,
                                  int limit = 50, std::string_view kind = {});

}  // namespace kakehashi
