// みなと内科クリニック looks in: three cases of its own, one of 青葉町クリニック, letters to both.
#pragma once

#include "platform/document/document_store.hpp"
#include "portal/portal_pages.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

class PortalHouse : public TestOffice {
  public:
    PortalHouse() : TestOffice({portal_feature()}) {
        database.script(kCases);
        become(Role::PartnerDoctor);
    }
    /// 浜田 修 of みなと内科クリニック, in this role.
    void become(Role role) {
        acting = Viewer{UserId{9}, kMinatoClinic, "浜田 修"};
        acting.host = kOurHospital;
        acting.partner = "みなと内科クリニック";
        acting_role = role;
    }
    std::int64_t number(const db::Query& query) { return database->read().number(query); }

    static constexpr const char* kCases = R"sql(
        INSERT INTO user_account (id, facility_id, host_id, login, name, password_hash, role)
        VALUES (9, 2, 1, 'hamada', '浜田 修', '', 'partner_doctor');
        INSERT INTO patient (id, facility_id, number, name, name_key)
        VALUES (1, 1, '11', '中村 正', 'a'), (2, 1, '12', '西田 明美', 'b'),
               (3, 1, '13', '山口 富子', 'c'), (4, 1, '14', '青葉 太郎', 'd');
        INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                              department_id, received_at, answer_due_at, answered_at, visited_on,
                              closed_at, updated_at)
        VALUES (1, 1, 'R-2026-11-0001', 'awaiting_decision', 'fax', 1, 2, 3, 1795480000,
                1795500000, NULL, NULL, NULL, 0),
               (2, 1, 'R-2026-11-0002', 'declined', 'fax', 2, 2, 1, 1795480100, 1795500000, NULL,
                NULL, NULL, 0),
               (3, 1, 'R-2026-11-0003', 'visited', 'fax', 3, 2, 2, 1795000000, NULL, 1795000100,
                '2026-11-20', NULL, 0),
               (4, 1, 'R-2026-11-0004', 'visited', 'fax', 4, 3, 2, 1795000000, NULL, 1795000100,
                '2026-11-20', NULL, 0);
    )sql";

    /// A reply of this case was sent to this partner.
    CaseDocumentId send_reply_of(int referral, int patient, FacilityId to) {
        const auto bytes = "%PDF-1.7 返書 " + std::to_string(referral);
        auto tx = database->write();
        CaseDocument paper;
        paper.about = {"referral", referral};
        paper.patient = PatientId{patient};
        paper.hash = documents.put(bytes).value();
        paper.size = static_cast<std::int64_t>(bytes.size());
        paper.media_type = "application/pdf";
        paper.kind = "reply";
        paper.title = "返書";
        paper.created_at = kTenTwelve;
        const auto id = add_document(tx, saeki, paper);
        Sending sending;
        sending.document = id;
        sending.to = to;
        sending.means = "fax";
        sending.sent_at = kTenTwelve - std::chrono::hours{1};
        record_sending(tx, saeki, sending);
        tx.commit();
        return id;
    }
};

}  // namespace kakehashi::testing
