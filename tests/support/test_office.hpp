#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "office/office.hpp"
#include "office/searching.hpp"
#include "platform/auth/session.hpp"
#include "platform/event/outbox.hpp"
#include "support/test_database.hpp"

namespace kakehashi::testing {

/// Tuesday 2026-11-24, 10:12 in Japan: the working day of the mock pages.
inline const Instant kTenTwelve =
    instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10} + std::chrono::minutes{12});

/// みなと市立総合病院 with its departments, two partners and three colleagues, behind the real
/// router and database. `get` and `post` come from 佐伯 真理 unless `as` names another.
class TestOffice {
  public:
    explicit TestOffice(std::vector<Feature> features = {})
        : documents(database.folder() / "documents"),
          pages(database.folder() / "cache",
                [this](const PageKey& key) -> Result<std::string> {
                    TRY(const auto bytes, documents.get(key.document));
                    TRY(const auto rotation, scan::rotation_of(key.rotation_degrees));
                    TRY(const auto image,
                        scan::render_page(bytes, key.page, key.width_px, rotation));
                    return image.png;
                }),
          office{*database, clock, documents, pages, live} {
        office.data_folder = database.folder();
        office.features = std::move(features);
        database.script(kTown);
        router.before([this](http::Request& request) -> std::optional<http::Response> {
            request.attach(SignedIn{acting, "看護師", "みなと市立総合病院", session_secret(acting),
                                    acting_role});
            return std::nullopt;
        });
        office::add_searching_routes(router);
        for (const auto& feature : office.features)
            if (feature.add_routes) feature.add_routes(router, office);
    }

    http::Response get(std::string_view target) {
        auto request = make_request("GET", target);
        return router.handle(request);
    }
    /// Each call is a new rendering of the form; pass `form_key` yourself to repeat a post.
    http::Response post(std::string_view target,
                        std::vector<std::pair<std::string, std::string>> fields = {},
                        std::vector<http::Upload> files = {}) {
        auto request = make_request("POST", target);
        bool has_key = false;
        for (auto& [name, value] : fields) {
            has_key = has_key || name == "form_key";
            request.parsed_form.add(std::move(name), std::move(value));
        }
        if (!has_key) request.parsed_form.add("form_key", "key-" + std::to_string(++posts_));
        for (auto& file : files) request.parsed_form.add(std::move(file));
        return router.handle(request);
    }
    /// Where a search for `words` in the list `to` leads.
    std::string search(std::string to, std::string words) {
        return std::string{post("/search", {{"to", std::move(to)}, {"q", std::move(words)}})
                               .headers.get("Location")};
    }
    /// Statements that `action` ran on this thread.
    template <typename Action>
    std::uint64_t statements(Action&& action) {
        const auto before = db::Database::statements_on_this_thread();
        action();
        return db::Database::statements_on_this_thread() - before;
    }

    static std::string session_secret(const Viewer& viewer) {
        return "session-of-" + viewer.user.text();
    }
    static constexpr FacilityId kOurHospital{1};
    static constexpr FacilityId kMinatoClinic{2};        // みなと内科クリニック
    static constexpr FacilityId kAobaClinic{3};          // 青葉町クリニック
    static constexpr DepartmentId kCardiology{1};        // 循環器内科
    static constexpr DepartmentId kGastroenterology{2};  // 消化器内科
    static constexpr DepartmentId kOrthopedics{3};       // 整形外科
    static constexpr DoctorId kDrKimura{1};              // 木村 (循環器)
    static constexpr DoctorId kDrHead{2};                // 早川 (循環器 科長)
    const Viewer saeki{UserId{1}, kOurHospital, "佐伯 真理"};
    const Viewer omura{UserId{2}, kOurHospital, "大村 健"};
    const Viewer fujii{UserId{3}, kOurHospital, "藤井 直子"};
    Viewer acting = saeki;
    Role acting_role = Role::Head;

    TestDatabase database;
    FixedClock clock{kTenTwelve};
    DocumentFiles documents;
    PageCache pages;
    http::Broadcaster live;
    Office office;
    http::Router router;

  private:
    http::Request make_request(std::string method, std::string_view target) {
        http::Request request;
        request.method = std::move(method);
        request.target = std::string{target};
        request.path = std::string{target.substr(0, target.find('?'))};
        if (const auto mark = target.find('?'); mark != std::string_view::npos)
            request.query_parameters = http::parse_urlencoded(target.substr(mark + 1)).value();
        request.headers.set("Accept", "text/html");
        return request;
    }

    static constexpr const char* kTown = R"sql(
        INSERT INTO facility (id, kind, code, name, kana, name_key, kana_key, phone, fax, address)
        VALUES (1, 'hospital', '1311234567', 'みなと市立総合病院', 'ミナトシリツソウゴウビョウイン',
                'ミナトシリツソウゴウビョウイン', 'ミナトシリツソウゴビョイン', '042-000-0100', '042-000-0110',
                'みなと市中央1-1-1');
        INSERT INTO facility (id, kind, code, name, kana, name_key, kana_key, phone, fax, reply_means,
                              registered_number, confirmed_on)
        VALUES (2, 'clinic', '1312345678', 'みなと内科クリニック', 'ミナトナイカクリニック',
                'ミナト内科クリニツク', 'ミナトナイカクリニツク', '042-000-0134', '042-000-0135', 'fax', '第0087号', '2026-10-01'),
               (3, 'clinic', '1312345679', '青葉町クリニック', 'アオバチョウクリニック',
                '青葉町クリニツク', 'アオバチヨクリニツク', '042-000-0176', '042-000-0177', 'post', '', NULL);
        INSERT INTO department (id, facility_id, code, name, short_name, position)
        VALUES (1, 1, '08', '循環器内科', '循環器', 1), (2, 1, '06', '消化器内科', '消化器', 2),
               (3, 1, '11', '整形外科', '整形', 3);
        INSERT INTO doctor (id, facility_id, department_id, name, kana, is_head, extension)
        VALUES (1, 1, 1, '木村 亮', 'キムラ リョウ', 0, '2214'), (2, 1, 1, '早川 誠', 'ハヤカワ マコト', 1, '2210'),
               (3, 1, 2, '小野 恵', 'オノ メグミ', 1, '2310'), (4, 2, NULL, '浜田 修', 'ハマダ オサム', 1, '');
        INSERT INTO user_account (id, facility_id, login, name, kana, profession, password_hash)
        VALUES (1, 1, 'saeki', '佐伯 真理', 'サエキ マリ', '看護師', ''),
               (2, 1, 'omura', '大村 健', 'オオムラ ケン', '事務', ''),
               (3, 1, 'fujii', '藤井 直子', 'フジイ ナオコ', '社会福祉士', '');
    )sql";

    int posts_ = 0;
};

}  // namespace kakehashi::testing
