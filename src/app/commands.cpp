#include "app/commands.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/program.hpp"
#include "base/messages.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"
#include "platform/document/document_store.hpp"

namespace kakehashi::app {
namespace {

constexpr db::Query kOriginalOfReferral{"app.original_of_referral", R"sql(
    SELECT coalesce(referral.original_id, 0) FROM referral
     WHERE referral.facility_id = $1 AND referral.number = $2
)sql"};

int added_user(Program& program, const Configuration& configuration) {
    auto& office = program.office();
    auto password = configuration.text("password");
    if (password.empty()) {
        std::fputs("パスワード: ", stderr);
        std::getline(std::cin, password);
    }
    if (password.size() < 8)
        return explain({ErrorKind::Invalid, "user.password_too_short", "password"});
    if (configuration.text("login").empty())
        return explain({ErrorKind::Invalid, "text.required", "login"});
    if (configuration.text("name").empty())
        return explain({ErrorKind::Invalid, "text.required", "name"});
    auto viewer = program.system_viewer("設定");
    if (!viewer) {
        if (configuration.text("office").empty()) return explain(viewer.error());
        viewer = program.found_office(configuration.text("office"), "設定");
    }
    auto tx = office.db.write();
    const auto user =
        add_user(tx,
                 {viewer->facility, configuration.text("login"), configuration.text("name"), "",
                  configuration.text("profession"), hash_password(password)},
                 office.clock.now());
    if (!user) return explain(user.error());
    tx.commit();
    std::printf("%s さんは「%s」でサインインできます。\n", configuration.text("name").c_str(),
                configuration.text("login").c_str());
    return 0;
}

int changed_password(Program& program, const Configuration& configuration) {
    auto password = configuration.text("password");
    if (password.empty()) {
        std::fputs("新しいパスワード: ", stderr);
        std::getline(std::cin, password);
    }
    if (password.size() < 8)
        return explain({ErrorKind::Invalid, "user.password_too_short", "password"});
    auto tx = program.office().db.write();
    if (const auto done = set_password(tx, configuration.text("login"), hash_password(password));
        !done)
        return explain(done.error());
    tx.commit();
    std::puts("パスワードを替えました。開いていた画面はサインインからやり直しです。");
    return 0;
}

int listed_users(Program& program) {
    const auto viewer = program.system_viewer("設定");
    if (!viewer) return explain(viewer.error());
    auto tx = program.office().db.read();
    for (const auto& user : users_of(tx, viewer->facility))
        std::printf("%s\t%s\t%s\t%s\n", user.login.c_str(), user.name.c_str(),
                    user.profession.c_str(), user.active ? "" : "停止中");
    return 0;
}

}  // namespace

int explain(const Error& error) {
    std::fprintf(stderr, "%s (%s)\n", sentence(error).c_str(), error.code.c_str());
    return error.kind == ErrorKind::Unavailable ? 3 : error.kind == ErrorKind::Invalid ? 2 : 1;
}

int run_serve(const Configuration& configuration) {
    const auto program = Program::open(configuration);
    if (!program) return explain(program.error());
    const auto served = serve(**program, configuration);
    return served ? 0 : explain(served.error());
}

int run_user(const Configuration& configuration) {
    const auto program = Program::open(configuration);
    if (!program) return explain(program.error());
    const auto what = configuration.words().empty() ? std::string{} : configuration.words().front();
    if (what == "add") return added_user(**program, configuration);
    if (what == "password") return changed_password(**program, configuration);
    if (what == "list") return listed_users(**program);
    std::fputs("user のあとに add、password、list のどれかを書いてください。\n", stderr);
    return 2;
}

int run_migrate(const Configuration& configuration) {
    const auto program = Program::open(configuration);
    if (!program) return explain(program.error());
    std::puts("データベースはこの版の形になっています。");
    return 0;
}

int run_export(const Configuration& configuration) {
    const auto wanted = configuration.text("document");
    if (wanted.empty()) return explain({ErrorKind::Invalid, "text.required", "document"});
    const auto program = Program::open(configuration);
    if (!program) return explain(program.error());
    const auto viewer = (*program)->system_viewer("書き出し");
    if (!viewer) return explain(viewer.error());
    auto& office = (*program)->office();
    auto tx = office.db.read();
    auto id = CaseDocumentId::parse(wanted);
    if (!id) id = CaseDocumentId{tx.number(kOriginalOfReferral, viewer->facility, wanted)};
    const auto document = find_document(tx, *viewer, *id);
    if (!document) return explain(document.error());
    const auto bytes = office.documents.get(document->hash);
    if (!bytes) return explain(bytes.error());
    if (const auto out = configuration.text("out"); !out.empty()) {
        std::ofstream file(out, std::ios::binary);
        file << *bytes;
        file.close();
        if (!file) return explain({ErrorKind::Unavailable, "file.cannot_write", "out", out});
        return 0;
    }
    return std::fwrite(bytes->data(), 1, bytes->size(), stdout) == bytes->size() ? 0 : 3;
}

}  // namespace kakehashi::app
