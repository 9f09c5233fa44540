#include "platform/backup/sealed_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

// The file: this line, the key's id and a line end, the stream's header, then the chunks.
constexpr std::string_view kMagic = "kakehashi-sealed-1 ";
constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kChunk = 64 * 1024;
constexpr std::size_t kSealedChunk = kChunk + crypto_secretstream_xchacha20poly1305_ABYTES;

using State = crypto_secretstream_xchacha20poly1305_state;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

auto cannot_read(const fs::path& path) {
    return fail(ErrorKind::Unavailable, "file.cannot_read", "file", path.string());
}
auto cannot_write(const fs::path& path) {
    return fail(ErrorKind::Unavailable, "file.cannot_write", "out", path.string());
}
auto damaged(const fs::path& path) {
    return fail(ErrorKind::Unavailable, "backup.damaged", {}, path.filename().string());
}

/// A new file that only its owner reads.
File create_private(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    return fd < 0 ? File{} : File{::fdopen(fd, "wb")};
}

bool put(std::FILE* file, const void* bytes, std::size_t size) {
    return std::fwrite(bytes, 1, size, file) == size;
}

bool make_durable(std::FILE* file) {
    return std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
}

/// Fills the buffer as far as the source reaches; nothing when the source fails.
using Read = std::function<std::optional<std::size_t>(std::span<unsigned char>)>;

Result<void> seal(const Read& read, const fs::path& source, const fs::path& target,
                  const BackupKey& key) {
    const auto file = create_private(target);
    if (!file) return cannot_write(target);
    State state;
    unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    crypto_secretstream_xchacha20poly1305_init_push(&state, header, key.bytes());
    const auto first_line = std::string{kMagic} + key.id() + '\n';
    bool good = put(file.get(), first_line.data(), first_line.size()) &&
                put(file.get(), header, sizeof header);
    std::vector<unsigned char> plain(kChunk), next(kChunk), sealed(kSealedChunk);
    auto size = read(plain);
    while (good) {
        if (!size) return cannot_read(source);
        // The last chunk is marked: a file that was cut off is told from a whole one.
        const auto following = *size == kChunk ? read(next) : std::optional<std::size_t>{0};
        if (!following) return cannot_read(source);
        const bool last = *following == 0;
        unsigned long long length = 0;
        crypto_secretstream_xchacha20poly1305_push(
            &state, sealed.data(), &length, plain.data(), *size, nullptr, 0,
            last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                 : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        good = put(file.get(), sealed.data(), length);
        if (last) break;
        std::swap(plain, next);
        size = following;
    }
    if (!good || !make_durable(file.get())) return cannot_write(target);
    return {};
}

using Take = std::function<bool(std::span<const unsigned char>)>;

Result<void> unseal(const fs::path& source, const BackupKey& key, const Take& take) {
    const File file{std::fopen(source.c_str(), "rbe")};
    if (!file) return cannot_read(source);
    std::string line(kMagic.size() + kIdDigits + 1, '\0');
    unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    if (std::fread(line.data(), 1, line.size(), file.get()) != line.size() ||
        !line.starts_with(kMagic) || line.back() != '\n' ||
        std::fread(header, 1, sizeof header, file.get()) != sizeof header)
        return damaged(source);
    if (line.substr(kMagic.size(), kIdDigits) != key.id())
        return fail(ErrorKind::Refused, "backup.wrong_key", {}, source.filename().string());
    State state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, header, key.bytes()) != 0)
        return damaged(source);
    std::vector<unsigned char> sealed(kSealedChunk), plain(kChunk);
    for (bool last = false; !last;) {
        const auto size = std::fread(sealed.data(), 1, sealed.size(), file.get());
        unsigned long long length = 0;
        unsigned char tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&state, plain.data(), &length, &tag,
                                                       sealed.data(), size, nullptr, 0) != 0)
            return damaged(source);
        last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (!take({plain.data(), static_cast<std::size_t>(length)})) return cannot_write(source);
    }
    if (std::fgetc(file.get()) != EOF) return damaged(source);
    return {};
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
    out.pop_back();
    return out;
}

}  // namespace

BackupKey::~BackupKey() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

BackupKey::BackupKey(BackupKey&& other) noexcept : bytes_(other.bytes_) {
    sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

Result<BackupKey> BackupKey::create(const fs::path& file) {
    if (fs::exists(file)) return fail(ErrorKind::Refused, "backup.key_exists", {}, file.string());
    BackupKey key;
    randombytes_buf(key.bytes_.data(), key.bytes_.size());
    const auto out = create_private(file);
    const auto text = hex(key.bytes_) + "\n";
    if (!out || !put(out.get(), text.data(), text.size()) || !make_durable(out.get()))
        return cannot_write(file);
    return key;
}

Result<BackupKey> BackupKey::load(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text;
    std::getline(in, text);
    BackupKey key;
    std::size_t size = 0;
    const bool is_key = text.size() == key.bytes_.size() * 2 &&
                        sodium_hex2bin(key.bytes_.data(), key.bytes_.size(), text.data(),
                                       text.size(), nullptr, &size, nullptr) == 0 &&
                        size == key.bytes_.size();
    sodium_memzero(text.data(), text.size());
    if (!is_key) return fail(ErrorKind::Invalid, "backup.no_key", "backup-key", file.string());
    return key;
}

std::string BackupKey::id() const {
    std::array<std::uint8_t, crypto_generichash_BYTES_MIN> mark{};
    crypto_generichash(mark.data(), mark.size(), bytes_.data(), bytes_.size(), nullptr, 0);
    return hex(mark).substr(0, kIdDigits);
}

Result<void> seal_file(const fs::path& source, const fs::path& target, const BackupKey& key) {
    const File file{std::fopen(source.c_str(), "rbe")};
    if (!file) return cannot_read(source);
    return seal(
        [&](std::span<unsigned char> buffer) -> std::optional<std::size_t> {
            const auto size = std::fread(buffer.data(), 1, buffer.size(), file.get());
            if (std::ferror(file.get()) != 0) return std::nullopt;
            return size;
        },
        source, target, key);
}

Result<void> seal_text(std::string_view text, const fs::path& target, const BackupKey& key) {
    return seal(
        [&](std::span<unsigned char> buffer) -> std::optional<std::size_t> {
            const auto size = std::min(buffer.size(), text.size());
            std::memcpy(buffer.data(), text.data(), size);
            text.remove_prefix(size);
            return size;
        },
        target, target, key);
}

Result<void> open_sealed(const fs::path& source, const fs::path& target, const BackupKey& key) {
    const auto file = create_private(target);
    if (!file) return cannot_write(target);
    TRY_DO(unseal(source, key, [&](std::span<const unsigned char> plain) {
        return put(file.get(), plain.data(), plain.size());
    }));
    if (!make_durable(file.get())) return cannot_write(target);
    return {};
}

Result<std::string> open_sealed_text(const fs::path& source, const BackupKey& key) {
    std::string text;
    TRY_DO(unseal(source, key, [&](std::span<const unsigned char> plain) {
        text.append(plain.begin(), plain.end());
        return true;
    }));
    return text;
}

}  // namespace kakehashi
