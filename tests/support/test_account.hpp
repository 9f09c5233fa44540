#pragma once

#include "platform/auth/office_key.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"
#include "support/test_database.hpp"

namespace kakehashi::testing {

/// 佐伯 真理 of みなと市立総合病院, whose password is kPassword, and the office's key.
struct TestAccount {
    static constexpr const char* kPassword = "umi-no-hashi";

    template <typename Work>
    auto change(Work&& work) {
        auto tx = database->write();
        auto out = work(tx);
        tx.commit();
        return out;
    }
    TestAccount() {
        saeki = change([](db::Transaction& tx) {
            tx.execute(db::Query{"test.facility",
                                 "INSERT INTO facility (id, kind, name, name_key) VALUES (1, "
                                 "'hospital', 'みなと市立総合病院', 'x')"});
            return add_user(tx,
                            {FacilityId{1}, "saeki", "佐伯 真理", "サエキ マリ", "看護師",
                             hash_password(kPassword)},
                            Instant{})
                .value();
        });
    }

    TestDatabase database;
    OfficeKey key = OfficeKey::load_or_create(database.folder() / "keys" / "office.key").value();
    UserId saeki;
};

}  // namespace kakehashi::testing
