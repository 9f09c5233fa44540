#pragma once

#include <algorithm>

#include "disclosure/disclosure_pages.hpp"
#include "disclosure/disclosure_store.hpp"
#include "disclosure/provision_store.hpp"
#include "patient/patient_store.hpp"
#include "platform/duty/duty.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

/// 佐伯 is 室長, 大村 事務, 藤井 MSW; one patient, 吉岡 トメ.
struct DisclosureHouse : TestOffice {
    DisclosureHouse() : TestOffice({disclosure_feature()}) {
        database.script(
            "UPDATE user_account SET role = 'head' WHERE id = 1;"
            "UPDATE user_account SET role = 'clerk' WHERE id = 2;"
            "UPDATE user_account SET role = 'social_worker' WHERE id = 3;");
        patient = add_patient("吉岡 トメ", "00581042");
    }
    PatientId add_patient(std::string name, std::string number) {
        auto tx = database->write();
        Patient one;
        one.name = std::move(name);
        one.number = std::move(number);
        const auto id = insert_patient(tx, saeki, kTenTwelve, one).value().id;
        tx.commit();
        return id;
    }
    template <typename Work>
    void change(Work&& work) {
        auto tx = database->write();
        work(tx);
        tx.commit();
    }
    Date today() const { return clock.today(); }

    /// 遺族, taken in by 大村.
    disclosure::DisclosureRequest a_request() { return a_request(today()); }
    disclosure::DisclosureRequest a_request(Date received_on) {
        disclosure::DisclosureRequest request;
        request.patient = patient;
        request.requester = disclosure::Requester::Bereaved;
        request.requester_name = "吉岡 由紀";
        request.relation = "長女";
        request.asked = "2026年4月の入院の診療録";
        request.received_on = received_on;
        request = receive(request, disclosure::kDaysDefault, today()).value();
        change([&](db::Transaction& tx) {
            request = insert_request(tx, omura, kTenTwelve, request).value();
        });
        return request;
    }
    disclosure::IdentityCheck check() const {
        return {disclosure::IdDocument::Licence, disclosure::Authority::FamilyRegister, today(),
                omura.name};
    }
    disclosure::DisclosureRequest identified(const disclosure::DisclosureRequest& request) {
        return saved(request.identify(check(), today()));
    }
    disclosure::DisclosureRequest decided(const disclosure::DisclosureRequest& request) {
        return saved(request.decide(
            {disclosure::Ruling::Full, disclosure::Ground::None, {}, today(), head}, today()));
    }
    disclosure::DisclosureRequest saved(const Result<disclosure::DisclosureRequest>& next) {
        change([&](db::Transaction& tx) {
            REQUIRE(save_step(tx, omura, kTenTwelve, next.value()).has_value());
        });
        return find(next->id)->request;
    }
    Result<disclosure::ListedRequest> find(disclosure::DisclosureId id) {
        auto tx = database->read();
        return find_request(tx, saeki, id);
    }
    Result<disclosure::ProvisionId> kept(const disclosure::Provision& line) {
        auto tx = database->write();
        const auto id = insert_provision(tx, omura, record(line, kTenTwelve).value());
        if (id) tx.commit();
        return id;
    }
    disclosure::ProvisionId a_provision() {
        disclosure::Provision line;
        line.patient = patient;
        line.provided_on = today();
        line.recipient = "みなと児童相談所";
        line.items = "診療録の写し 10枚";
        line.basis = disclosure::Basis::ChildCenter;
        return kept(line).value();
    }
    /// Kinds of the open duties.
    std::vector<std::string> duties() {
        auto tx = database->read();
        std::vector<std::string> kinds;
        for (const auto& duty : open_duties(tx, saeki, kTenTwelve, {})) kinds.push_back(duty.kind);
        return kinds;
    }

    const disclosure::Actor head{UserId{1}, "佐伯 真理"};
    PatientId patient;
};

}  // namespace kakehashi::testing
