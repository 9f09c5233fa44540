#pragma once

#include <doctest/doctest.h>

#include "family/family_pages.hpp"
#include "family/hand_over_store.hpp"
#include "platform/event/event.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

/// 吉岡 トメ, referred by みなと内科クリニック: the letter that came, the reply that was sent, a
/// booking slip in two versions; 長女 由紀 and 長男 大介 are in the team.
struct FamilyHouse : TestOffice {
    FamilyHouse() : TestOffice({family_feature()}) {
        database.script(R"sql(
            INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key, born_on)
            VALUES (5, 1, '00581042', '吉岡 トメ', 'ヨシオカ トメ', '', '', '1938-02-14'),
                   (6, 1, '', '村上 ハル', '', '', '', NULL);
            INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                                  received_at, updated_at)
            VALUES (12, 1, 'R-2026-11-0412', 'visited', 'fax', 5, 2, 1, 1),
                   (13, 1, 'R-2026-11-0413', 'visited', 'fax', 6, 2, 1, 1);
            INSERT INTO case_document (id, facility_id, case_kind, case_id, patient_id, hash, size,
                                       media_type, kind, title, number, pages, replaces_id,
                                       created_at)
            VALUES (101, 1, 'referral', 12, 5, 'h', 1, 'image/png', 'original', '紹介状(原本)', '',
                    3, NULL, 1),
                   (102, 1, 'referral', 12, 5, 'h', 1, 'application/pdf', 'reply', '返書(最終)',
                    '2611-04611-01', 2, NULL, 1),
                   (103, 1, 'referral', 12, 5, 'h', 1, 'application/pdf', 'booking_slip', '予約票',
                    '2611-04790-01', 1, NULL, 1),
                   (104, 1, 'referral', 12, 5, 'h', 1, 'application/pdf', 'booking_slip', '予約票',
                    '2611-04790-02', 1, 103, 1),
                   (105, 1, 'referral', 12, 5, 'h', 1, 'application/pdf', 'fax_cover', '送付状',
                    '2611-04791-01', 1, NULL, 1),
                   (106, 1, 'referral', 13, 6, 'h', 1, 'application/pdf', 'reply', '返書', '', 1,
                    NULL, 1);
            INSERT INTO team_member (id, facility_id, patient_id, role, person, relation, since,
                                     until)
            VALUES (1, 1, 5, 'family', '吉岡 由紀', '長女', '2026-11-01', NULL),
                   (2, 1, 5, 'family', '吉岡 大介', '長男', '2026-11-01', NULL),
                   (3, 1, 5, 'care_manager', '堀田 恵', '', '2026-11-01', NULL),
                   (4, 1, 5, 'family', '吉岡 昭', '夫', '2026-11-01', '2026-11-20');
        )sql");
    }

    static family::HandOverWish wish(team::TeamMemberId member,
                                     std::vector<CaseDocumentId> papers = {kReply, kSlip}) {
        family::HandOverWish wish;
        wish.patient = kPatient;
        wish.member = member;
        wish.recognised = family::Recognised::Licence;
        wish.asked_by = family::AskedBy::Receiver;
        wish.purpose = "病状の説明";
        wish.papers = std::move(papers);
        return wish;
    }
    Result<family::HandOver> hand_over(const family::HandOverWish& wish) {
        form::Press press{clock.now()};
        auto tx = database->write();
        auto given = family::hand_over(office, tx, acting, clock.now(), press, wish);
        if (given) tx.commit();
        return given;
    }
    static ConsentStatement objection(std::string person, ItemSet items = ItemSet::all()) {
        ConsentStatement out;
        out.whom = ObjectedTo::Family;
        out.person = std::move(person);
        out.items = items;
        out.said.on = date_in_japan(kTenTwelve);
        return out;
    }
    ConsentStatement object(const ConsentStatement& statement) {
        auto tx = database->write();
        auto saved = record_statement(tx, saeki, clock.now(), kPatient, statement).value();
        tx.commit();
        return saved;
    }
    void withdraw(const ConsentStatement& statement) {
        Said said;
        said.on = clock.today();
        auto tx = database->write();
        REQUIRE(withdraw_statement(tx, saeki, clock.now(), kPatient, statement.id,
                                   statement.version, said)
                    .has_value());
        tx.commit();
    }
    std::vector<family::HandOver> given() {
        auto tx = database->read();
        return family::hand_overs_of(tx, acting, kPatient);
    }
    /// Newest first.
    std::vector<std::string> events() {
        auto tx = database->read();
        std::vector<std::string> kinds;
        for (const auto& event : events_of_case(tx, saeki, case_of(kPatient)))
            kinds.push_back(event.kind);
        return kinds;
    }
    template <typename Sql>
    std::int64_t count(Sql sql) {
        return database->read().number(db::Query{"test.count", sql});
    }
    /// 閲覧の制限: 佐伯 alone sees the patient.
    void seal() {
        database.script(
            "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at,"
            " sealed_by) VALUES (5, 1, 'abuse', '試験', 1, 1);"
            "INSERT INTO sealed_patient_reader (patient_id, user_id) VALUES (5, 1);");
    }

    static constexpr PatientId kPatient{5};
    static constexpr CaseDocumentId kLetter{101}, kReply{102}, kOldSlip{103}, kSlip{104},
        kCover{105}, kOthers{106};
    static constexpr team::TeamMemberId kDaughter{1}, kSon{2}, kCareManager{3}, kWhoLeft{4};
};

}  // namespace kakehashi::testing
