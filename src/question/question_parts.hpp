#pragma once

#include "office/change.hpp"
#include "office/form_reader.hpp"
#include "question/question_store.hpp"
#include "question/question_views.hpp"

namespace kakehashi::question {

inline constexpr std::size_t kTextChars = 300;

/// For both sides' pages.
QuestionCard card_of(const ListedQuestion& listed, Instant now);
AskForm ask_form(const http::Request& request, const std::vector<office::FieldError>& errors,
                 html::Url target);

/// Reads `question` and `term` and asks; what is wrong is noted in the reader.
std::optional<NewQuestion> read_question(Office& office, const http::Request& request,
                                         office::FormReader& reader, PatientId patient,
                                         Side asked_of);

/// The question in the path `{id}`, answered or ended by this side, in one command. Leads to
/// `where`.
Result<http::Response> answer(Office& office, const http::Request& request, Side by,
                              const std::string& text, const html::Url& where);
Result<http::Response> end(Office& office, const http::Request& request, Side by,
                           const html::Url& where);

}  // namespace kakehashi::question
