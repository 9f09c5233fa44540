#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.hpp"

namespace kakehashi::http {

/// Where the certificate (PEM, with those between it and the root) and its key are.
struct TlsFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// A certificate with its key, read once.
class TlsIdentity;

/// The certificate that new connections are shown; the files may change while the program runs.
/// A process has one at a time: the library calls back without saying for whom.
class TlsCertificate {
  public:
    /// Invalid `tls.no_file`, `tls.key_open_to_all`, `tls.bad_certificate`, `tls.bad_key` or
    /// `tls.key_does_not_fit`, each with the file as detail.
    static Result<std::unique_ptr<TlsCertificate>> open(TlsFiles files);
    ~TlsCertificate();
    TlsCertificate(const TlsCertificate&) = delete;
    TlsCertificate& operator=(const TlsCertificate&) = delete;

    /// Reads the files again if they are others than before: true when new connections get another
    /// certificate now. Errors as open(), and what was shown before is shown on.
    Result<bool> renew();

    /// What is shown now; lives as long as this.
    const TlsIdentity* current() const;

  private:
    explicit TlsCertificate(TlsFiles files);

    const TlsFiles files_;
    mutable std::mutex guard_;
    // Those before the last stay: a handshake may be using them. One more in some weeks.
    std::vector<std::unique_ptr<TlsIdentity>> identities_;
};

/// The certificate of this process for the library's callback; set while a server listens with it.
void show_certificate(const TlsCertificate* certificate);

/// The callback: gnutls_certificate_retrieve_function2.
void* tls_callback();

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone.
const char* tls_priorities();

}  // namespace kakehashi::http
