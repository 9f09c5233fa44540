#pragma once

// An office whose cases ended long ago, for the tests of this folder.

#include <deque>

#include "consent/consent_store.hpp"
#include "patient/patient_store.hpp"
#include "platform/document/document_store.hpp"
#include "platform/event/contact.hpp"
#include "platform/event/idempotency.hpp"
#include "platform/event/legal_hold.hpp"
#include "reply/reply_test_house.hpp"
#include "retention/retention_jobs.hpp"
#include "retention/retention_pages.hpp"
#include "retention/retention_run.hpp"
#include "retention/retention_standing.hpp"

namespace kakehashi::testing {

/// 2020-03-02, Monday 10:12: more than six years before the office's day.
inline const Instant kLongAgo =
    instant_in_japan(*make_date(2020, 3, 2), std::chrono::hours{10} + std::chrono::minutes{12});

struct RetentionHouse : TestOffice {
    RetentionHouse() : TestOffice({retention_feature()}) {
        office.data_folder = database.folder();
        database.script(kClinics);
    }

    /// A case that went its whole way at `at`: letter, booking, visit, all replies sent, concluded,
    /// with papers, calls and an answer to its form. Its patient has no other.
    Referral an_ended_case(std::string_view name, Instant at = kLongAgo) {
        const auto before = clock.now();
        clock.set(at);
        auto referral = an_awaited_referral(*this, name);
        committed(*this, [&](db::Transaction& tx) {
            CaseDocument letter;
            letter.about = case_of(referral.id);
            letter.patient = referral.patient;
            letter.hash = documents.put("letter of " + referral.number).value();
            letter.kind = "original";
            letter.title = "診療情報提供書 " + std::string{name};
            letter.media_type = "text/plain";
            letter.created_at = at;
            const auto paper = add_document(tx, saeki, letter);
            record_sending(tx, saeki, {paper, kMinatoClinic, "fax", "042", at, "", ""});
            Contact call;
            call.about = case_of(referral.id);
            call.patient = referral.patient;
            call.partner = kMinatoClinic;
            call.note = std::string{name} + " 様の件";
            call.at = at;
            log_contact(tx, saeki, call);
            remember_answer(tx, saeki, "k /referrals/" + referral.id.text() + "/contacts",
                            "/referrals/" + referral.id.text(), at);
            index_referral(tx, saeki, referral, names_of(tx, saeki, referral.id));
            ConsentStatement objection;
            objection.whom = ObjectedTo::Partner;
            objection.partner = kAobaClinic;
            objection.items = ItemSet::all();
            objection.scope = std::string{name} + " 様の申し出";
            objection.said.on = date_in_japan(at);
            record_statement(tx, saeki, at, referral.patient, objection).value();
            return 0;
        });
        committed(*this, [&](db::Transaction& tx) {
            return record_arrival(tx, saeki, clock.now(), referral.id, date_in_japan(at)).value();
        });
        for (const auto& owed : obligations(referral.id))
            committed(*this,
                      [&](db::Transaction& tx) { return write_and_send(*this, tx, owed).value(); });
        referral = referral_now(*this, referral.id);
        REQUIRE(referral.state == ReferralState::Replied);
        clock.set(before);
        return referral;
    }
    std::vector<ReplyObligation> obligations(ReferralId id) {
        auto tx = database->read();
        return obligations_of(tx, saeki, id);
    }
    retention::Job a_planned_job() {
        return committed(*this, [&](db::Transaction& tx) {
            return retention::plan_job(tx, saeki, clock.now(), "referral.visited").value();
        });
    }
    retention::Job an_approved_job() {
        const auto job = a_planned_job();
        committed(*this, [&](db::Transaction& tx) {
            return retention::approve_job(tx, omura, clock.now(), job.id).has_value();
        });
        return job;
    }
    retention::RunReport run() {
        return retention::run_jobs(office, Viewer{UserId{}, kOurHospital, "夜間の処理"},
                                   clock.now() + std::chrono::seconds{1});
    }
    std::vector<retention::Line> lines(RetentionJobId job) {
        auto tx = database->read();
        return retention::lines_of(tx, job);
    }
    std::int64_t count(const std::string& sql) {
        return database->read().number(db::Query{"test.count", kept(sql)});
    }
    /// A statement is remembered by where its text lies, so no text may take another's place.
    static std::string_view kept(std::string text) {
        static std::deque<std::string> texts;
        return texts.emplace_back(std::move(text));
    }
};

inline bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}
inline std::string location(const http::Response& response) {
    return std::string{response.headers.get("Location")};
}

/// `table.column` of the whole database, as the engine's catalogue has them.
inline std::vector<std::pair<std::string, std::string>> all_columns(RetentionHouse& house) {
    const auto sql = on_postgres()
                         ? "SELECT table_name, column_name FROM information_schema.columns c"
                           " WHERE table_schema = 'public' AND EXISTS (SELECT 1 FROM"
                           " information_schema.tables t WHERE t.table_name = c.table_name"
                           " AND t.table_schema = 'public' AND t.table_type = 'BASE TABLE')"
                           " ORDER BY table_name, ordinal_position"
                         : "SELECT m.name, c.name FROM sqlite_master m"
                           " JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
                           " AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid";
    std::vector<std::pair<std::string, std::string>> out;
    house.database->read().each(
        db::Query{"test.columns", RetentionHouse::kept(sql)},
        [&](const db::Row& row) { out.emplace_back(row.string(0), row.string(1)); });
    return out;
}

/// As if they had been put hours ago.
inline void make_old(const DocumentFiles& files, const std::vector<std::string>& hashes) {
    for (const auto& hash : hashes)
        std::filesystem::last_write_time(
            files.path_of(DocumentHash::parse(hash).value()),
            std::filesystem::file_time_type::clock::now() - std::chrono::hours{2});
}

}  // namespace kakehashi::testing
