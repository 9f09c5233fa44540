#include "office/settings_pages.hpp"

#include "base/era.hpp"
#include "base/messages.hpp"
#include "office/change.hpp"
#include "office/settings.hpp"
#include "platform/event/outbox.hpp"

namespace kakehashi::office {
namespace {

constexpr int kLogLines = 10;

/// The hidden field beside each field: so that a field nobody touched changes nothing, and a field
/// that a colleague changed meanwhile is noticed.
std::string was_field(std::string_view name) {
    return "was." + std::string{name};
}

/// The folder is the server's: the page shows it, the command on the server changes it.
bool is_fixed(const SettingPlan& setting) {
    return setting.kind == SettingKind::Folder;
}

/// What was typed and what is wrong with it; nothing of it for the page as it is.
struct Attempt {
    const http::Form* typed = nullptr;
    std::vector<FieldError> errors = {};
    int status = 200;
};

SettingLine line_of(const SettingPlan& setting, const SettingValues& values,
                    const SettingDefaults& defaults, const Attempt& attempt) {
    SettingLine line;
    line.name = setting.name;
    line.label = label(setting.name);
    line.meaning = setting.meaning;
    line.unit = setting.unit;
    line.default_words = words_of_default(setting, defaults);
    line.was = value_of(values, setting.name);
    line.chosen = !line.was.empty();
    line.number = setting.kind == SettingKind::Number || setting.kind == SettingKind::Time;
    line.fixed = is_fixed(setting);
    line.value = line.was;
    line.error = error_of(attempt.errors, setting.name);
    if (!attempt.typed || !attempt.typed->has(setting.name)) return line;
    const auto typed = attempt.typed->text(setting.name);
    const auto read = attempt.typed->text(was_field(setting.name));
    if (typed == read) return line;  // not touched: what counts now
    line.value = typed;
    // Told of a colleague's change once, the next saving replaces it.
    if (attempt.status != 409) line.was = read;
    return line;
}

Result<http::Response> show(Office& office, const http::Request& request, const Attempt& attempt) {
    const auto& viewer = viewer_of(request);
    auto tx = office.db.read();
    SettingsView view;
    view.frame = make_frame(office, tx, request, "設定", "/settings");
    view.errors = attempt.errors;
    const auto values = settings_of(tx, viewer.facility);
    const auto defaults = setting_defaults(tx, viewer, office);
    for (const auto& setting : all_settings()) {
        if (view.groups.empty() || view.groups.back().title != setting.group)
            view.groups.push_back({std::string{setting.group}, {}});
        view.groups.back().lines.push_back(line_of(setting, values, defaults, attempt));
    }
    for (auto& line : setting_log(tx, viewer, kLogLines))
        view.log.push_back(
            {short_date(date_in_japan(line.at), office.clock.today()) + " " + time_text(line.at),
             std::move(line.who), std::move(line.changes)});
    if (const int dead = count_dead_letters(tx, viewer.facility); dead > 0)
        view.undelivered = "届いていないもの " + std::to_string(dead) + "件";
    return page(render_settings, view, attempt.status);
}

/// What the form changes, read and checked. A field that was not touched keeps its value, whatever
/// it is.
std::vector<SettingChange> read_changes(FormReader& reader, const http::Form& form,
                                        const Office& office) {
    std::vector<SettingChange> changes;
    for (const auto& setting : all_settings()) {
        const auto was = std::string{form.text(was_field(setting.name))};
        if (is_fixed(setting) || !form.has(setting.name) || form.text(setting.name) == was)
            continue;
        auto to = read_setting(reader, setting, office.data_folder);
        if (to != was) changes.push_back({&setting, was, std::move(to)});
    }
    return changes;
}

Result<http::Response> save(Office& office, const http::Request& request) {
    const auto& form = request.form();
    FormReader reader(form, office.clock.today());
    const auto wished = read_changes(reader, form, office);
    if (!reader.ok()) return show(office, request, {&form, reader.errors(), 422});
    auto saved = change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            const auto values = settings_of(tx, viewer.facility);
            const auto defaults = setting_defaults(tx, viewer, office);
            std::vector<SettingChange> changes;
            for (const auto& change : wished) {
                const auto stored = value_of(values, change.setting->name);
                if (stored == change.to) continue;
                if (stored != change.from)
                    reader.wrong({ErrorKind::Conflict, "setting.changed_meanwhile",
                                  std::string{change.setting->name},
                                  words_of(*change.setting, stored, defaults)});
                changes.push_back(change);
            }
            if (!reader.ok()) return fail(ErrorKind::Conflict, "setting.changed_meanwhile");
            change_settings(tx, viewer, now, changes, defaults);
            return Done{html::Url::path("/settings"),
                        changes.empty() ? "変わった設定はありません" : "設定を保存しました"};
        });
    if (!saved && saved.error().code == "setting.changed_meanwhile")
        return show(office, request, {&form, reader.errors(), 409});
    return saved;
}

}  // namespace

Feature settings_feature() {
    Feature feature{.name = "settings"};
    feature.nav = {{"管理", "設定", "/settings", "gear", "", ""}};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/settings",
                   [&office](http::Request& request) { return show(office, request, {}); });
        router.add("POST", "/settings",
                   [&office](http::Request& request) { return save(office, request); });
    };
    return feature;
}

}  // namespace kakehashi::office
