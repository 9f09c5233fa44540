#include "office/form_reader.hpp"

#include <doctest/doctest.h>

#include "base/id.hpp"
#include "platform/html/writer.hpp"

namespace kakehashi::office {
namespace {

const Date kToday = *make_date(2026, 11, 24);

}  // namespace

TEST_CASE("all mistakes of a form are told at once, each with its field") {
    http::Form form;
    form.add("patient.name", " 佐々木 健一 ");
    form.add("patient.born_on", "昭和65年2月30日");
    form.add("department", "0x1");
    FormReader reader(form, kToday);
    CHECK(reader.name("patient.name", 60, Required::Yes) == "佐々木 健一");
    CHECK_FALSE(reader.birth_date("patient.born_on", Required::Yes).has_value());
    CHECK_FALSE(reader.id<DepartmentId>("department", Required::Yes));
    CHECK(reader.line("purpose", 40, Required::Yes).empty());
    REQUIRE(reader.errors().size() == 3);
    CHECK(reader.errors()[0].field == "patient.born_on");
    CHECK_FALSE(error_of(reader.errors(), "purpose").empty());
    CHECK(error_of(reader.errors(), "patient.name").empty());
    CHECK(reader.typed("patient.born_on") == "昭和65年2月30日");
    html::Writer out;
    render_error_summary(out, reader.errors());
    CHECK(out.str().find("入力を確かめてください(3件)") != std::string::npos);
    CHECK(out.str().find("href=\"#patient.born_on\"") != std::string::npos);
}

TEST_CASE("what may stay empty is empty and not wrong") {
    http::Form form;
    form.add("wished_on", "　 ");
    FormReader reader(form, kToday);
    CHECK_FALSE(reader.date("wished_on").has_value());
    CHECK_FALSE(reader.time("wished_at").has_value());
    CHECK_FALSE(reader.id<DoctorId>("doctor"));
    CHECK(reader.phone("phone").empty());
    CHECK(reader.number("minutes", 5, 60, 15) == 15);
    CHECK(reader.ok());
    html::Writer out;
    render_error_summary(out, reader.errors());
    CHECK(out.str().empty());
}

TEST_CASE("a time is read as it is typed") {
    using std::chrono::hours, std::chrono::minutes;
    const auto read = [](std::string_view typed) {
        http::Form form;
        form.add("at", std::string{typed});
        FormReader reader(form, kToday);
        auto time = reader.time("at");
        CHECK(time.has_value() == reader.ok());
        return time;
    };
    CHECK(read("9:05") == hours{9} + minutes{5});
    CHECK(read("１０：３０") == hours{10} + minutes{30});
    CHECK(read("930") == hours{9} + minutes{30});
    CHECK(read("1715") == hours{17} + minutes{15});
    CHECK(read("14時30分") == hours{14} + minutes{30});
    CHECK(read("9時") == hours{9});
    for (const auto* typed : {"24:00", "9:60", "12345", "あさ", ":", "-1:00", "９", "1:2:3"}) {
        CAPTURE(typed);
        CHECK_FALSE(read(typed).has_value());
    }
}

TEST_CASE("a number outside its range is refused with the range") {
    http::Form form;
    form.add("minutes", "９９");
    form.add("pages", "３");
    FormReader reader(form, kToday);
    CHECK(reader.number("minutes", 5, 60, 15) == 15);
    CHECK(reader.number("pages", 1, 50, 1) == 3);
    REQUIRE(reader.errors().size() == 1);
    CHECK(reader.errors()[0].sentence.find("5〜60") != std::string::npos);
}

TEST_CASE("a message under its field carries the id that the field names") {
    html::Writer out;
    const std::vector<FieldError> errors{{"born_on", "生年月日", "<b>を入力してください"}};
    render_field_error(out, errors, "born_on");
    CHECK(out.str() == "<p class=\"k-err\" id=\"born_on-error\">&lt;b&gt;を入力してください</p>");
}

TEST_CASE("a partner's name is called 名称, not 氏名, and its message still links to its input") {
    http::Form form;
    form.add("name", "");
    FormReader reader(form, kToday, "facility");
    reader.line("name", 80, Required::Yes);
    REQUIRE(reader.errors().size() == 1);
    CHECK(reader.errors()[0].field == "name");
    CHECK(reader.errors()[0].sentence == "名称を入力してください");
}

}  // namespace kakehashi::office
