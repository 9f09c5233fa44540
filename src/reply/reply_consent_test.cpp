// 留保 where a reply is addressed and sent.
#include "reply/reply_consent.hpp"

#include <doctest/doctest.h>
#include <poppler-document.h>
#include <poppler-page.h>

#include "reply/no_show.hpp"
#include "reply/reply_pages.hpp"
#include "reply/reply_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

/// The words of a PDF, without the white between them.
std::string words_of(const std::string& bytes) {
    const std::unique_ptr<poppler::document> document{
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size()))};
    std::string out;
    for (int i = 0; i < document->pages(); ++i) {
        const std::unique_ptr<poppler::page> page{document->create_page(i)};
        for (const char c : page->text(poppler::rectf{}, poppler::page::raw_order_layout).to_utf8())
            if (c != ' ' && c != '\n' && c != '\f') out += c;
    }
    return out;
}

struct House : TestOffice {
    House() : TestOffice({reply_feature()}) {}

    /// A first reply that is written and could leave, to みなと内科クリニック.
    ReplyObligation a_written_reply(std::string_view name) {
        const auto referral = a_visited_referral(*this, kToday - days{9}, name);
        const auto reply = stage_of(*this, referral.id, ReplyStage::First);
        auto text = a_full_text(ReplyStage::First);
        text.findings = "心電図で変化なし";
        text.prescription = "ビソプロロール 2.5mg";
        committed(*this, [&](db::Transaction& tx) {
            return save_draft(tx, saeki, clock.now(), reply.id, 0, text).value();
        });
        return reply;
    }
    ConsentStatement object(PatientId patient, ItemSet items, FacilityId partner = kMinatoClinic) {
        ConsentStatement objection;
        objection.whom = ObjectedTo::Partner;
        objection.partner = partner;
        objection.items = items;
        objection.said.on = kToday;
        return committed(*this, [&](db::Transaction& tx) {
            return record_statement(tx, saeki, clock.now(), patient, objection).value();
        });
    }
    void withdraw(const ConsentStatement& statement, PatientId patient) {
        Said said;
        said.on = kToday;
        committed(*this, [&](db::Transaction& tx) {
            return withdraw_statement(tx, saeki, clock.now(), patient, statement.id,
                                      statement.version, said)
                .value();
        });
    }
    http::Response send(const ReplyObligation& reply, Fields more = {}) {
        Fields form{{"id", reply.id.text()}, {"seen." + reply.id.text(), "1"}};
        for (auto& field : more) form.push_back(std::move(field));
        return post("/replies/sending", form);
    }
    bool left(const ReplyObligation& reply) {
        auto tx = database->read();
        return find_obligation(tx, saeki, reply.id)->state == ReplyState::Sent;
    }
    /// The words of the paper that was sent.
    std::string paper(const ReplyObligation& reply) {
        auto tx = database->read();
        const auto document =
            find_document(tx, saeki, find_obligation(tx, saeki, reply.id)->document).value();
        return words_of(documents.get(document.hash).value());
    }
    std::string last_override(const ReplyObligation& reply) {
        auto tx = database->read();
        for (const auto& event : events_of_case(tx, saeki, case_of(reply.referral)))
            if (event.kind == "consent.overridden")
                return std::string{event.data.at("ground").string()} + ": " +
                       std::string{event.data.at("reason").string()};
        return {};
    }
};

}  // namespace

TEST_CASE("an objection is said on the pages of a reply before anybody tries to send it") {
    House house;
    const auto reply = house.a_written_reply("原 良子");
    const auto page = "/replies/" + reply.id.text();
    CHECK_FALSE(shows(house.get(page), "留保"));
    house.object(reply.patient, ItemSet::all());
    CHECK(shows(house.get(page), "留保があり、このままでは送れません"));
    const auto sending = house.get("/replies/sending?id=" + reply.id.text());
    CHECK(shows(sending, "まだ送れないもの"));
    CHECK(shows(sending, "みなと内科クリニックには「すべて」を渡さない"));
}

TEST_CASE("a reply against an objection is refused with the reason; after the withdrawal it goes") {
    House house;
    const auto reply = house.a_written_reply("原 良子");
    const auto said = house.object(reply.patient, ItemSet::all());
    const auto refused = house.send(reply);
    CHECK(refused.status == 422);
    CHECK(shows(refused, "患者さんの留保があるため送れません"));
    CHECK_FALSE(house.left(reply));
    house.withdraw(said, reply.patient);
    CHECK(house.send(reply).status == 303);
    CHECK(house.left(reply));
}

TEST_CASE("an objection to another partner stops nothing") {
    House house;
    const auto reply = house.a_written_reply("原 良子");
    house.object(reply.patient, ItemSet::all(), TestOffice::kAobaClinic);
    CHECK(house.send(reply).status == 303);
    CHECK(house.left(reply));
}

TEST_CASE("of many replies those with an objection are passed over, and the others leave") {
    House house;
    const auto goes = house.a_written_reply("原 良子");
    const auto stays = house.a_written_reply("上田 茂");
    house.object(stays.patient, ItemSet::all());
    const auto answer =
        house.send(goes, {{"id", stays.id.text()}, {"seen." + stays.id.text(), "1"}});
    CHECK(answer.status == 303);
    CHECK(house.left(goes));
    CHECK_FALSE(house.left(stays));
    std::string toast;
    for (const auto& [name, value] : answer.headers.all())
        if (name == "Set-Cookie") toast += value;
    const auto words = http::parse_urlencoded(toast.substr(toast.find('=') + 1)).value();
    const auto told = std::ranges::find(words, "t", &std::pair<std::string, std::string>::first);
    REQUIRE(told != words.end());
    CHECK(told->second.find("1件は患者さんの留保のため送っていません") != std::string::npos);
}

TEST_CASE("medicines that were objected to are left out of the paper, and the page says so") {
    House house;
    const auto reply = house.a_written_reply("原 良子");
    house.object(reply.patient, SharedItem::Medication);
    const auto page = house.get("/replies/sending?id=" + reply.id.text());
    CHECK(shows(page, "留保により、一部を書かずに送ります"));
    CHECK(shows(page, "(ご本人のご意向により記載していません)"));
    CHECK_FALSE(shows(page, "ビソプロロール"));
    CHECK(house.send(reply).status == 303);
    const auto paper = house.paper(reply);
    CHECK(paper.find("ビソプロロール") == std::string::npos);
    CHECK(paper.find("心電図で変化なし") != std::string::npos);
    CHECK(paper.find("ご本人のご意向により記載していません") != std::string::npos);
}

TEST_CASE("what cannot be told apart in the sentences waits for somebody who has read them") {
    House house;
    const auto reply = house.a_written_reply("原 良子");
    house.object(reply.patient, SharedItem::Life | SharedItem::Medication);
    const auto suffix = "." + reply.id.text();
    CHECK(
        shows(house.send(reply), "渡さないよう申し出のあった内容が、文章の中にあるかもしれません"));
    CHECK(house.send(reply, {{"ground" + suffix, "read_through"}}).status == 422);
    CHECK_FALSE(house.left(reply));
    CHECK(house
              .send(reply, {{"ground" + suffix, "read_through"},
                            {"leave_reason" + suffix, "家族のことは書いていない"}})
              .status == 303);
    CHECK(house.last_override(reply) == "read_through: 家族のことは書いていない");
    CHECK(house.paper(reply).find("ビソプロロール") == std::string::npos);  // still left out
}

TEST_CASE("to protect a life everything goes, and why is written down") {
    House house;
    const auto reply = house.a_written_reply("原 良子");
    house.object(reply.patient, ItemSet::all());
    const auto suffix = "." + reply.id.text();
    // That somebody read it is no ground for what was objected to as a whole.
    CHECK(
        house
            .send(reply, {{"ground" + suffix, "read_through"}, {"leave_reason" + suffix, "読んだ"}})
            .status == 422);
    CHECK(house
              .send(reply, {{"ground" + suffix, "emergency"},
                            {"leave_reason" + suffix, "意識がなく、搬送先で内服が要る"}})
              .status == 303);
    CHECK(house.last_override(reply) == "emergency: 意識がなく、搬送先で内服が要る");
    CHECK(house.paper(reply).find("ビソプロロール") != std::string::npos);
}

TEST_CASE("a notice of arrival by one click leads to the page that says what stands against it") {
    House house;
    const auto referral = a_visited_referral(house, kToday, "久米 達也");
    const auto notice = stage_of(house, referral.id, ReplyStage::ArrivalNotice);
    house.object(referral.patient, SharedItem::Visit);
    const auto answer = house.post("/arrivals/notices", {{"id", notice.id.text()}});
    CHECK(answer.headers.get("Location") == "/replies/sending?id=" + notice.id.text());
    CHECK_FALSE(house.left(notice));
}

TEST_CASE("a referrer who may not know is not told that somebody did not come") {
    House house;
    const auto referral = an_awaited_referral(house, "久米 達也");
    house.database.script("UPDATE referral SET state = 'no_show' WHERE id = " + referral.id.text());
    house.object(referral.patient, SharedItem::Visit);
    const auto page = "/arrivals/" + referral.id.text() + "/absence";
    CHECK(shows(house.get(page), "留保があり、このままでは送れません"));
    const Fields form{{"version", std::to_string(referral_now(house, referral.id).version)},
                      {"outcome", "reached"},
                      {"means", "phone"},
                      {"then", "rebook"}};
    const auto refused = house.post(page + "/notice", form);
    CHECK(refused.status == 422);
    CHECK(shows(refused, "患者さんの留保があるため送れません"));
    CHECK(referral_now(house, referral.id).state == ReferralState::NoShow);
}
