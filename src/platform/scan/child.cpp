#include "platform/scan/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>

#include "base/messages.hpp"
#include "platform/scan/readers.hpp"

namespace kakehashi::scan {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kAnswerBytesMax = 64U * 1024 * 1024;
constexpr std::size_t kDetailBytesMax = 200;

auto unavailable() {
    return fail(ErrorKind::Unavailable, "scan.reader_unavailable");
}

class Fd {
  public:
    explicit Fd(int fd = -1) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

  private:
    int fd_;
};

Fd in_memory(std::string_view bytes) {
    Fd file(memfd_create("scan", MFD_CLOEXEC));
    while (file && !bytes.empty()) {
        const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) return Fd();
        if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    if (file) ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

/// Starts the child with `input` as its standard input and `output` as its standard output; it
/// inherits no other file and only the variables fontconfig looks at. -1 when it cannot be started.
pid_t spawn(const std::filesystem::path& exe, std::vector<std::string> arguments, int input,
            int output) {
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::vector<std::string> variables;
    for (const char* name : {"HOME", "XDG_CACHE_HOME", "TZ"})
        if (const char* value = std::getenv(name))
            variables.push_back(std::string(name) + "=" + value);
    std::vector<char*> environment;
    environment.reserve(variables.size() + 1);
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = -1;
    const int error =
        posix_spawn(&pid, exe.c_str(), &files, &attributes, argv.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error == 0 ? pid : -1;
}

enum class Read { Ended, TimedOut, TooMuch };

Read read_answer(int fd, SteadyClock::time_point deadline, std::string& answer) {
    std::array<char, 65'536> buffer;
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
        if (left <= 0) return Read::TimedOut;
        pollfd readable{fd, POLLIN, 0};
        if (::poll(&readable, 1, static_cast<int>(left)) <= 0) continue;
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return Read::Ended;
        answer.append(buffer.data(), static_cast<std::size_t>(got));
        if (answer.size() > kAnswerBytesMax) return Read::TooMuch;
    }
}

/// The child's answer, or why there is none.
Result<std::string> ask(const std::filesystem::path& exe, std::vector<std::string> task, Fd input,
                        const ChildLimits& limits) {
    if (!input) return unavailable();
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return unavailable();
    const Fd answer_end(ends[0]);
    Fd child_end(ends[1]);
    std::vector<std::string> arguments{exe.string(), std::string(kChildCommand),
                                       std::to_string(limits.cpu.count()),
                                       std::to_string(limits.memory_megabytes)};
    arguments.insert(arguments.end(), task.begin(), task.end());
    const pid_t pid = spawn(exe, std::move(arguments), input.get(), child_end.get());
    if (pid < 0) return unavailable();
    child_end = Fd();

    std::string answer;
    const Read ended = read_answer(answer_end.get(), SteadyClock::now() + limits.wall, answer);
    if (ended != Read::Ended) ::kill(pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (ended == Read::TooMuch) return fail(ErrorKind::Invalid, "scan.crashed");
    if (ended == Read::TimedOut) return fail(ErrorKind::Invalid, "scan.too_heavy");
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return fail(ErrorKind::Invalid, "scan.too_heavy");
    if (status != 0) return fail(ErrorKind::Invalid, "scan.crashed");
    return answer;
}

/// "error\t<code>\t<detail>": believed only as far as a code we know and a short plain detail.
Error error_in(std::string_view line) {
    Error crashed{ErrorKind::Invalid, "scan.crashed"};
    if (!line.starts_with("error\t") || !line.ends_with('\n')) return crashed;
    line.remove_prefix(6);
    line.remove_suffix(1);
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos || !has_sentence(line.substr(0, tab))) return crashed;
    const std::string_view detail = line.substr(tab + 1);
    const bool plain = detail.size() <= kDetailBytesMax &&
                       std::none_of(detail.begin(), detail.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return {ErrorKind::Invalid,
            std::string(line.substr(0, tab)),
            {},
            plain ? std::string(detail) : std::string()};
}

}  // namespace

Result<PageImage> render_in_child(const std::filesystem::path& exe,
                                  const std::filesystem::path& file, int page, int width_px,
                                  Rotation rotation, ChildLimits limits) {
    TRY(std::string answer, ask(exe,
                                {"page", std::to_string(page), std::to_string(width_px),
                                 std::to_string(static_cast<int>(rotation))},
                                Fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), limits));
    if (!answer.starts_with("png\n")) return fail(error_in(answer));
    PageImage image;
    image.png = answer.substr(4);
    const auto shape = png::measure(image.png);
    if (sniff(image.png) != Kind::Png || !shape) return fail(ErrorKind::Invalid, "scan.crashed");
    image.width_px = static_cast<int>(shape->width);
    image.height_px = static_cast<int>(shape->height);
    return image;
}

Result<Inspection> inspect_in_child(const std::filesystem::path& exe, std::string_view bytes,
                                    std::string_view file_name, ChildLimits limits) {
    // Our own readers handle these; only the large libraries need the fence.
    const Kind kind = sniff(bytes);
    if (bytes.size() > kBytesMax || (kind != Kind::Pdf && kind != Kind::Tiff))
        return inspect(bytes, file_name);

    const auto with_field = [&](Error error) {
        error.field = file_name;
        return error;
    };
    auto answer = ask(exe, {"inspect"}, in_memory(bytes), limits);
    if (!answer) return fail(with_field(answer.error()));
    int pages = 0;
    const char* const end = answer->data() + answer->size();
    if (!answer->starts_with("pages\t") ||
        std::from_chars(answer->data() + 6, end, pages).ec != std::errc{} || pages < 1 ||
        pages > kPagesMax)
        return fail(with_field(error_in(*answer)));
    return inspection_of(kind, pages, file_name);
}

}  // namespace kakehashi::scan
