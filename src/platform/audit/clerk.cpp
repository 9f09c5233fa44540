#include "platform/audit/clerk.hpp"

#include <pthread.h>

#include <cstdio>
#include <utility>

#include "base/failure_text.hpp"
#include "platform/audit/root_files.hpp"

namespace kakehashi::audit {
namespace {

constexpr const char* kThreadName = "audit-clerk";  // for top and tools/audit_share.mjs
constexpr std::chrono::milliseconds kEvery{250};
constexpr std::chrono::minutes kComplainsEvery{1};
constexpr std::chrono::minutes kLooksForLeftEvery{1};
/// Rows in one transaction: some 20 ms, so that nobody who writes waits for long.
constexpr int kBatch = 500;
/// A journal that is read and larger than this is left for a new one.
constexpr std::int64_t kTurnOverAt = 2 * 1024 * 1024;

constexpr db::Query kPosition{"audit.journal_position", R"sql(
    SELECT position FROM audit_journal WHERE name = $1
)sql"};

constexpr db::Query kKeepPosition{"audit.keep_journal_position", R"sql(
    INSERT INTO audit_journal (name, position) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET position = excluded.position
)sql"};

constexpr db::Query kForgetJournal{"audit.forget_journal", R"sql(
    DELETE FROM audit_journal WHERE name = $1
)sql"};

constexpr db::Query kOneWaiting{"audit.one_waiting", R"sql(
    SELECT id FROM audit_pending LIMIT 1
)sql"};

}  // namespace

Clerk::Clerk(db::Database& database, const Clock& clock, Journal& journal, Strangers& strangers,
             Chain chain, std::function<bool()> leads)
    : database_(database),
      clock_(clock),
      journal_(journal),
      strangers_(strangers),
      chain_(std::move(chain)),
      leads_(std::move(leads)) {}

Clerk::~Clerk() {
    stop();
}

std::vector<Clerk::Source> Clerk::sources() const {
    std::vector<Source> out;
    for (const auto& file : finished_) out.push_back({&file, true});
    out.push_back({&journal_.file(), false});
    return out;
}

std::int64_t Clerk::position_of(const std::string& name) {
    const auto known = positions_.find(name);
    if (known != positions_.end()) return known->second;
    return positions_[name] = database_.read().number(kPosition, name);
}

std::vector<Clerk::Batch> Clerk::read_batches() {
    std::vector<Batch> out;
    for (const auto& source : sources()) {
        Batch batch{source.file->name(), position_of(source.file->name()), 0, {}};
        if (source.file->size() <= batch.from) continue;
        batch.entries =
            source.file->read(batch.from, kBatch, source.is_finished, clock_.now(), batch.next);
        if (batch.next > batch.from) out.push_back(std::move(batch));
    }
    return out;
}

bool Clerk::has_work(const std::vector<Batch>& batches) {
    if (!batches.empty() || !gone_.empty()) return true;
    if (!leads_()) return false;
    auto tx = database_.read();
    if (tx.number(kOneWaiting) != 0) return true;
    const auto head = find_head(tx);
    return !head || date_in_japan(head->at) != date_in_japan(clock_.now());
}

bool Clerk::step() {
    const auto now = clock_.now();
    for (auto& entry : strangers_.counted(now)) static_cast<void>(journal_.append(entry));
    if (const auto tick = std::chrono::steady_clock::now();
        looked_for_left_ == decltype(looked_for_left_){} ||
        tick - looked_for_left_ > kLooksForLeftEvery) {
        looked_for_left_ = tick;
        for (auto& file : left_journals(journal_.folder())) finished_.push_back(std::move(file));
    }
    const auto batches = read_batches();
    if (!has_work(batches)) return false;
    bool more = !batches.empty();
    std::map<std::string, std::int64_t> reached;  // not as a standby knows it: files go for this
    {
        auto tx = database_.write();
        for (const auto& source : sources())
            reached[source.file->name()] = tx.number(kPosition, source.file->name());
        std::vector<Entry> lines;
        for (const auto& batch : batches) {
            if (std::exchange(reached[batch.name], batch.next) != batch.from)
                throw std::logic_error("a journal was moved by somebody else");
            tx.send(kKeepPosition, batch.name, batch.next);
            std::ranges::copy(batch.entries, std::back_inserter(lines));
        }
        for (const auto& name : gone_) tx.send(kForgetJournal, name);
        if (leads_())
            more = chain_.extend(tx, now, kBatch, lines) == kBatch || more;
        else
            for (const auto& entry : lines) note(tx, entry);
        tx.commit();
    }
    chain_.settle();
    gone_.clear();
    positions_ = std::move(reached);
    tidy_files();
    return more;
}

void Clerk::tidy_files() {
    std::erase_if(finished_, [&](JournalFile& file) {
        const auto name = file.name();
        if (position_of(name) < file.size()) return false;
        file.remove();
        positions_.erase(name);
        gone_.push_back(name);
        return true;
    });
    const auto name = journal_.file().name();
    if (position_of(name) > kTurnOverAt && position_of(name) == journal_.file().size())
        if (auto old = journal_.turn_over()) finished_.push_back(*std::move(old));
    const auto written = write_root_files(database_, journal_.folder() / "roots", root_written_);
    if (!written) throw std::runtime_error("the day's root cannot be written");
    root_written_ = *written;
}

/// The machine's failures are told once a minute; until they end, the journal itself is durable.
void Clerk::attempt() {
    try {
        while (step()) {
        }
    } catch (const std::exception& failure) {
        positions_.clear();
        static_cast<void>(journal_.file().bring_to_disk());
        const auto tick = std::chrono::steady_clock::now();
        if (complained_ != decltype(complained_){} && tick - complained_ < kComplainsEvery) return;
        complained_ = tick;
        std::fprintf(stderr, "the audit trail waits in its journal: %s\n",
                     failure_text(failure).c_str());
    }
}

void Clerk::run() {
    ::pthread_setname_np(::pthread_self(), kThreadName);
    std::unique_lock lock(guard_);
    while (!stopping_) {
        lock.unlock();
        attempt();
        lock.lock();
        bell_.wait_for(lock, kEvery, [&] { return stopping_; });
    }
}

void Clerk::start() {
    thread_ = std::thread([this] { run(); });
}

void Clerk::stop() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(guard_);
        stopping_ = true;
    }
    bell_.notify_one();
    thread_.join();
    for (auto& entry : strangers_.counted(clock_.now(), true))
        static_cast<void>(journal_.append(entry));
    attempt();
}

}  // namespace kakehashi::audit
