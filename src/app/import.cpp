#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "base/json/json.hpp"
#include "base/messages.hpp"
#include "exchange/csv/csv.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi::app {
namespace {

/// Larger files are refused before they are read: nothing that arrives is allowed to be as large.
constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{64} << 20;

Result<std::string> read_file(const std::filesystem::path& path) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed)
        return fail(ErrorKind::Invalid, "file.cannot_read", path.filename(), failed.message());
    if (size > kFileBytesMax) return fail(ErrorKind::Invalid, "scan.too_large", path.filename());
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) return fail(ErrorKind::Invalid, "file.cannot_read", path.filename());
    return bytes;
}

json::Value sentences(const std::vector<std::string>& list) {
    json::Array out;
    for (const auto& one : list) out.emplace_back(one);
    return out;
}

void print_line(const json::Value& line) {
    std::printf("%s\n", json::write(line).c_str());
    std::fflush(stdout);
}

json::Value taken_in(const std::string& name, const Intake& intake) {
    const bool known = intake.outcome == IntakeOutcome::KnownAlready;
    return json::object({{"file", name},
                         {"result", known ? "known" : "imported"},
                         {"referral", intake.number},
                         {"state", to_text(intake.outcome)},
                         {"warnings", sentences(intake.warnings)}});
}

json::Value refused(const std::string& name, const Error& error) {
    return json::object(
        {{"file", name}, {"result", "refused"}, {"code", error.code}, {"reason", sentence(error)}});
}

json::Value batch_taken_in(const std::string& name, const BatchReport& report) {
    json::Array refused_rows;
    for (const auto& part : report.refused)
        refused_rows.push_back(json::object({{"row", part.row}, {"reason", part.reason}}));
    json::Array referrals;
    for (const auto& intake : report.taken) referrals.emplace_back(intake.number);
    return json::object({{"file", name},
                         {"result", report.refused.empty() ? "imported"
                                    : report.taken.empty() ? "refused"
                                                           : "partly"},
                         {"referrals", std::move(referrals)},
                         {"refused", std::move(refused_rows)},
                         {"warnings", json::Array{}}});
}

/// One file through its door; true when nothing of it was refused.
bool import_file(Office& office, const Viewer& viewer, const std::string& name) {
    const auto bytes = read_file(name);
    if (!bytes) {
        print_line(refused(name, bytes.error()));
        return false;
    }
    const auto kind = scan::sniff(*bytes);
    const auto file_name = std::filesystem::path{name}.filename().string();
    if (kind == scan::Kind::Csv) {
        const auto table = csv::parse(*bytes);
        auto report = table ? receive_csv(office, viewer, *table, file_name)
                            : Result<BatchReport>{tl::unexpected(table.error())};
        print_line(report ? batch_taken_in(name, *report) : refused(name, report.error()));
        return report && report->refused.empty();
    }
    const bool letter = kind == scan::Kind::Json || name.ends_with(".json");
    const auto intake = letter ? receive_letter(office, viewer, *bytes, file_name)
                               : receive_scan(office, viewer, *bytes, file_name);
    print_line(intake ? taken_in(name, *intake) : refused(name, intake.error()));
    return intake.has_value();
}

}  // namespace

int run_import(const Configuration& configuration) {
    if (configuration.words().empty()) {
        std::fputs("取り込むファイルを書いてください: kakehashi import FILE...\n", stderr);
        return 2;
    }
    const auto program = Program::open(configuration, Opening::Begin);
    if (!program) return explain(program.error());
    auto viewer = (*program)->system_viewer("取り込み");
    if (!viewer) {
        // A first import needs no ceremony: `user add --office NAME` names the office later.
        viewer = (*program)->found_office(std::string{kUnnamedOffice}, "取り込み");
    }
    bool all_taken = true;
    for (const auto& name : configuration.words())
        all_taken &= import_file((*program)->office(), *viewer, name);
    return all_taken ? 0 : 1;
}

}  // namespace kakehashi::app
