#pragma once

#include <chrono>
#include <filesystem>

#include "platform/scan/scan.hpp"

/// The same work in a process of its own: whatever a hostile file does to poppler or libtiff, the
/// office goes on. The parent starts `<exe> render-page ...`, hands the file over as standard input
/// (no file name is visible in the process list) and reads the answer from a pipe.
namespace kakehashi::scan {

/// The hidden subcommand: app/main calls render_page_main when argv[1] equals this.
constexpr std::string_view kChildCommand = "render-page";

struct ChildLimits {
    std::chrono::seconds cpu{10};
    std::chrono::seconds wall{15};
    int memory_megabytes = 512;  // address space of the child
};

/// render_page() of the file at `file` in a child. Further codes: Invalid scan.too_heavy (a limit
/// was hit) and scan.crashed (the child died); Unavailable scan.reader_unavailable (no child could
/// be started, or the file could not be opened).
Result<PageImage> render_in_child(const std::filesystem::path& exe,
                                  const std::filesystem::path& file, int page,
                                  int width_px = kPageWidthPx, Rotation rotation = Rotation::None,
                                  ChildLimits limits = {});

/// inspect() in a child, with the same further codes.
Result<Inspection> inspect_in_child(const std::filesystem::path& exe, std::string_view bytes,
                                    std::string_view file_name, ChildLimits limits = {});

/// The child's side: argv as main() got it. Returns the exit code; 0 also when the answer is an
/// error about the file.
int render_page_main(int argc, char** argv);

}  // namespace kakehashi::scan
