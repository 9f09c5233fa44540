#include "platform/http/tls.hpp"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <string>

namespace kakehashi::http {
namespace {

constexpr unsigned kChainMost = 16;

std::atomic<const TlsCertificate*> shown = nullptr;

gnutls_datum_t datum_of(std::string& text) {
    return {reinterpret_cast<unsigned char*>(text.data()), static_cast<unsigned>(text.size())};
}

Result<std::string> contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in || text.empty()) return fail(ErrorKind::Invalid, "tls.no_file", {}, file.string());
    return text;
}

bool is_open_to_all(const std::filesystem::path& file) {
    struct stat facts {};
    return ::stat(file.c_str(), &facts) == 0 && (facts.st_mode & S_IRWXO) != 0;
}

}  // namespace

class TlsIdentity {
  public:
    TlsIdentity(std::string certificate_text, std::string key_text)
        : certificate_text_(std::move(certificate_text)), key_text_(std::move(key_text)) {}
    ~TlsIdentity() {
        for (unsigned i = 0; i < chain_size_; ++i) gnutls_pcert_deinit(&chain_[i]);
        if (key_ != nullptr) gnutls_privkey_deinit(key_);
        gnutls_memset(key_text_.data(), 0, key_text_.size());
    }
    TlsIdentity(const TlsIdentity&) = delete;
    TlsIdentity& operator=(const TlsIdentity&) = delete;

    Result<void> import(const TlsFiles& files) {
        const auto certificate = datum_of(certificate_text_);
        unsigned size = kChainMost;
        if (gnutls_pcert_list_import_x509_raw(chain_.data(), &size, &certificate,
                                              GNUTLS_X509_FMT_PEM, 0) < 0)
            return fail(ErrorKind::Invalid, "tls.bad_certificate", {}, files.certificate.string());
        chain_size_ = size;
        const auto key = datum_of(key_text_);
        if (gnutls_privkey_init(&key_) < 0 ||
            gnutls_privkey_import_x509_raw(key_, &key, GNUTLS_X509_FMT_PEM, nullptr, 0) < 0)
            return fail(ErrorKind::Invalid, "tls.bad_key", {}, files.key.string());
        if (!key_fits())
            return fail(ErrorKind::Invalid, "tls.key_does_not_fit", {}, files.key.string());
        return {};
    }
    bool was_read_from(const std::string& certificate_text, const std::string& key_text) const {
        return certificate_text == certificate_text_ && key_text == key_text_;
    }
    void give(gnutls_pcert_st** chain, unsigned* size, gnutls_privkey_t* key) const {
        *chain = chain_.data();
        *size = chain_size_;
        *key = key_;
    }

  private:
    bool key_fits() const {
        gnutls_pubkey_t of_key = nullptr;
        if (gnutls_pubkey_init(&of_key) < 0) return false;
        std::array<unsigned char, 64> ours{};
        std::array<unsigned char, 64> theirs{};
        std::size_t ours_size = ours.size();
        std::size_t theirs_size = theirs.size();
        const bool fits =
            gnutls_pubkey_import_privkey(of_key, key_, 0, 0) >= 0 &&
            gnutls_pubkey_get_key_id(of_key, 0, ours.data(), &ours_size) >= 0 &&
            gnutls_pubkey_get_key_id(chain_[0].pubkey, 0, theirs.data(), &theirs_size) >= 0 &&
            ours == theirs;
        gnutls_pubkey_deinit(of_key);
        return fits;
    }

    std::string certificate_text_;
    std::string key_text_;
    mutable std::array<gnutls_pcert_st, kChainMost>
        chain_{};  // the library's interface is not const
    unsigned chain_size_ = 0;
    gnutls_privkey_t key_ = nullptr;
};

Result<std::unique_ptr<TlsCertificate>> TlsCertificate::open(TlsFiles files) {
    std::unique_ptr<TlsCertificate> out(new TlsCertificate(std::move(files)));
    TRY_DO(out->renew());
    return out;
}

TlsCertificate::TlsCertificate(TlsFiles files) : files_(std::move(files)) {}

TlsCertificate::~TlsCertificate() {
    const auto* self = this;
    shown.compare_exchange_strong(self, nullptr);
}

Result<bool> TlsCertificate::renew() {
    if (is_open_to_all(files_.key))
        return fail(ErrorKind::Invalid, "tls.key_open_to_all", {}, files_.key.string());
    TRY(auto certificate, contents(files_.certificate));
    TRY(auto key, contents(files_.key));
    const auto* before = current();
    if (before != nullptr && before->was_read_from(certificate, key)) return false;
    auto read = std::make_unique<TlsIdentity>(std::move(certificate), std::move(key));
    TRY_DO(read->import(files_));
    const std::lock_guard lock(guard_);
    identities_.push_back(std::move(read));
    return true;
}

const TlsIdentity* TlsCertificate::current() const {
    const std::lock_guard lock(guard_);
    return identities_.empty() ? nullptr : identities_.back().get();
}

void show_certificate(const TlsCertificate* certificate) {
    shown = certificate;
}

namespace {

int retrieve(gnutls_session_t, const gnutls_datum_t*, int, const gnutls_pk_algorithm_t*, int,
             gnutls_pcert_st** chain, unsigned* size, gnutls_privkey_t* key) {
    const auto* certificate = shown.load();
    if (certificate == nullptr) return -1;
    certificate->current()->give(chain, size, key);
    return 0;
}

}  // namespace

void* tls_callback() {
    gnutls_certificate_retrieve_function2* const callback = &retrieve;
    return reinterpret_cast<void*>(callback);
}

const char* tls_priorities() {
    return "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
           "-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE";
}

}  // namespace kakehashi::http
