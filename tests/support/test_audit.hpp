#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/audit/chain.hpp"
#include "platform/audit/clerk.hpp"
#include "platform/audit/verify.hpp"
#include "support/test_database.hpp"

namespace kakehashi::testing {

/// 2026-11-24 10:12 in Japan.
inline const Instant kAuditMorning =
    instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10} + std::chrono::minutes{12});

/// A database, a key and the chain of one program. `restart()` is the next start of the program.
class TestAudit {
  public:
    TestAudit() {
        key_.emplace(audit::Key::load_or_create(key_file()).value());
        restart();
    }

    std::filesystem::path key_file() const { return database.folder() / "keys" / "audit.key"; }
    std::vector<std::string> public_keys() const {
        return audit::public_keys_in(audit::public_file_of(key_file()));
    }
    void restart() { chain = std::make_unique<audit::Chain>(*key_, public_keys()); }
    void change_key() {
        std::filesystem::remove(key_file());
        std::filesystem::remove(audit::public_file_of(key_file()));
        key_.emplace(audit::Key::load_or_create(key_file()).value());
        restart();
    }

    static audit::Entry look(std::int64_t patient, Instant at = kAuditMorning) {
        audit::Entry entry;
        entry.facility = FacilityId{1};
        entry.at = at;
        entry.actor = UserId{7};
        entry.actor_name = "佐伯 真理";
        entry.address = "10.0.0.5";
        entry.action = audit::kRead;
        entry.what = "GET /patients/{id}";
        entry.case_kind = "patients";
        entry.case_id = patient;
        entry.seen = "p" + std::to_string(patient);
        entry.result = "200";
        return entry;
    }
    /// `rows` looks at patients 1, 2, 3 …, chained at `at` in one batch.
    void chain_looks(int rows, Instant at = kAuditMorning) {
        auto tx = database->write();
        for (int i = 1; i <= rows; ++i) audit::note(tx, look(i, at));
        while (chain->extend(tx, at) != 0) {
        }
        tx.commit();
        chain->settle();
    }

    /// `word where` of each finding, joined by "; ".
    std::string findings(const audit::CarriedAway* carried_away = nullptr,
                         const std::vector<std::string>& more_keys = {}) {
        std::string out;
        auto keys = public_keys();
        keys.insert(keys.end(), more_keys.begin(), more_keys.end());
        audit::verify(*database, {keys, carried_away}, [&](const audit::Finding& finding) {
            if (finding.is_notice) return;
            if (!out.empty()) out += "; ";
            out += finding.word;
            if (!finding.where.empty()) out += " " + finding.where;
        });
        return out;
    }
    /// As somebody does who has the database and knows how to get past the triggers.
    void tamper(const std::string& sql) {
        if (on_postgres()) {  // a superuser's way
            database->run_script("SET session_replication_role = replica;" + sql +
                                 "; SET session_replication_role = origin;");
            return;
        }
        database->run_script(
            "DROP TRIGGER IF EXISTS audit_is_append_only; DROP TRIGGER IF EXISTS audit_is_kept;"
            "DROP TRIGGER IF EXISTS audit_subject_is_append_only;"
            "DROP TRIGGER IF EXISTS audit_subject_is_kept;"
            "DROP TRIGGER IF EXISTS audit_root_is_append_only;"
            "DROP TRIGGER IF EXISTS audit_root_is_kept;" +
            sql);
    }
    std::int64_t number(const char* sql) {
        return database->read().number(db::Query{"test.audit_number", sql});
    }

    TestDatabase database;
    std::unique_ptr<audit::Chain> chain;

  private:
    std::optional<audit::Key> key_;
};

}  // namespace kakehashi::testing
