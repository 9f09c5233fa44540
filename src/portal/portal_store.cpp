#include "portal/portal_store.hpp"

#include <limits>

namespace kakehashi::portal {
namespace {

/// What came by FAX is there from its registration on, what was sent here from the start; an
/// advertisement is none.
constexpr std::string_view kCaseRows = R"sql(
    SELECT r.id, r.number, r.patient_id, coalesce(p.name, sent.patient_name), r.urgency,
           coalesce(d.name, ''), r.referring_doctor, r.received_at, r.state,
           CASE WHEN r.answered_at IS NULL THEN 0 ELSE 1 END, r.answer_due_at, r.visited_on,
           b.on_date, b.starts_at, CASE WHEN sent.referral_id IS NULL THEN 0 ELSE 1 END,
           CASE WHEN sent.recalled_at IS NULL THEN 0 ELSE 1 END, r.registered_at, r.closed_at
      FROM referral r
      LEFT JOIN patient p ON p.id = r.patient_id
      LEFT JOIN portal_letter sent ON sent.referral_id = r.id AND sent.sender_id = $2
      LEFT JOIN department d ON d.id = r.department_id
      LEFT JOIN booking b ON b.id = coalesce(
           (SELECT next.id FROM booking next
             WHERE next.facility_id = r.facility_id AND next.referral_id = r.id
               AND next.state = 'confirmed'
             ORDER BY next.on_date, next.starts_at, next.id LIMIT 1),
           (SELECT kept.id FROM booking kept
             WHERE kept.facility_id = r.facility_id AND kept.referral_id = r.id
               AND kept.state = 'kept'
             ORDER BY kept.on_date, kept.starts_at, kept.id LIMIT 1))
     WHERE r.facility_id = $1 AND r.referrer_id = $2
       AND (sent.referral_id IS NOT NULL
            OR (r.patient_id IS NOT NULL AND r.state <> 'not_a_referral'))
)sql";

/// Neither a sealed patient nor one who objected to this partner being told anything, as long as
/// the objection stands.
constexpr std::string_view kNotWithheld = R"sql(
       AND NOT EXISTS (SELECT 1 FROM sealed_patient sealed WHERE sealed.patient_id = p.id)
       AND NOT EXISTS (
           SELECT 1 FROM consent_statement c
            WHERE c.patient_id = p.id AND c.kind = 'objection' AND c.withdrawn_at IS NULL
              AND (c.receiver = 'everyone'
                   OR (c.receiver = 'partner' AND c.partner_id = $2)
                   OR (c.receiver = 'kind'
                       AND c.partner_kind = (SELECT kind FROM facility WHERE id = $2))))
)sql";

constexpr std::string_view kNewestFirst = R"sql(
     ORDER BY r.received_at DESC, r.id DESC
)sql";

constexpr db::Query kOpenCases{"portal.open_cases",  kCaseRows, kNotWithheld, R"sql(
       AND r.closed_at IS NULL
)sql", kNewestFirst,
                               R"sql( LIMIT $3 )sql"};

constexpr db::Query kCases{"portal.cases", kCaseRows,    kNotWithheld,
                           R"sql(
       AND (r.received_at < $3 OR (r.received_at = $3 AND r.id < $4))
)sql",         kNewestFirst, R"sql( LIMIT $5 )sql"};

constexpr db::Query kFindCase{"portal.find_case", kCaseRows, kNotWithheld, " AND r.id = $3"};

constexpr db::Query kCountOpen{"portal.count_open_cases", R"sql(
    SELECT count(*)
      FROM referral r
      LEFT JOIN patient p ON p.id = r.patient_id
      LEFT JOIN portal_letter sent ON sent.referral_id = r.id AND sent.sender_id = $2
     WHERE r.facility_id = $1 AND r.referrer_id = $2 AND r.closed_at IS NULL
       AND (sent.referral_id IS NOT NULL
            OR (r.patient_id IS NOT NULL AND r.state <> 'not_a_referral'))
)sql",
                               kNotWithheld};

constexpr db::Query kPapersSent{"portal.papers_sent", R"sql(
    SELECT CASE WHEN d.file_name = '' THEN d.title ELSE d.file_name END, d.pages, d.created_at
      FROM case_document d
      JOIN user_account u ON u.id = d.created_by
     WHERE d.facility_id = $1 AND d.case_kind = 'referral' AND d.case_id = $3
       AND u.facility_id = $2 AND u.host_id = $1
     ORDER BY d.id
)sql"};

/// The FAX送付状 is for the machine, not for the reader.
constexpr std::string_view kLetterRows = R"sql(
    SELECT d.id, d.title, d.pages, d.hash, d.media_type, d.patient_id, coalesce(p.name, ''),
           max(s.sent_at), min(s.opened_at)
      FROM sending s
      JOIN case_document d ON d.id = s.document_id
      LEFT JOIN patient p ON p.id = d.patient_id
     WHERE s.facility_id = $1 AND s.to_facility_id = $2 AND d.kind <> 'fax_cover'
)sql";

constexpr std::string_view kEachOnce = R"sql(
     GROUP BY d.id, d.title, d.pages, d.hash, d.media_type, d.patient_id, p.name
     ORDER BY max(s.sent_at) DESC, d.id DESC
)sql";

constexpr db::Query kUnopened{
    "portal.unopened_letters", kLetterRows, kNotWithheld, R"sql(
       AND s.sent_at >= $3 AND s.opened_at IS NULL
)sql", kEachOnce, R"sql( LIMIT $4 )sql"};

constexpr db::Query kLettersOf{"portal.letters_of_case", kLetterRows, kNotWithheld, R"sql(
       AND d.facility_id = $1 AND d.case_kind = 'referral' AND d.case_id = $3
)sql",
                               kEachOnce};

constexpr db::Query kFindLetter{"portal.find_letter", kLetterRows, kNotWithheld, " AND d.id = $3",
                                kEachOnce};

constexpr db::Query kNoteOpening{"portal.note_opening", R"sql(
    UPDATE sending SET opened_at = $4, opened_by = $5
     WHERE document_id = $3 AND facility_id = $1 AND to_facility_id = $2 AND opened_at IS NULL
)sql"};

constexpr db::Query kHost{"portal.host", R"sql(
    SELECT host.name, host.phone, own.name FROM facility host, facility own
     WHERE host.id = $1 AND own.id = $2
)sql"};

PartnerCase case_from(const db::Row& row) {
    PartnerCase one;
    one.id = row.id<ReferralId>(0);
    one.number = row.string(1);
    one.patient = row.id<PatientId>(2);
    one.patient_name = row.string(3);
    one.department = row.string(5);
    one.referring_doctor = row.string(6);
    one.facts.urgency = parse_urgency(row.text(4)).value_or(Urgency::Routine);
    one.facts.received_at = *row.instant(7);
    one.facts.state = parse_referral_state(row.text(8)).value();
    one.facts.answered = row.yes(9);
    one.facts.answer_due_at = row.instant(10);
    one.facts.visited_on = row.date(11);
    if (const auto on = row.date(12)) one.facts.appointment = Appointment{*on, row.string(13)};
    one.sent_here = row.yes(14);
    one.facts.recalled = row.yes(15);
    one.facts.registered_at = row.instant(16);
    one.facts.closed_at = row.instant(17);
    return one;
}

Letter letter_from(const db::Row& row) {
    Letter letter;
    letter.id = row.id<CaseDocumentId>(0);
    letter.title = row.string(1);
    letter.pages = static_cast<int>(row.integer(2));
    letter.hash = DocumentHash::parse(row.text(3)).value();
    letter.media_type = row.string(4);
    letter.patient = row.id<PatientId>(5);
    letter.patient_name = row.string(6);
    letter.sent_at = *row.instant(7);
    letter.opened_at = row.instant(8);
    return letter;
}

std::vector<PartnerCase> seen(const Viewer& viewer, std::vector<PartnerCase> cases) {
    for (const auto& one : cases) viewer.sees(one.patient, one.id);
    return cases;
}

}  // namespace

std::vector<PartnerCase> open_cases(db::Transaction& tx, const Viewer& viewer, int limit) {
    return seen(viewer, tx.all(kOpenCases, case_from, viewer.host, viewer.facility, limit));
}

std::vector<PartnerCase> cases(db::Transaction& tx, const Viewer& viewer,
                               const std::optional<CaseMark>& after, int limit) {
    constexpr std::int64_t kBehindAll = std::numeric_limits<std::int64_t>::max();
    return seen(viewer, tx.all(kCases, case_from, viewer.host, viewer.facility,
                               after ? after->received_at.time_since_epoch().count() : kBehindAll,
                               after ? after->id : ReferralId{}, limit));
}

int count_open_cases(db::Transaction& tx, const Viewer& viewer) {
    return static_cast<int>(tx.number(kCountOpen, viewer.host, viewer.facility));
}

Result<PartnerCase> find_case(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    auto found = tx.first(kFindCase, case_from, viewer.host, viewer.facility, id);
    if (!found) return fail(ErrorKind::NotFound, "referral.not_found");
    viewer.sees(found->patient, found->id);
    return *std::move(found);
}

std::vector<Letter> unopened_letters(db::Transaction& tx, const Viewer& viewer, Instant since,
                                     int limit) {
    return viewer.sees_each(
        tx.all(kUnopened, letter_from, viewer.host, viewer.facility, since, limit),
        &Letter::patient);
}

std::vector<Letter> letters_of(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    return viewer.sees_each(tx.all(kLettersOf, letter_from, viewer.host, viewer.facility, id),
                            &Letter::patient);
}

Result<Letter> find_letter(db::Transaction& tx, const Viewer& viewer, CaseDocumentId id) {
    auto found = tx.first(kFindLetter, letter_from, viewer.host, viewer.facility, id);
    if (!found) return fail(ErrorKind::NotFound, "document.not_found");
    viewer.sees(found->patient);
    return *std::move(found);
}

void note_opening(db::Transaction& tx, const Viewer& viewer, CaseDocumentId id, Instant now) {
    tx.execute(kNoteOpening, viewer.host, viewer.facility, id, now, viewer.user);
}

std::vector<SentPaper> papers_sent(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    return tx.all(
        kPapersSent,
        [](const db::Row& row) {
            return SentPaper{row.string(0), static_cast<int>(row.integer(1)), *row.instant(2)};
        },
        viewer.host, viewer.facility, id);
}

Host host_of(db::Transaction& tx, const Viewer& viewer) {
    return tx
        .first(
            kHost,
            [](const db::Row& row) {
                return Host{row.string(0), row.string(1), row.string(2)};
            },
            viewer.host, viewer.facility)
        .value();
}

}  // namespace kakehashi::portal
