#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "office/access.hpp"
#include "platform/auth/sign_in.hpp"
#include "retention/retention_jobs.hpp"
#include "retention/retention_run.hpp"
#include "retention/retention_standing.hpp"

namespace kakehashi::app {
namespace {

/// Two people's names stand under a deletion, so the command line asks who it is, as the sign-in
/// does.
Result<Viewer> person(Program& program, const Configuration& configuration) {
    if (configuration.text("login").empty())
        return fail(ErrorKind::Forbidden, "retention.needs_person", "login");
    auto password = configuration.text("password");
    if (password.empty()) {
        std::fputs("パスワード: ", stderr);
        std::getline(std::cin, password);
    }
    auto& office = program.office();
    const auto now = office.clock.now();
    TRY(const auto token, sign_in(office.db, configuration.text("login"), password, now));
    const auto who = find_session(office.db, token, now);
    auto tx = office.db.write();
    sign_out(tx, token);
    tx.commit();
    if (!who) return fail(ErrorKind::Forbidden, "retention.needs_person", "login");
    if (!office::may(who->role, office::Need::Retention))
        return fail(ErrorKind::Forbidden, "access.refused", "login",
                    std::string{japanese(who->role)});
    return who->viewer;
}

void print(const retention::Job& job) {
    const auto* const rule = retention::find_rule(job.rule);
    std::printf("第%s号\t%s\t%.*s\t基準日 %s\t%d件(削除 %d、残した %d)\t準備 %s\t承認 %s\n",
                job.id.text().c_str(), std::string{retention::state_text(job)}.c_str(),
                static_cast<int>(rule ? rule->title.size() : job.rule.size()),
                rule ? rule->title.data() : job.rule.data(), iso_date(job.cut_off).c_str(),
                job.cases, job.deleted, job.kept, job.planned.name.c_str(),
                job.approved ? job.approved->name.c_str() : "—");
}

Result<int> list(Program& program) {
    TRY(const auto viewer, program.system_viewer("サーバーの管理者"));
    auto& office = program.office();
    auto tx = office.db.read();
    for (const auto& standing : retention::standings(tx, viewer, office.clock.today())) {
        const auto& rule = *standing.rule;
        std::printf(
            "%.*s\t%.*s\t%d年\t基準日 %s\t期限を過ぎた紹介 %d件(差し止め %d、予定にあるもの %d)\n",
            static_cast<int>(rule.code.size()), rule.code.data(),
            static_cast<int>(rule.title.size()), rule.title.data(), standing.years,
            iso_date(standing.cut_off).c_str(), standing.past, standing.past_held,
            standing.past_named);
    }
    for (const auto& job : retention::jobs_of(tx, viewer)) print(job);
    return 0;
}

Result<int> plan(Program& program, const Configuration& configuration, const std::string& rule) {
    TRY(const auto viewer, person(program, configuration));
    auto& office = program.office();
    auto tx = office.db.write();
    TRY(const auto job, retention::plan_job(tx, viewer, office.clock.now(), rule));
    for (const auto& line : retention::lines_of(tx, job.id))
        std::printf("%s\t%s\n", line.number.c_str(), iso_date(line.ended_on).c_str());
    tx.commit();
    print(job);
    return 0;
}

Result<int> approve(Program& program, const Configuration& configuration,
                    const std::string& number) {
    TRY(const auto id, RetentionJobId::parse(number));
    TRY(const auto viewer, person(program, configuration));
    auto& office = program.office();
    auto tx = office.db.write();
    TRY_DO(retention::approve_job(tx, viewer, office.clock.now(), id));
    TRY(const auto job, retention::find_job(tx, viewer, id));
    tx.commit();
    print(job);
    return 0;
}

/// The approved jobs now, without waiting for the night.
Result<int> run_now(Program& program) {
    TRY(const auto viewer, program.system_viewer("サーバーの管理者"));
    auto& office = program.office();
    const auto from_now = office.clock.now() + std::chrono::seconds{1};
    const auto report = retention::run_jobs(office, viewer, from_now);
    std::printf(
        "終わった予定 %d、削除 %d件、残した %d件、消した文書ファイル %d、次に消す文書ファイル %d\n",
        report.jobs_done, report.deleted, report.kept, report.files_removed, report.files_waiting);
    return 0;
}

Result<int> run(const Configuration& configuration) {
    const auto& words = configuration.words();
    const auto what = words.empty() ? std::string{} : words[0];
    const bool names_one = what == "plan" || what == "approve";
    if ((!names_one && what != "list" && what != "run") ||
        words.size() != static_cast<std::size_t>(names_one ? 2 : 1))
        return fail(ErrorKind::Invalid, "retention.which");
    TRY(const auto program, Program::open(configuration, Opening::Use));
    if (what == "list") return list(*program);
    if (what == "run") return run_now(*program);
    return what == "plan" ? plan(*program, configuration, words[1])
                          : approve(*program, configuration, words[1]);
}

}  // namespace

int run_retention(const Configuration& configuration) {
    const auto done = run(configuration);
    return done ? *done : explain(done.error());
}

}  // namespace kakehashi::app
