#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "form/samples.hpp"

namespace kakehashi::form {
namespace {

/// The PDFs stay behind for people to look at beside the design's targets.
void keep(const char* name, const std::string& bytes) {
    const auto folder = std::filesystem::temp_directory_path() / "kakehashi-forms";
    std::filesystem::create_directories(folder);
    std::ofstream{folder / (std::string{name} + ".pdf"), std::ios::binary} << bytes;
}

template <typename Drawn>
std::string drawn(const Drawn& result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().code << " " << result.error().field << " "
                                                            << result.error().detail);
    return *result;
}

}  // namespace

TEST_CASE("the six forms of the design are drawn") {
    keep("02a", drawn(draw_booking_slip(sample::booking_slip())));
    keep("02b", drawn(draw_patient_guide(sample::patient_guide())));
    keep("03", drawn(draw_visit_report(sample::visit_report())));
    keep("04a", drawn(draw_reply_letter(sample::interim_reply())));
    keep("04b", drawn(draw_reply_letter(sample::final_reply())));
    keep("05", drawn(draw_fax_cover(sample::fax_cover())));
    keep("06", drawn(draw_intake_card(sample::intake_card())));
}

}  // namespace kakehashi::form
