#pragma once

#include "incident/incident_pages.hpp"
#include "incident/incident_store.hpp"
#include "patient/patient_store.hpp"
#include "platform/duty/duty.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

/// 佐伯 is 室長, 大村 事務, 藤井 another 室長; one patient, 吉岡 トメ.
struct IncidentHouse : TestOffice {
    IncidentHouse() : TestOffice({incident_feature()}) {
        database.script(
            "UPDATE user_account SET role = 'head' WHERE id IN (1, 3);"
            "UPDATE user_account SET role = 'clerk' WHERE id = 2;");
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
    auto change(Work&& work) {
        auto tx = database->write();
        auto result = work(tx);
        if (result) tx.commit();
        return result;
    }
    Date today() const { return clock.today(); }

    incident::Account an_account() const {
        incident::Account account;
        account.kind = incident::Kind::Fax;
        account.noticed_on = today();
        account.noticed_by = "大村 健";
        account.items = {incident::LeakedItem::Identity, incident::LeakedItem::Clinical};
        account.recipient = "青葉町クリニック";
        account.story = "返書が別の医院に届いた";
        account.at_once = "破棄を頼んだ";
        account.malice = incident::Malice::No;
        return account;
    }
    /// A FAX, reported by 大村.
    incident::Incident an_incident() { return reported(an_account()).value(); }
    Result<incident::Incident> reported(const incident::Account& account) {
        return change([&](db::Transaction& tx) {
            return insert_incident(tx, omura, kTenTwelve, account, {patient}, office.holidays);
        });
    }
    incident::Incident taken(const incident::Incident& incident, incident::StepKind kind) {
        incident::Step step{
            .kind = kind, .on = today(), .text = "受付番号 123", .by = {saeki.user, saeki.name}};
        if (kind == incident::StepKind::Notice) step.means = incident::Means::Phone;
        return saved(incident.take(step, today()).value());
    }
    incident::Incident saved(const incident::Incident& next) {
        REQUIRE(change([&](db::Transaction& tx) {
            return save_incident(tx, saeki, kTenTwelve, next, office.holidays);
        }));
        return find(next.id);
    }
    incident::Incident find(incident::IncidentId id) {
        auto tx = database->read();
        return find_incident(tx, saeki, id).value();
    }
    std::vector<std::string> named_for(const Viewer& viewer, incident::IncidentId id) {
        auto tx = database->read();
        std::vector<std::string> names;
        for (const auto& one : named_patients(tx, viewer, id)) names.push_back(one.name);
        return names;
    }
    std::vector<Duty> duties() {
        auto tx = database->read();
        return open_duties(tx, saeki, kTenTwelve, {.kind_prefix = "incident."});
    }
    std::vector<std::string> duty_kinds() {
        std::vector<std::string> kinds;
        for (const auto& duty : duties()) kinds.push_back(duty.kind);
        return kinds;
    }

    PatientId patient;
};

}  // namespace kakehashi::testing
