#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "app/user.hpp"
#include "facility/facility_store.hpp"
#include "people/partner_people.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/new_password.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/session.hpp"
#include "platform/auth/sign_in.hpp"

namespace kakehashi::app {
namespace {

/// Where a new colleague belongs: our hospital, founded with this name when there is none, named
/// when it has no name yet. Refused `office.not_set_up`, `office.other_name`.
Result<Viewer> office_of_new_user(Program& program, const std::string& hospital) {
    auto viewer = program.system_viewer(kOperator);
    if (hospital.empty()) return viewer;
    if (!viewer) return program.found_office(hospital, kOperator);
    auto& office = program.office();
    auto tx = office.db.write();
    TRY(auto ours, find_facility(tx, *viewer, viewer->facility));
    if (ours.name == hospital) return viewer;
    if (ours.name != kUnnamedOffice)
        return fail(ErrorKind::Refused, "office.other_name", "office", ours.name);
    ours.name = hospital;
    TRY_DO(update_facility(tx, *viewer, office.clock.now(), std::move(ours)));
    tx.commit();
    return viewer;
}

/// As --role says; else the first person of an office is its 室長, and the others have what their
/// profession does.
Result<Role> role_of_new_user(db::Transaction& tx, FacilityId facility,
                              const Configuration& configuration) {
    if (configuration.has("role")) return parse_role(configuration.text("role"));
    if (users_of(tx, facility).empty()) return Role::Head;
    const auto profession = configuration.text("profession");
    if (profession == "看護師") return Role::Nurse;
    if (profession == "社会福祉士") return Role::SocialWorker;
    if (profession == "事務") return Role::Clerk;
    if (profession == "医師") return Role::Doctor;
    return Role::Desk;
}

int added_user(Program& program, const Configuration& configuration) {
    auto& office = program.office();
    auto password = configuration.text("password");
    if (password.empty()) {
        std::fputs("パスワード: ", stderr);
        std::getline(std::cin, password);
    }
    if (const auto good =
            check_new_password("password", password, configuration.text("login"), false);
        !good)
        return explain(good.error());
    if (configuration.text("login").empty())
        return explain({ErrorKind::Invalid, "text.required", "login"});
    if (configuration.text("name").empty())
        return explain({ErrorKind::Invalid, "text.required", "name"});
    const auto viewer = office_of_new_user(program, configuration.text("office"));
    if (!viewer) return explain(viewer.error());
    auto tx = office.db.write();
    const auto role = role_of_new_user(tx, viewer->facility, configuration);
    if (!role) return explain(role.error());
    NewUser person{viewer->facility,
                   configuration.text("login"),
                   configuration.text("name"),
                   "",
                   configuration.text("profession"),
                   hash_password(password),
                   *role};
    if (configuration.has("facility")) {
        const auto partner = named_partner(tx, viewer->facility, configuration.text("facility"));
        if (!partner) return explain(partner.error());
        person.facility = *partner;
        person.host = viewer->facility;
    }
    const auto user = add_user(tx, person, office.clock.now());
    if (!user) return explain(user.error());
    if (!configuration.yes("own-password")) ask_for_own_password(tx, *user);
    note_user(tx, program, "user.added", *user);
    tx.commit();
    std::printf("%s さん(%s)は「%s」でサインインできます。%s\n", configuration.text("name").c_str(),
                japanese(*role).data(), configuration.text("login").c_str(),
                configuration.yes("own-password") ? "" : "はじめに、本人がパスワードを替えます。");
    return 0;
}

int changed_password(Program& program, const Configuration& configuration) {
    auto password = configuration.text("password");
    if (password.empty()) {
        std::fputs("新しいパスワード: ", stderr);
        std::getline(std::cin, password);
    }
    auto tx = program.office().db.write();
    const auto account = find_account(tx, configuration.text("login"));
    const bool has_factor = account && factors_of(tx, account->id).any();
    if (const auto good =
            check_new_password("password", password, configuration.text("login"), has_factor);
        !good)
        return explain(good.error());
    if (const auto done = set_password(tx, configuration.text("login"), hash_password(password));
        !done)
        return explain(done.error());
    if (!configuration.yes("own-password")) ask_for_own_password(tx, account->id);
    note_user(
        tx, program, "user.password_changed",
        why_refused(tx, configuration.text("login"), program.office().clock.now()).account.user);
    tx.commit();
    std::puts(configuration.yes("own-password")
                  ? "パスワードを替えました。開いていた画面はサインインからやり直しです。"
                  : "パスワードを替えました。次のサインインで、本人がもう一度替えます。");
    return 0;
}

int given_role(Program& program, const Configuration& configuration) {
    const auto role = parse_role(configuration.text("role"));
    if (!role) return explain(role.error());
    auto tx = program.office().db.write();
    const auto account = find_account(tx, configuration.text("login"));
    if (!account) return explain({ErrorKind::NotFound, "user.not_found", "login"});
    if (const auto done = set_role(tx, account->facility, account->id, *role); !done)
        return explain(done.error());
    note_user(tx, program, "user.role", account->id);
    tx.commit();
    std::printf("「%s」の役割を%sにしました。\n", configuration.text("login").c_str(),
                japanese(*role).data());
    return 0;
}

int put_in_use(Program& program, const Configuration& configuration, bool active) {
    const auto login =
        configuration.words().size() > 1 ? configuration.words()[1] : configuration.text("login");
    if (login.empty()) return explain({ErrorKind::Invalid, "text.required", "login"});
    auto tx = program.office().db.write();
    if (const auto done = set_user_active(tx, login, active, program.office().clock.now()); !done)
        return explain(done.error());
    note_user(tx, program, active ? "user.enabled" : "user.disabled",
              why_refused(tx, login, program.office().clock.now()).account.user);
    tx.commit();
    std::printf(active ? "「%s」はまたサインインできます。\n"
                       : "「%s」を停止しました。開いていた画面も使えません。\n",
                login.c_str());
    return 0;
}

/// For who has lost the telephone and the recovery codes; whether it is really the colleague is
/// asked in person.
int without_second_factor(Program& program, const Configuration& configuration) {
    const auto& words = configuration.words();
    const auto login = words.size() > 1 ? words[1] : configuration.text("login");
    auto tx = program.office().db.write();
    const auto account = find_account(tx, login);
    if (!account) return explain({ErrorKind::NotFound, "user.not_found", "login"});
    forget_factors(tx, account->id);
    note_user(tx, program, "user.second_factor_removed", account->id);
    tx.commit();
    std::printf(
        "「%"
        "s」の二つ目の確認を外しました。次からはパスワードだけで入れます。すぐに加え直してもらって"
        "ください。\n",
        login.c_str());
    return 0;
}

int listed_users(Program& program) {
    const auto viewer = program.system_viewer("設定");
    if (!viewer) return explain(viewer.error());
    auto tx = program.office().db.read();
    for (const auto& user : users_of(tx, viewer->facility))
        std::printf("%s\t%s\t%s\t%s\t%s\n", user.login.c_str(), user.name.c_str(),
                    user.profession.c_str(), japanese(user.role).data(),
                    user.active ? "" : "停止中");
    return 0;
}

}  // namespace

void note_user(db::Transaction& tx, Program& program, std::string_view what, UserId user) {
    auto viewer = program.system_viewer(kOperator).value_or(Viewer{{}, {}, kOperator});
    auto trace = audit::entry_of(viewer, program.office().clock.now(), audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = user.value;
    audit::note(tx, trace);
}

int run_user(const Configuration& configuration) {
    const auto& words = configuration.words();
    const auto what = words.empty() ? std::string{} : words.front();
    const bool names_somebody = what == "disable" || what == "enable" ||
                                what == "no-second-factor" || what == "no-directory";
    if (what != "add" && what != "password" && what != "role" && what != "list" &&
        what != "directory" && !names_somebody) {
        std::fputs(
            "user のあとに add、password、role、disable、enable、no-second-factor、directory、"
            "no-directory、list "
            "のどれかを書いて"
            "ください。\n",
            stderr);
        return 2;
    }
    if (words.size() > 1 && !names_somebody)
        return explain({ErrorKind::Invalid, "config.surplus_word", {}, words[1]});
    const auto program =
        Program::open(configuration,
                      what == "add" && configuration.has("office") ? Opening::Begin : Opening::Use);
    if (!program) return explain(program.error());
    if (what == "add") return added_user(**program, configuration);
    if (what == "password") return changed_password(**program, configuration);
    if (what == "role") return given_role(**program, configuration);
    if (what == "no-second-factor") return without_second_factor(**program, configuration);
    if (what == "directory") return linked_to_directory(**program, configuration);
    if (what == "no-directory") return unlinked_from_directory(**program, configuration);
    if (names_somebody) return put_in_use(**program, configuration, what == "enable");
    return listed_users(**program);
}

}  // namespace kakehashi::app
