#include <cstdio>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "office/change.hpp"
#include "office/settings.hpp"

namespace kakehashi::app {
namespace {

int listed_settings(Office& office, const Viewer& viewer) {
    auto tx = office.db.read();
    const auto values = office::settings_of(tx, viewer.facility);
    const auto defaults = office::setting_defaults(tx, viewer, office);
    for (const auto& setting : office::all_settings())
        std::printf("%.*s\t%s\t%.*s\n", static_cast<int>(setting.name.size()), setting.name.data(),
                    words_of(setting, office::value_of(values, setting.name), defaults).c_str(),
                    static_cast<int>(setting.meaning.size()), setting.meaning.data());
    return 0;
}

int set_setting(Office& office, const Viewer& viewer, const std::string& name,
                const std::string& typed) {
    const auto* const setting = office::find_setting(name);
    if (!setting) return explain({ErrorKind::Invalid, "setting.unknown", {}, name});
    http::Form form;
    form.add(name, typed);
    office::FormReader reader(form, office.clock.today());
    auto to = read_setting(reader, *setting, office.data_folder);
    if (!reader.ok()) {
        std::fprintf(stderr, "%s\n", reader.errors().front().sentence.c_str());
        return 2;
    }
    auto tx = office.db.write();
    const auto now = office.clock.now();
    const auto defaults = office::setting_defaults(tx, viewer, office);
    const auto from = office::value_of(office::settings_of(tx, viewer.facility), name);
    std::printf("%s → %s\n", words_of(*setting, from, defaults).c_str(),
                words_of(*setting, to, defaults).c_str());
    if (from == to) return 0;
    change_settings(tx, viewer, now, {{setting, from, std::move(to)}}, defaults);
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return 0;
}

}  // namespace

int run_setting(const Configuration& configuration) {
    const auto& words = configuration.words();
    const bool list = words.size() == 1 && words[0] == "list";
    const bool set = words.size() == 3 && words[0] == "set";
    if (!list && !set) {
        std::fputs("setting list か setting set KEY VALUE と書いてください。\n", stderr);
        return 2;
    }
    const auto program = Program::open(configuration, Opening::Use);
    if (!program) return explain(program.error());
    const auto viewer = (*program)->system_viewer("サーバーの管理者");
    if (!viewer) return explain(viewer.error());
    auto& office = (*program)->office();
    return list ? listed_settings(office, *viewer)
                : set_setting(office, *viewer, words[1], words[2]);
}

}  // namespace kakehashi::app
