#include <cstdio>

#include "app/commands.hpp"
#include "app/directory.hpp"
#include "app/user.hpp"
#include "platform/auth/entrance.hpp"
#include "platform/directory/directory_account.hpp"

namespace kakehashi::app {

int linked_to_directory(Program& program, const Configuration& configuration) {
    const auto issuer = directory_issuer(configuration);
    if (issuer.empty()) return explain({ErrorKind::Refused, "directory.not_configured"});
    const auto name = configuration.text("directory-name");
    if (name.empty()) return explain({ErrorKind::Invalid, "text.required", "directory_name"});
    const auto login = configuration.text("login");
    auto tx = program.office().db.write();
    const auto account = find_account(tx, login);
    if (!account) return explain({ErrorKind::NotFound, "user.not_found", "login"});
    if (const auto done =
            await_directory_person(tx, account->id, issuer, name, program.office().clock.now());
        !done)
        return explain(done.error());
    note_user(tx, program, "user.directory_awaited", account->id);
    tx.commit();
    std::printf("「%s」は、病院のアカウント「%s」で入る人を待ちます。\n", login.c_str(),
                name.c_str());
    return 0;
}

int unlinked_from_directory(Program& program, const Configuration& configuration) {
    const auto& words = configuration.words();
    const auto login = words.size() > 1 ? words[1] : configuration.text("login");
    auto tx = program.office().db.write();
    const auto account = find_account(tx, login);
    if (!account) return explain({ErrorKind::NotFound, "user.not_found", "login"});
    if (const auto done = unlink_directory(tx, account->id); !done) return explain(done.error());
    note_user(tx, program, "user.directory_unlinked", account->id);
    tx.commit();
    std::printf("「%s」は、病院のアカウントでは入れなくなりました。\n", login.c_str());
    return 0;
}

}  // namespace kakehashi::app
