#include "platform/auth/password.hpp"

#include <sodium.h>

#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace kakehashi {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemoryBytes = std::size_t{19} * 1024 * 1024;

/// One password at a time, in order of arrival: a storm of sign-ins must neither take the memory of
/// the office nor push a colleague back.
class Line {
  public:
    void lock() {
        std::unique_lock lock(guard_);
        moved_.wait(lock, [this, mine = next_++] { return serving_ == mine; });
    }
    void unlock() {
        const std::lock_guard lock(guard_);
        ++serving_;
        moved_.notify_all();
    }

  private:
    std::mutex guard_;
    std::condition_variable moved_;
    std::uint64_t next_ = 0;
    std::uint64_t serving_ = 0;
};

Line& one_at_a_time() {
    static Line line;
    return line;
}

struct Places {
    std::mutex guard;
    int taken = 0;
    int taken_by_known = 0;
    std::map<std::string, int, std::less<>> by_address;
};

Places& places() {
    static Places all;
    return all;
}

void ready() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
}

std::string hex(const std::vector<unsigned char>& bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
    out.pop_back();
    return out;
}

}  // namespace

Result<PasswordPlace> PasswordPlace::take(std::string_view address) {
    auto& all = places();
    const std::lock_guard lock(all.guard);
    const auto here = all.by_address.find(address);
    if (all.taken >= kPasswordsMax ||
        (here != all.by_address.end() && here->second >= kPasswordsPerAddressMax))
        return fail(ErrorKind::Unavailable, "auth.busy");
    ++all.taken;
    ++all.by_address[std::string{address}];
    return PasswordPlace{std::string{address}};
}

Result<PasswordPlace> PasswordPlace::take_known() {
    auto& all = places();
    const std::lock_guard lock(all.guard);
    if (all.taken_by_known >= kPasswordsOfKnownMax)
        return fail(ErrorKind::Unavailable, "auth.busy");
    ++all.taken_by_known;
    return PasswordPlace{std::nullopt};
}

PasswordPlace::PasswordPlace(PasswordPlace&& other) noexcept
    : address_(std::move(other.address_)), held_(std::exchange(other.held_, false)) {}

PasswordPlace::~PasswordPlace() {
    if (!held_) return;
    auto& all = places();
    const std::lock_guard lock(all.guard);
    if (!address_) {
        --all.taken_by_known;
        return;
    }
    --all.taken;
    const auto here = all.by_address.find(*address_);
    if (--here->second == 0) all.by_address.erase(here);
}

std::string hash_password(std::string_view password) {
    ready();
    const std::lock_guard lock(one_at_a_time());
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kPasses, kMemoryBytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("no memory to hash a password");
    return out.data();
}

bool password_matches(std::string_view password, const std::string& hash) {
    ready();
    static const std::string nobody = hash_password(random_token());
    const std::lock_guard lock(one_at_a_time());
    const auto& against = hash.empty() ? nobody : hash;
    const bool matches =
        crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return matches && !hash.empty();
}

std::string random_token(std::size_t bytes) {
    ready();
    std::vector<unsigned char> out(bytes);
    randombytes_buf(out.data(), out.size());
    return hex(out);
}

std::string token_hash(std::string_view token) {
    ready();
    std::vector<unsigned char> out(crypto_generichash_BYTES);
    const std::string copy{token};
    const std::vector<unsigned char> in(copy.begin(), copy.end());
    crypto_generichash(out.data(), out.size(), in.data(), in.size(), nullptr, 0);
    return hex(out);
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace kakehashi
