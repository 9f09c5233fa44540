#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <optional>

#include "platform/scan/child.hpp"

namespace kakehashi::scan {
namespace {

enum Exit { kAnswered = 0, kBadCall = 64, kBrokenPipe = 74 };

void limit(__rlimit_resource what, rlim_t value) {
    const rlimit both{value, value};
    setrlimit(what, &both);
}

/// No core dump (it would hold a patient's letter), nothing written, and no life after the parent.
void lock_in(int cpu_seconds, [[maybe_unused]] int memory_megabytes) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGXFSZ, SIG_IGN);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, static_cast<rlim_t>(cpu_seconds));
#if !defined(__SANITIZE_ADDRESS__)  // whose shadow memory alone is larger
    limit(RLIMIT_AS, static_cast<rlim_t>(memory_megabytes) * 1024 * 1024);
#endif
}

bool read_all(int fd, std::string& bytes) {
    constexpr std::size_t kStep = 256 * 1024;
    while (bytes.size() <= kBytesMax) {
        const std::size_t had = bytes.size();
        bytes.resize(had + kStep);
        const ssize_t got = ::read(fd, bytes.data() + had, kStep);
        if (got < 0 && errno != EINTR) return false;
        bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0) return true;
    }
    return true;  // one step too long: the reader says scan.too_large
}

int write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) return kBrokenPipe;
        if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return kAnswered;
}

int answer_error(const Error& error) {
    return write_all("error\t" + error.code + "\t" + error.detail + "\n");
}

std::optional<int> number(const char* text) {
    const std::string_view digits(text);
    int value = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
    if (error != std::errc{} || end != digits.end()) return std::nullopt;
    return value;
}

}  // namespace

// argv: kakehashi render-page <cpu> <megabytes> inspect
//       kakehashi render-page <cpu> <megabytes> page <page> <width> <degrees>
int render_page_main(int argc, char** argv) {
    if (argc < 5) return kBadCall;
    const auto cpu = number(argv[2]);
    const auto megabytes = number(argv[3]);
    if (!cpu || !megabytes) return kBadCall;
    lock_in(*cpu, *megabytes);
    const std::string_view task(argv[4]);
    std::string bytes;
    if (!read_all(STDIN_FILENO, bytes)) return kBadCall;

    if (task == "inspect") {
        const auto inspection = inspect(bytes, {});
        if (!inspection) return answer_error(inspection.error());
        return write_all("pages\t" + std::to_string(inspection->pages) + "\n");
    }
    if (task != "page" || argc != 8) return kBadCall;
    const auto page = number(argv[5]);
    const auto width = number(argv[6]);
    const auto degrees = number(argv[7]);
    if (!page || !width || !degrees) return kBadCall;
    const auto rotation = rotation_of(*degrees);
    if (!rotation) return answer_error(rotation.error());
    const auto image = render_page(bytes, *page, *width, *rotation);
    if (!image) return answer_error(image.error());
    return write_all("png\n" + image->png);
}

}  // namespace kakehashi::scan
