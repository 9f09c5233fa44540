#include "office/traces.hpp"

#include "office/frame.hpp"
#include "platform/auth/sign_in.hpp"

namespace kakehashi::office {
namespace {

std::string route_of(const http::Request& request) {
    return request.method + " " + request.route;
}

/// `/patients/{id}` with 55: patients 55. The path itself is never written down.
void name_thing(audit::Entry& entry, const http::Request& request) {
    const auto id = PatientId::parse(request.path_text("id"));
    if (!id) return;
    const std::string_view path = request.route;
    entry.case_kind = path.substr(1, path.find('/', 1) - 1);
    entry.case_id = id->value;
}

/// What somebody did who got this answer.
std::string_view action_of(const http::Response& response) {
    const auto disposition = response.headers.get("Content-Disposition");
    if (disposition.starts_with("attachment")) return audit::kExport;
    const auto type = response.headers.get("Content-Type");
    return type.starts_with("application/pdf") ? audit::kPrint : audit::kRead;
}

bool has_body(const http::Response& response) {
    return !response.body.empty() || response.open_file || response.body_stream;
}

class Tracer {
  public:
    Tracer(Office& office, audit::Journal& journal, audit::Strangers& strangers)
        : office_(office), journal_(journal), strangers_(strangers) {}

    void trace(http::Request& request, http::Response& response) {
        if (request.attached<SignedIn>()) {
            trace_stops(request, viewer_of(request));
            trace_colleague(request, response, viewer_of(request));
        } else
            trace_stranger(request, response);
    }

  private:
    void trace_stops(const http::Request& request, const Viewer& viewer) {
        const auto* stops = request.attached<StoppedByRule>();
        if (stops == nullptr) return;
        for (const auto& [about, patient] : stops->cases) {
            auto entry =
                audit::entry_of(viewer, office_.clock.now(), audit::kRefused, route_of(request));
            entry.case_kind = about.kind;
            entry.case_id = about.id;
            Looks of_whom;
            of_whom.note(patient);
            entry.seen = of_whom.text();
            entry.result = stops->rule;
            static_cast<void>(journal_.append(entry));
        }
    }

    void trace_colleague(http::Request& request, http::Response& response, const Viewer& viewer) {
        if (request.attached<UnsavedSession>() && response.status == 303)
            return put_down(
                request, response,
                audit::entry_of(viewer, office_.clock.now(),
                                request.route == "/sign-out" ? audit::kSignOut : audit::kSignIn,
                                route_of(request)));
        const bool refused = response.status == 403 || response.status == 404;
        const bool oversees = request.attached<OversightLook>() != nullptr;
        const bool names_somebody = viewer.looks && !viewer.looks->empty();
        const bool shows = !refused && has_body(response) && (names_somebody || oversees);
        if (!refused && !shows) return;
        auto entry =
            audit::entry_of(viewer, office_.clock.now(),
                            refused ? audit::kRefused : action_of(response), route_of(request));
        name_thing(entry, request);
        if (shows && viewer.looks) entry.seen = viewer.looks->text();
        if (oversees) entry.purpose = audit::kOversight;
        entry.result = std::to_string(response.status);
        if (refused)
            static_cast<void>(journal_.append(entry));
        else
            put_down(request, response, entry);
    }

    /// Nobody gets what leaves no trace.
    void put_down(http::Request& request, http::Response& response, const audit::Entry& entry) {
        if (journal_.append(entry)) return;
        response =
            message_page(office_, request, 503, "いまは表示できません",
                         "だれが何を見たかの記録を残せないあいだ、患者さんの情報は表示しません。"
                         "サーバーの管理者に知らせてください(ディスクの空きを確かめます)。");
    }

    void trace_stranger(const http::Request& request, const http::Response& response) {
        // Who comes back from the hospital's provider does not post.
        const bool sign_in = request.route.starts_with("/sign-in") &&
                             (request.method == "POST" || request.attached<FailedSignIn>());
        const bool turned_away = request.open ? sign_in && response.status >= 400
                                              : response.status == 401 || response.status == 403 ||
                                                    response.status == 303;
        if (!turned_away) return;
        audit::Entry entry;
        std::string_view result;
        if (sign_in && response.status == 403) {
            const auto failed = failed_sign_in(request);
            entry = audit::entry_of(failed.account, office_.clock.now(), audit::kRefused, "");
            result = failed.reason;
        }
        entry.at = office_.clock.now();
        entry.address = request.peer;
        entry.action = audit::kRefused;
        entry.what = route_of(request);
        if (!request.open) name_thing(entry, request);
        entry.result = result.empty() ? std::to_string(response.status) : std::string{result};
        if (strangers_.admits(entry)) static_cast<void>(journal_.append(entry));
    }

    /// What the page said of it; else what the login's account says.
    FailedSignIn failed_sign_in(const http::Request& request) {
        if (const auto* known = request.attached<FailedSignIn>()) return *known;
        auto tx = office_.db.read();
        return why_refused(tx, request.form().text("login"), office_.clock.now());
    }

    Office& office_;
    audit::Journal& journal_;
    audit::Strangers& strangers_;
};

}  // namespace

void trace_answers(http::Router& router, Office& office, audit::Journal& journal,
                   audit::Strangers& strangers) {
    const auto tracer = std::make_shared<Tracer>(office, journal, strangers);
    router.after([tracer](http::Request& request, http::Response& response) {
        tracer->trace(request, response);
    });
}

void TraceOfChange::make_sure(db::Transaction& tx, const http::Request& request,
                              const Viewer& viewer, Instant now) const {
    if (audit::notes_on_this_thread() != notes_before_) return;
    auto entry = audit::entry_of(viewer, now, audit::kChange, route_of(request));
    name_thing(entry, request);
    audit::note(tx, entry);
}

}  // namespace kakehashi::office
