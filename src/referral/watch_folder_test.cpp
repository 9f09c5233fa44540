#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "platform/document/document_store.hpp"
#include "referral/referral_intake.hpp"
#include "referral/referral_list.hpp"
#include "referral/referral_pages.hpp"
#include "referral/referral_store.hpp"
#include "referral/test_letters.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::a_fax;
using testing::TestOffice;

namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

struct Inbox : TestOffice {
    const fs::path folder = database.folder() / "inbox";

    Inbox() : TestOffice({referral_feature()}) { fs::create_directories(folder); }
    void arrives(const fs::path& name, std::string_view bytes) const {
        std::ofstream{folder / name, std::ios::binary} << bytes;
    }
    int look() { return take_in_folder(office, saeki, folder); }
    /// What the program does: once a minute.
    int a_minute_later() {
        clock.advance(std::chrono::minutes{1});
        return look();
    }
    std::vector<ReferralLine> list() {
        auto tx = office.db.read();
        return referrals_needing_us(tx, saeki, office.clock.now(), {}, {}, 200);
    }
    bool owes_inbox() {
        auto tx = office.db.read();
        for (const auto& duty : open_duties_of(tx, saeki, case_of(TestOffice::kOurHospital)))
            if (duty.kind == kDutyInbox) return true;
        return false;
    }
};

}  // namespace

TEST_CASE("the watched folder takes a file once it looked the same for a minute") {
    Inbox inbox;
    inbox.arrives("fax.pdf", a_fax().substr(0, 100));
    CHECK(inbox.look() == 0);  // seen for the first time
    inbox.arrives("fax.pdf", a_fax());
    CHECK(inbox.a_minute_later() == 0);  // it grew
    CHECK(inbox.look() == 0);            // asked again at once
    CHECK(inbox.a_minute_later() == 1);
    CHECK(fs::exists(inbox.folder / "done" / "fax.pdf"));
    CHECK_FALSE(fs::exists(inbox.folder / "fax.pdf"));
    CHECK(inbox.a_minute_later() == 0);
    CHECK(inbox.list().size() == 1);
}

TEST_CASE("a FAX that came while the clock was a year ahead is taken once it is right again") {
    Inbox inbox;
    const auto now = inbox.clock.now();
    inbox.clock.set(now + days{365});
    inbox.arrives("fax.pdf", a_fax());
    inbox.look();
    inbox.clock.set(now);
    CHECK(inbox.look() == 0);
    CHECK(inbox.a_minute_later() == 1);
}

TEST_CASE("a FAX that the disk cannot keep is taken in once it can, whole and once") {
    Inbox inbox;
    const auto hash = DocumentHash::of(a_fax());
    const auto shard = inbox.office.documents.path_of(hash).parent_path().parent_path();
    std::ofstream{shard} << "in the way";  // as a full disk: no folder can be made
    inbox.arrives("fax.pdf", a_fax());
    inbox.look();
    for (int minute = 0; minute < 3; ++minute) CHECK(inbox.a_minute_later() == 0);
    CHECK(inbox.list().empty());
    CHECK(fs::is_empty(shard.parent_path() / "tmp"));
    fs::remove(shard);
    CHECK(inbox.a_minute_later() == 1);
    CHECK(inbox.list().size() == 1);
    CHECK(inbox.office.documents.get(hash).value() == a_fax());
}

TEST_CASE("a FAX whose server pauses between two pages is not taken before its last page") {
    Inbox inbox;
    inbox.arrives("fax.pdf", a_fax(1));
    // Written twenty seconds ago: the next page is still on the line.
    fs::last_write_time(inbox.folder / "fax.pdf",
                        fs::file_time_type::clock::now() - std::chrono::seconds{20});
    CHECK(inbox.look() == 0);
    inbox.arrives("fax.pdf", a_fax(3));
    inbox.a_minute_later();
    CHECK(inbox.a_minute_later() == 1);
    REQUIRE(inbox.list().size() == 1);
    CHECK(inbox.list()[0].original_pages == 3);
}

TEST_CASE("a folder the program cannot write to takes nothing in and says so, once") {
    Inbox inbox;
    inbox.arrives("fax.pdf", a_fax());
    inbox.arrives("taking", "in the way");  // no folder can be made: also root cannot
    inbox.look();
    for (int minute = 0; minute < 3; ++minute) CHECK(inbox.a_minute_later() == 0);
    CHECK(inbox.list().empty());  // not a new referral every minute
    CHECK(inbox.owes_inbox());
    {
        auto tx = inbox.office.db.read();
        const auto duties = open_duties(tx, inbox.saeki, inbox.office.clock.now(), {});
        REQUIRE(duties.size() == 1);
        const auto& kind = inbox.office.duty_kind(duties[0].kind);
        CHECK(kind.heading(duties[0]) == "取込フォルダを確かめる");
        CHECK(kind.next_action(inbox.office, tx, inbox.saeki, duties[0]).actions.size() == 1);
    }
    fs::remove(inbox.folder / "taking");
    CHECK(inbox.a_minute_later() == 1);
    CHECK(inbox.list().size() == 1);
    CHECK_FALSE(inbox.owes_inbox());
}

TEST_CASE("a FAX that cannot be moved to done/ is registered once, not every minute") {
    Inbox inbox;
    inbox.arrives("fax.pdf", a_fax());
    inbox.arrives("note.xyz", "no letter at all");
    std::ofstream{inbox.folder / "done"} << "in the way";
    std::ofstream{inbox.folder / "refused"} << "in the way";
    inbox.look();
    inbox.a_minute_later();
    CHECK(inbox.list().size() == 2);
    CHECK(inbox.owes_inbox());
    for (int minute = 0; minute < 3; ++minute) inbox.a_minute_later();
    CHECK(inbox.list().size() == 2);
    fs::remove(inbox.folder / "done");
    fs::remove(inbox.folder / "refused");
    inbox.a_minute_later();
    CHECK(fs::exists(inbox.folder / "done" / "fax.pdf"));
    CHECK(fs::exists(inbox.folder / "refused" / "note.xyz"));
    CHECK(inbox.list().size() == 2);
    CHECK_FALSE(inbox.owes_inbox());
}

TEST_CASE("a file whose minute was interrupted before it was registered is not lost") {
    Inbox inbox;
    fs::create_directories(inbox.folder / "taking");
    inbox.arrives("taking/fax.pdf", a_fax());
    inbox.look();
    CHECK(inbox.list().size() == 1);
    CHECK(fs::exists(inbox.folder / "done" / "fax.pdf"));
}

TEST_CASE("what the watched folder cannot take waits in the list with its reason") {
    Inbox inbox;
    inbox.arrives("note.xyz", "no letter at all");
    inbox.look();
    CHECK(inbox.a_minute_later() == 0);
    CHECK(fs::exists(inbox.folder / "refused" / "note.xyz"));
    CHECK(file_text(inbox.folder / "refused" / "note.xyz.txt")
              .starts_with("読み取れる形式ではありません"));
    const auto lines = inbox.list();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].state == ReferralState::Received);
    CHECK(lines[0].sender_note.starts_with("取り込めないファイル:読み取れる形式ではありません"));
    auto tx = inbox.office.db.read();
    const auto referral = find_referral(tx, inbox.saeki, lines[0].id).value();
    const auto document = find_document(tx, inbox.saeki, referral.original).value();
    CHECK(document.media_type == "application/octet-stream");  // handed over, never shown
    CHECK(inbox.documents.get(document.hash).value() == "no letter at all");
}

TEST_CASE("the rows of a batch that were refused wait in the list, without other patients' rows") {
    Inbox inbox;
    inbox.arrives(
        "letters.csv",
        "患者氏名,生年月日,紹介元\n斎藤 弘,昭39.2.1,青葉町クリニック\n西村 茜,1981/5/6,\n");
    inbox.look();
    inbox.a_minute_later();
    const auto lines = inbox.list();
    REQUIRE(lines.size() == 2);
    for (const auto& line : lines) {
        if (line.state != ReferralState::Received) continue;
        CHECK(line.sender_note.starts_with("取り込めないファイル:取り込めない行があります"));
        auto tx = inbox.office.db.read();
        const auto referral = find_referral(tx, inbox.saeki, line.id).value();
        const auto document = find_document(tx, inbox.saeki, referral.original).value();
        const auto text = inbox.documents.get(document.hash).value();
        CHECK(text.find("3行目: 紹介元を入力してください") != std::string::npos);
        CHECK(text.find("斎藤") == std::string::npos);
    }
}

TEST_CASE("stopping the program waits for one file of the folder, not for all") {
    Inbox inbox;
    inbox.arrives("a.pdf", a_fax());
    inbox.arrives("b.pdf", a_fax(1));
    inbox.look();
    inbox.clock.advance(std::chrono::minutes{1});
    std::stop_source ending;
    ending.request_stop();
    CHECK(take_in_folder(inbox.office, inbox.saeki, inbox.folder, ending.get_token()) == 0);
    CHECK(inbox.list().empty());
    CHECK(inbox.look() == 2);
}

TEST_CASE("a configured folder that is not there is a duty, not a silence") {
    Inbox inbox;
    {
        auto tx = inbox.office.db.write();
        save_setting(tx, inbox.saeki, inbox.office.clock.now(), "referral.watch_folder",
                     (inbox.folder / "no-share").string());
        tx.commit();
    }
    take_in_watched_folders(inbox.office);
    CHECK(inbox.owes_inbox());
    fs::create_directories(inbox.folder / "no-share");
    take_in_watched_folders(inbox.office);
    CHECK_FALSE(inbox.owes_inbox());
}
