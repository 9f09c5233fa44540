// The whole program with a demonstration office in it, for tests that walk through all its pages.
#pragma once

#include <doctest/doctest.h>

#include "app/program.hpp"
#include "app/routes.hpp"
#include "consent/consent_store.hpp"
#include "demo/demo.hpp"
#include "disclosure/disclosure_store.hpp"
#include "disclosure/provision_store.hpp"
#include "incident/incident_store.hpp"
#include "network/network_store.hpp"
#include "oversight/month_report_store.hpp"
#include "platform/auth/session.hpp"
#include "platform/directory/hospital_directory.hpp"
#include "retention/retention_jobs.hpp"
#include "support/test_database.hpp"
#include "support/test_doors.hpp"

namespace kakehashi::testing {

inline const Instant kMorning =
    instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10} + std::chrono::minutes{12});

/// The whole program behind its router, with a demonstration office in it.
struct CrawledOffice {
    CrawledOffice()
        : pages(database.folder() / "cache", [this](const PageKey& key) -> Result<std::string> {
              TRY(const auto bytes, documents.get(key.document));
              TRY(const auto rotation, scan::rotation_of(key.rotation_degrees));
              TRY(const auto image, scan::render_page(bytes, key.page, key.width_px, rotation));
              return image.png;
          }) {
        office.data_folder = database.folder();
        office.features = app::all_features();
        demo::make_demo(office, {demo::DemoScale::Small, 400, 7, kMorning}).value();
        prepare_a_deletion();
        prepare_a_month_report();
        prepare_an_objection();
        prepare_disclosures();
        prepare_an_incident();
        prepare_teams();
        prepare_hand_overs();
        prepare_a_network();
        auto all =
            doors(database.folder(), RelyingParty::of("https://kakehashi.example.jp").value());
        all.directory = a_provider_nobody_runs();
        app::add_pages(router, office, all, *journal, strangers);
    }

    /// 病院のアカウント: its pages are there, and say that the provider is away.
    static std::shared_ptr<HospitalDirectory> a_provider_nobody_runs() {
        OpenIdSettings settings;
        settings.issuer = "http://127.0.0.1:1";
        auto directory = std::make_shared<HospitalDirectory>();
        directory->issuer = settings.issuer;
        directory->label = "病院のアカウントでサインイン";
        directory->provider = std::make_unique<OpenIdProvider>(settings);
        return directory;
    }
    /// 削除の予定: a job whose page is there to be visited.
    void prepare_a_deletion() {
        database.script(
            "UPDATE referral SET closed_at = closed_at - 200000000 WHERE state = 'replied'");
        auto tx = database->write();
        retention::plan_job(tx, {UserId{1}, FacilityId{1}, "佐伯 真理"}, kMorning,
                            "referral.visited")
            .value();
        tx.commit();
    }
    /// 留保 of the newest patients' families: the same.
    void prepare_an_objection() {
        auto tx = database->write();
        for (const auto patient : newest_patients(tx)) {
            ConsentStatement objection;
            objection.whom = ObjectedTo::Family;
            objection.items = ItemSet::all();
            objection.said.on = date_in_japan(kMorning);
            record_statement(tx, {UserId{1}, FacilityId{1}, "佐伯 真理"}, kMorning, patient,
                             objection)
                .value();
        }
        tx.commit();
    }
    static std::vector<PatientId> newest_patients(db::Transaction& tx) {
        return tx.all(db::Query{"test.newest",
                                "SELECT id FROM patient WHERE merged_into_id IS NULL"
                                " ORDER BY id DESC LIMIT 20"},
                      [](const db::Row& row) { return row.id<PatientId>(0); });
    }
    /// 月の点検: the same.
    void prepare_a_month_report() {
        auto tx = database->write();
        oversight::save_month_report(tx, {{}, FacilityId{1}, {}}, kMorning, "2026-10",
                                     oversight::MonthJudge{office.holidays, {}}, office.holidays);
        tx.commit();
    }
    /// 開示請求 and 第三者提供の記録: one of each, about the newest patient who has a number.
    void prepare_disclosures() {
        const Viewer saeki{UserId{1}, FacilityId{1}, "佐伯 真理"};
        auto tx = database->write();
        const PatientId patient{tx.number(db::Query{
            "test.somebody",
            "SELECT max(id) FROM patient WHERE number <> '' AND merged_into_id IS NULL"})};
        disclosure::DisclosureRequest request;
        request.patient = patient;
        request.requester_name = "本人";
        request.asked = "診療録";
        request.received_on = request.due_on = date_in_japan(kMorning);
        disclosure::insert_request(tx, saeki, kMorning, request).value();
        disclosure::Provision line;
        line.patient = patient;
        line.provided_on = date_in_japan(kMorning);
        line.recipient = "みなと児童相談所";
        line.items = "診療録の写し";
        line.basis = disclosure::Basis::ChildCenter;
        disclosure::insert_provision(tx, saeki, disclosure::record(line, kMorning).value()).value();
        tx.commit();
    }
    /// 漏えい等: about the newest patient who has a number.
    void prepare_an_incident() {
        const Viewer omura{UserId{2}, FacilityId{1}, "大村 健"};
        auto tx = database->write();
        const PatientId patient{tx.number(db::Query{
            "test.somebody",
            "SELECT max(id) FROM patient WHERE number <> '' AND merged_into_id IS NULL"})};
        incident::Account account;
        account.kind = incident::Kind::Fax;
        account.noticed_on = date_in_japan(kMorning);
        account.items = {incident::LeakedItem::Clinical};
        account.story = "別の医院に届いた";
        incident::insert_incident(tx, omura, kMorning, account, {patient}, office.holidays).value();
        tx.commit();
    }
    /// 支援チーム: the nurse, for every patient.
    void prepare_teams() {
        database.script(
            "INSERT INTO team_member (facility_id, patient_id, role, user_id, since)"
            " SELECT 1, id, 'liaison_nurse', 1, '2026-11-01' FROM patient"
            " WHERE merged_into_id IS NULL");
    }
    /// ご家族へのお渡し: one for each of the newest patients, with a paper that is there.
    void prepare_hand_overs() {
        database.script(
            "INSERT INTO family_hand_over (facility_id, patient_id, receiver_name, relation,"
            " recognised, asked_by, purpose, number, receipt_id, handed_at, handed_by,"
            " handed_by_name)"
            " SELECT 1, patient_id, '山本 花子', '長女', 'licence', 'patient', '説明', '', max(id),"
            " max(created_at), 1, '佐伯 真理' FROM case_document"
            " WHERE case_kind = 'referral' AND patient_id IS NOT NULL"
            " GROUP BY patient_id ORDER BY patient_id DESC LIMIT 20;"
            "INSERT INTO family_hand_over_paper (hand_over_id, document_id, title, number, pages)"
            " SELECT id, receipt_id, '返書', '', 1 FROM family_hand_over;");
    }
    /// ネットワークへの書き出し: a network of one clinic, and the file of somebody who agreed.
    void prepare_a_network() {
        const Viewer saeki{UserId{1}, FacilityId{1}, "佐伯 真理"};
        const auto today = date_in_japan(kMorning);
        auto tx = database->write();
        NetworkScope scope;
        scope.name = "みなと地域医療ネット";
        scope.members = {{FacilityId{2}, FacilityKind::Clinic, {}}};
        scope.items = ItemSet::all();
        scope.purpose = "参加する機関での診療";
        scope.manager = "院長";
        scope.posted_on = today;
        scope = write_scope(tx, saeki, kMorning, 0, scope).value();
        const PatientId patient{tx.number(db::Query{
            "test.referred", "SELECT max(patient_id) FROM referral WHERE patient_id IS NOT NULL"})};
        ConsentStatement consent;
        consent.kind = StatementKind::Network;
        consent.network = scope.network;
        consent.scope = "共同利用の範囲のとおり";
        consent.items = ItemSet::all();
        consent.said.on = today;
        record_statement(tx, saeki, kMorning, patient, consent).value();
        const auto share = network::prepare(tx, saeki, today, patient, scope.network, {}).value();
        network_file = "/patients/" + patient.text() + "/network/" +
                       network::write_file(documents, tx, saeki, kMorning, share).value().text();
        tx.commit();
    }
    http::Request request(std::string method, std::string target) const {
        http::Request out;
        out.method = std::move(method);
        out.target = std::move(target);
        out.peer = "10.0.0.5";
        out.headers.set("Accept", "text/html");
        if (!cookie.empty()) out.headers.set("Cookie", cookie);
        return out;
    }
    void sign_in(const std::string& login) {
        auto post = request("POST", "/sign-in");
        post.headers.set("Content-Type", "application/x-www-form-urlencoded");
        post.body = "login=" + login + "&password=kakehashi";
        const auto answer = router.handle(post);
        const auto set = std::string{answer.headers.get("Set-Cookie")};
        cookie = set.substr(0, set.find(';'));
        REQUIRE(cookie.size() > 20);
    }
    std::string csrf() {
        const auto token = cookie.substr(cookie.find('=') + 1);
        return find_session(*database, token, kMorning)->csrf;
    }
    /// Where a search for `words` leads.
    std::string search(const std::string& to, const std::string& words) {
        auto post = request("POST", "/search");
        post.headers.set("Content-Type", "application/x-www-form-urlencoded");
        post.headers.set("X-CSRF-Token", csrf());
        post.body = "to=" + to + "&q=" + words;
        return std::string{router.handle(post).headers.get("Location")};
    }
    /// The lines written since the last call.
    std::vector<audit::Entry> lines() {
        return journal->file().read(position, 1000, false, kMorning, position);
    }

    TestDatabase database;
    FixedClock clock{kMorning};
    DocumentFiles documents{database.folder() / "documents"};
    PageCache pages;
    http::Broadcaster live;
    Office office{*database, clock, documents, pages, live};
    std::unique_ptr<audit::Journal> journal =
        audit::Journal::open(database.folder() / "audit").value();
    audit::Strangers strangers;
    http::Router router;
    std::string network_file;  // the address of it
    std::string cookie;
    std::int64_t position = 0;
};

}  // namespace kakehashi::testing
