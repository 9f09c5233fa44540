#pragma once

#include "consent/consent_store.hpp"
#include "disclosure/provision_store.hpp"
#include "network/network_pages.hpp"
#include "network/network_store.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

/// One patient with one referral that speaks of everything, and a network of two clinics.
struct NetworkHouse : TestOffice {
    NetworkHouse() : TestOffice({network_feature()}) {
        database.script(kCase);
        scope.name = "みなとネット";
        scope.members = {{kMinatoClinic, FacilityKind::Clinic, "みなと内科クリニック"},
                         {kAobaClinic, FacilityKind::Clinic, "青葉町クリニック"}};
        scope.items = ItemSet::all();
        scope.purpose = "参加する機関での診療";
        scope.manager = "みなと市立総合病院 院長";
        scope.posted_on = clock.today();
        scope = posted(scope, 0).value();
    }
    Result<NetworkScope> posted(const NetworkScope& next, int seen) {
        auto tx = database->write();
        auto written = write_scope(tx, saeki, kTenTwelve, seen, next);
        if (written) tx.commit();
        return written;
    }
    ConsentStatement said(ConsentStatement statement) {
        statement.said.on = clock.today();
        auto tx = database->write();
        auto saved = record_statement(tx, saeki, kTenTwelve, kPatient, statement).value();
        tx.commit();
        return saved;
    }
    ConsentStatement agreed(ItemSet items) {
        ConsentStatement consent;
        consent.kind = StatementKind::Network;
        consent.network = scope.network;
        consent.scope = "共同利用の範囲のとおり";
        consent.items = items;
        return said(consent);
    }
    void withdraw(const ConsentStatement& statement) {
        auto tx = database->write();
        REQUIRE(withdraw_statement(tx, saeki, kTenTwelve, kPatient, statement.id, statement.version,
                                   {.on = clock.today()})
                    .has_value());
        tx.commit();
    }
    Result<network::Share> prepared(std::vector<std::string> read = {}) {
        auto tx = database->read();
        return network::prepare(tx, saeki, clock.today(), kPatient, scope.network, kReferral, read);
    }
    Result<CaseDocumentId> written(const network::Share& share) {
        auto tx = database->write();
        auto id = network::write_file(documents, tx, saeki, kTenTwelve, share);
        if (id) tx.commit();
        return id;
    }
    Result<CaseDocument> handed(CaseDocumentId id) {
        auto tx = database->read();
        return network::file_to_hand_over(tx, saeki, clock.today(), kPatient, id);
    }
    std::string bytes_of(CaseDocumentId id) {
        auto tx = database->read();
        return documents.get(find_document(tx, saeki, id).value().hash).value();
    }

    static constexpr PatientId kPatient{1};
    static constexpr ReferralId kReferral{1};
    static constexpr const char* kCase = R"sql(
        INSERT INTO patient (id, facility_id, number, name, name_key, kana, sex, born_on)
        VALUES (1, 1, '00471', '中川 由美', 'x', 'ナカガワ ユミ', 'female', '1975-03-02');
        INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                              department_id, received_at, visited_on, diagnoses, course, medication,
                              updated_at)
        VALUES (1, 1, 'R-2026-11-0001', 'visited', 'fax', 1, 2, 2, 1795480000, '2026-11-20',
                '胃潰瘍', '黒色便。Hb 9.8', 'ランソプラゾール 15mg', 0);
        INSERT INTO reply_obligation (id, facility_id, referral_id, patient_id, stage, state,
                                      counted_from, due_on, opened_at, closed_at)
        VALUES (1, 1, 1, 1, 'first', 'sent', '2026-11-20', '2026-11-27', 0, 1);
        INSERT INTO reply_draft (obligation_id, draft_version, body, written_at)
        VALUES (1, 1, '{"diagnosis":"出血性胃潰瘍","findings":"Hb 9.2","prescription":"変更なし"}', 0);
    )sql";
    NetworkScope scope;
};

}  // namespace kakehashi::testing
