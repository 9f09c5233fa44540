#include "platform/backup/backups.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "platform/document/document_store.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;
using testing::TestDatabase;
namespace fs = std::filesystem;

namespace {

constexpr db::Query kFacility{"backup_test.facility",
                              "INSERT INTO facility (kind, name, name_key) VALUES ('clinic', $1, "
                              "$1) RETURNING id"};
constexpr db::Query kFacilities{"backup_test.facilities", "SELECT count(*) FROM facility"};

const Instant kNight = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{2});

/// An office with one facility and one letter, and a disk for its backups.
struct House {
    TestDatabase database;
    DocumentFiles documents{database.folder() / "documents"};
    fs::path disk = database.folder() / "disk";
    fs::path key_file = database.folder() / "key";
    Viewer viewer{UserId{}, FacilityId{}, "控え"};
    AuditPlaces audit{database.folder() / "audit.pub", database.folder() / "roots"};
    DocumentHash letter;

    House() {
        fs::create_directory(disk);
        REQUIRE(BackupKey::create(key_file));
        auto tx = database->write();
        viewer.facility = FacilityId{tx.number(kFacility, "みなと市立総合病院")};
        tx.commit();
        letter = receive("診療情報提供書");
    }
    DocumentHash receive(const std::string& bytes) {
        const auto hash = documents.put(bytes).value();
        auto tx = database->write();
        CaseDocument document;
        document.about = {"referral", 1};
        document.hash = hash;
        document.size = static_cast<std::int64_t>(bytes.size());
        document.media_type = "text/plain";
        document.kind = "original";
        document.title = "紹介状";
        document.created_at = kNight;
        add_document(tx, viewer, document);
        tx.commit();
        return hash;
    }
    Backups backups() const { return {disk, BackupKey::load(key_file).value()}; }
    Generation back_up(Instant at, int keep = 7) {
        return backups().create(*database, documents, audit, at, keep).value();
    }
    fs::path room() const { return database.folder() / "room"; }
};

std::string content(const fs::path& file) {
    std::stringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

void overwrite(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) out.push_back(entry.path());
    return out;
}

}  // namespace

TEST_CASE("an office that burnt down stands again on an empty machine") {
    House house;
    const auto made = house.back_up(kNight);
    CHECK(made.name == "20261124-020000");
    CHECK(made.documents == 1);
    const auto new_machine = house.database.folder() / "new";
    REQUIRE(house.backups().restore(made.name, new_machine, house.audit));
    auto database = db::Database::open((new_machine / "office.db").string()).value();
    CHECK(database->read().number(kFacilities) == 1);
    const DocumentFiles documents{new_machine / "documents"};
    CHECK(documents.get(house.letter).value() == "診療情報提供書");
}

TEST_CASE("nothing on the disk can be read without the key, and the wrong key says so") {
    House house;
    const auto made = house.back_up(kNight);
    for (const auto& file : files_below(house.disk)) {
        CAPTURE(file.string());
        CHECK(content(file).find("みなと市立") == std::string::npos);
        CHECK(content(file).find("診療情報") == std::string::npos);
        CHECK(content(file).find("SQLite") == std::string::npos);
    }
    const auto other = house.database.folder() / "other-key";
    REQUIRE(BackupKey::create(other));
    const Backups strangers{house.disk, BackupKey::load(other).value()};
    CHECK(strangers.verify(made.name, house.room()).error().code == "backup.wrong_key");
    CHECK(BackupKey::create(other).error().code == "backup.key_exists");
    CHECK(BackupKey::load(house.disk / "nothing").error().code == "backup.no_key");
}

TEST_CASE("one changed, missing or cut byte anywhere is found, and the scratch room is emptied") {
    House house;
    const auto made = house.back_up(kNight);
    REQUIRE(house.backups().verify(made.name, house.room()));
    CHECK_FALSE(fs::exists(house.room()));
    for (const auto& file : files_below(house.disk)) {
        CAPTURE(file.string());
        const auto whole = content(file);
        for (const std::size_t at : {whole.size() / 2, whole.size() - 1}) {
            auto changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            overwrite(file, changed);
            CHECK(house.backups().verify(made.name, house.room()).error().code == "backup.damaged");
        }
        overwrite(file, whole.substr(0, whole.size() / 2));
        CHECK(house.backups().verify(made.name, house.room()).error().code == "backup.damaged");
        overwrite(file, whole);
    }
    CHECK(house.backups().verify(made.name, house.room()).has_value());
    CHECK_FALSE(fs::exists(house.room()));
}

TEST_CASE("a backup cut in the middle is no generation, and the next one is made beside it") {
    House house;
    fs::create_directory(house.disk / "20261123-020000.part");
    overwrite(house.disk / "20261123-020000.part" / "office.db", "half");
    CHECK(house.backups().list()->empty());
    house.back_up(kNight);
    CHECK(house.backups().list()->size() == 1);
}

TEST_CASE("while one generation does not open, no other is cleared away") {
    House house;
    fs::create_directory(house.disk / "20261101-020000");  // its manifest is gone
    for (int night = 0; night < 5; ++night) house.back_up(kNight + days{night}, 3);
    const auto listed = house.backups().list().value();
    REQUIRE(listed.size() == 6);
    CHECK(listed.back().problem->code == "backup.damaged");
    CHECK_FALSE(listed.front().problem);
}

TEST_CASE("at least three generations stay; a letter goes with the last generation that held it") {
    House house;
    for (int night = 0; night < 5; ++night) house.back_up(kNight + days{night}, 1);
    const auto kept = house.backups().list().value();
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].name == "20261128-020000");
    CHECK(kept[2].name == "20261126-020000");
    CHECK(house.backups().verify(kept[2].name, house.room()).has_value());
    house.receive("あとの紹介状");
    house.back_up(kNight + days{5}, 3);
    CHECK(files_below(house.disk / "documents").size() == 2);
}

TEST_CASE("a backup made by a clock a year behind is kept, as the newest there is") {
    House house;
    for (int day = 0; day < 3; ++day) house.back_up(kNight + days{day}, 3);
    const auto made = house.back_up(kNight - days{365}, 3);
    const auto all = house.backups().list().value();
    CHECK(all.size() == 3);
    CHECK(all.back().name == made.name);
}

TEST_CASE("a living office is not overwritten, a missing disk is not made up for") {
    House house;
    const auto made = house.back_up(kNight);
    const auto living = house.database.folder() / "living";
    REQUIRE(house.backups().restore(made.name, living, house.audit));
    CHECK(house.backups().restore(made.name, living, house.audit).error().code ==
          "backup.office_there");
    CHECK(house.backups().restore("20260101-000000", house.room(), house.audit).error().code ==
          "backup.not_found");
    CHECK(house.backups().restore("../../etc", house.room(), house.audit).error().code ==
          "backup.not_found");
    const Backups unplugged{house.database.folder() / "unplugged",
                            BackupKey::load(house.key_file).value()};
    CHECK(unplugged.list().error().code == "backup.no_folder");
    CHECK_FALSE(fs::exists(house.database.folder() / "unplugged"));
}

TEST_CASE("while colleagues go on working the copy is one moment of the office") {
    House house;
    std::atomic<bool> stop = false;
    std::thread colleague([&] {
        for (int i = 0; !stop; ++i) {
            auto tx = house.database->write();
            tx.execute(kFacility, "医院" + std::to_string(i));
            tx.commit();
        }
    });
    for (int night = 0; night < 5; ++night) {
        const auto made = house.back_up(kNight + days{night});
        CHECK(house.backups().verify(made.name, house.room()).has_value());
    }
    stop = true;
    colleague.join();
}
