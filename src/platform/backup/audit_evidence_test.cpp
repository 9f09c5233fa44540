#include "platform/backup/audit_evidence.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "platform/audit/root_files.hpp"
#include "platform/backup/backups.hpp"
#include "support/test_audit.hpp"

using namespace kakehashi;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
    std::stringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

void overwrite(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// An office with a trail of three days, two of them closed, and a disk for its backups.
struct House {
    testing::TestAudit office;
    fs::path folder = office.database.folder();
    fs::path disk = folder / "disk", key_file = folder / "backup-key", machine = folder / "machine";
    AuditPlaces here{audit::public_file_of(office.key_file()), folder / "audit" / "roots"};
    AuditPlaces there{machine / "keys" / "audit.pub", machine / "audit" / "roots"};
    DocumentFiles documents{folder / "documents"};

    House() {
        fs::create_directory(disk);
        REQUIRE(BackupKey::create(key_file));
        for (int day = 0; day < 3; ++day) office.chain_looks(3, testing::kAuditMorning + days{day});
        REQUIRE(audit::write_root_files(*office.database, here.roots));
    }
    Backups backups() const { return {disk, BackupKey::load(key_file).value()}; }
    Generation back_up() {
        return backups()
            .create(*office.database, documents, here, testing::kAuditMorning + days{3}, 7)
            .value();
    }
    Generation verify(const Generation& made) {
        return backups().verify(made.name, folder / "room").value();
    }
};

}  // namespace

TEST_CASE("the audit trail's public keys and daily roots come back; the secret key stays away") {
    House house;
    const auto made = house.back_up();
    CHECK(made.audit_keys == 1);
    CHECK(made.audit_roots == 2);
    CHECK(house.verify(made).audit_findings.empty());

    const auto restored = house.backups().restore(made.name, house.machine, house.there).value();
    CHECK(restored.audit_findings.empty());
    CHECK(content(house.there.public_keys) == content(house.here.public_keys));
    for (const char* day : {"2026-11-24.json", "2026-11-25.json"})
        CHECK(content(house.there.roots / day) == content(house.here.roots / day));
    CHECK_FALSE(fs::exists(house.machine / "keys" / "audit.key"));
    const auto database = db::Database::open((house.machine / "office.db").string()).value();
    const auto carried_away = audit::read_root_files(house.there.roots).value();
    CHECK(audit::verify(*database, {audit::public_keys_in(house.there.public_keys), &carried_away},
                        [](const audit::Finding&) {})
              .is_good());

    REQUIRE(audit::Key::load_or_create(house.machine / "keys" / "audit.key"));
    CHECK_MESSAGE(audit::public_keys_in(house.there.public_keys).size() == 2,
                  "the new key joins the old one");
}

TEST_CASE("keys and roots that lie there already stay, and a root that says otherwise is named") {
    House house;
    const auto made = house.back_up();
    fs::create_directories(house.there.public_keys.parent_path());
    fs::create_directories(house.there.roots);
    const std::string newer(64, 'a');
    overwrite(house.there.public_keys, newer + "\n");
    overwrite(house.there.roots / "2026-11-25.json", "another");
    overwrite(house.there.roots / "2026-12-01.json", "newer");

    const auto restored = house.backups().restore(made.name, house.machine, house.there).value();
    REQUIRE(restored.audit_findings.size() == 1);
    CHECK(restored.audit_findings.front().find("2026-11-25.json") != std::string::npos);
    CHECK(content(house.there.roots / "2026-11-25.json") == "another");
    CHECK(content(house.there.roots / "2026-12-01.json") == "newer");
    CHECK(content(house.there.roots / "2026-11-24.json") ==
          content(house.here.roots / "2026-11-24.json"));
    const auto keys = audit::public_keys_in(house.there.public_keys);
    CHECK(keys == std::vector<std::string>{newer, house.office.public_keys().front()});
}

TEST_CASE("a database that contradicts the roots of its backup is named, and can be restored") {
    House house;
    house.office.tamper("UPDATE audit_root SET day = '2026-11-20' WHERE sequence = 1");
    CHECK_FALSE(house.verify(house.back_up()).audit_findings.empty());
}

TEST_CASE("a trail written anew with another key is named") {
    House house;
    house.office.change_key();
    house.office.chain_looks(1, testing::kAuditMorning + days{2});
    fs::remove(house.here.public_keys);
    overwrite(house.here.public_keys, std::string(64, 'b') + "\n");
    const auto found = house.verify(house.back_up()).audit_findings;
    CHECK(std::ranges::any_of(found, [](const std::string& sentence) {
        return sentence.find("控えにない公開かぎ") != std::string::npos;
    }));
}

TEST_CASE("a root file that cannot be read is named, and the backup is made without it") {
    House house;
    overwrite(house.here.roots / "2026-11-24.json", "\xff\xfe");
    const auto made = house.back_up();
    CHECK(made.audit_roots == 1);
    REQUIRE(made.audit_findings.size() == 1);
    CHECK(house.verify(made).audit_findings.empty());
}

TEST_CASE("a generation from before the proofs were kept is restored all the same") {
    House house;
    const auto made = house.back_up();
    const auto key = BackupKey::load(house.key_file).value();
    const auto file = house.disk / made.name / "manifest";
    auto manifest = json::parse(open_sealed_text(file, key).value()).value();
    manifest.set("audit", json::Value{});
    fs::remove(file);
    REQUIRE(seal_text(json::write(manifest), file, key));
    const auto restored = house.backups().restore(made.name, house.machine, house.there).value();
    CHECK(restored.audit_roots == 0);
    CHECK_FALSE(fs::exists(house.there.public_keys));
}
