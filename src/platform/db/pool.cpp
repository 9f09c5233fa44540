#include "platform/db/pool.hpp"

#include <algorithm>
#include <cstdio>

namespace kakehashi::db {
namespace {

constexpr Query kSavepoint{"db.savepoint", "SAVEPOINT change"};
constexpr Query kKeep{"db.keep_change", "RELEASE SAVEPOINT change"};
constexpr Query kTakeBack{"db.take_back_change", "ROLLBACK TO SAVEPOINT change"};

/// Nobody who is done waits longer than this for those behind to begin, and no transaction grows
/// without end.
constexpr std::chrono::milliseconds kGroupAgeMax{20};
constexpr int kGroupMembersMax = 64;

constexpr std::chrono::milliseconds kReadersWaitMax{50};

/// A look for damage takes a twentieth of the time at most.
constexpr std::chrono::seconds kLooksAgainAfter{5};
constexpr int kLookShare = 20;

/// Who goes on in a transaction that another began sees what is theirs to see.
void look_as(Connection& connection, const Sight& sight) {
    const Value who[] = {bind(sight.user), bind(sight.house), bind(sight.partner)};
    connection.send(sight.of == Sight::Of::Program ? kLookAsProgram : kLookAs, who);
}

}  // namespace

Pool::Pool(std::unique_ptr<Engine> engine, Options options)
    : engine_(std::move(engine)), options_(std::move(options)), writer_(engine_->connect(true)) {
    if (!options_.standby.empty()) standby_ = std::make_unique<Standby>(*writer_, options_);
}

Pool::Reader Pool::enter_as_reader() {
    std::unique_lock lock(guard_);
    reader_left_.wait(lock, [&] { return !readers_wait_ && readers_busy_ < options_.readers; });
    ++readers_busy_;
    if (readers_.empty()) return {};
    auto reader = std::move(readers_.back());
    readers_.pop_back();
    return reader;
}

void Pool::leave_as_reader(Reader reader) {
    {
        const std::lock_guard lock(guard_);
        if (--readers_busy_ == 0) readers_gone_.notify_one();
        if (reader.connection && reader.at_standby == reads_standby_)
            readers_.push_back(std::move(reader));
    }
    reader_left_.notify_one();
}

void Pool::set_reads_standby(bool reads) {
    const std::lock_guard lock(guard_);
    if (reads_standby_.exchange(reads) == reads) return;
    readers_.clear();
    std::fprintf(stderr, "pages are read from the %s\n", reads ? "standby" : "database again");
}

std::unique_ptr<Connection> Pool::enter_as_writer() {
    std::unique_lock lock(guard_);
    if (writer_busy_) {
        Waiting me;
        writers_waiting_.push_back(&me);
        me.called.wait(lock, [&] { return me.has_turn; });
    }
    writer_busy_ = true;
    return std::move(writer_);
}

void Pool::leave_as_writer(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(guard_);
    writer_ = std::move(connection);
    if (writers_waiting_.empty()) {
        writer_busy_ = false;
        return;
    }
    auto* next = writers_waiting_.front();
    writers_waiting_.pop_front();
    next->has_turn = true;
    next->called.notify_one();  // while the lock is held: it goes when it wakes
}

void Pool::set_takes_writes(bool takes) {
    const bool before = takes_writes_.exchange(takes);
    if (takes && !before) took_writes_again_ = std::chrono::steady_clock::now();
    if (takes && reads_standby_) set_reads_standby(false);
}

bool Pool::refused_writes_within(std::chrono::seconds span) const {
    if (!takes_writes()) return true;
    const auto again = took_writes_again_.load();
    return again != decltype(again){} && std::chrono::steady_clock::now() - again < span;
}

void Pool::suspect_damage() {
    if (engine_->kind() == EngineKind::sqlite) damage_suspected_ = true;
}

bool Pool::is_whole() {
    if (!damage_suspected_) return true;
    const auto begun = std::chrono::steady_clock::now();
    if (begun < next_look_) return false;
    std::vector<std::string> faults;
    with_reader([&](Connection& connection) { faults = engine_->faults(connection); });
    if (!faults.empty()) {
        const auto took = std::chrono::steady_clock::now() - begun;
        next_look_ = begun + std::max<std::chrono::steady_clock::duration>(kLooksAgainAfter,
                                                                           kLookShare * took);
        std::fprintf(stderr, "the database is damaged (%s): see docs/operator/broken.md\n",
                     faults.front().c_str());
    }
    damage_suspected_ = !faults.empty();
    return faults.empty();
}

void Pool::renew_readers() {
    const std::lock_guard lock(guard_);
    readers_.clear();
}

void Pool::set_after_write(std::function<void()> action) {
    const std::lock_guard lock(guard_);
    after_write_ = std::move(action);
}

void Pool::tell_after_write() {
    std::function<void()> action;
    {
        const std::lock_guard lock(guard_);
        action = after_write_;
    }
    if (action) action();
}

Connection& Pool::usable(std::unique_ptr<Connection>& connection, bool writes) {
    if (!connection || !connection->is_alive()) connection = engine_->connect(writes);
    return *connection;
}

void Pool::with_writer(const std::function<void(Connection&)>& work) {
    auto connection = enter_as_writer();
    try {
        if (group_) close_group(connection);
        work(usable(connection, true));
    } catch (...) {
        connection.reset();  // before the next opens one: it may hold the writing place
        leave_as_writer(nullptr);
        throw;
    }
    leave_as_writer(std::move(connection));
    tell_after_write();  // a group may have been closed, and a script may have written
}

void Pool::with_reader(const std::function<void(Connection&)>& work) {
    auto reader = enter_as_reader();
    try {
        if (reader.at_standby) reader = {};
        work(usable(reader.connection, false));
    } catch (...) {
        leave_as_reader({});
        throw;
    }
    leave_as_reader(std::move(reader));
}

void Pool::begin(std::unique_ptr<Connection>& connection, bool writes, Standby* at) {
    if (connection) {
        try {
            connection->begin(writes, sight_of_this_thread());
            return;
        } catch (const DatabaseError&) {
            if (connection->is_alive()) throw;
        }
    }
    connection = at ? at->connect() : engine_->connect(writes);
    connection->begin(writes, sight_of_this_thread());
}

void Pool::begin_reading(Reader& reader) {
    const bool tried_standby = reads_standby_;
    if (tried_standby && begin_at_standby(reader)) return;
    try {
        begin(reader.connection, false);
    } catch (const DatabaseError&) {
        if (!standby_ || tried_standby) throw;
        set_reads_standby(true);
        set_takes_writes(false);  // last: the next commit takes both back
        if (!begin_at_standby(reader)) throw;
    }
}

bool Pool::begin_at_standby(Reader& reader) {
    try {
        if (!reader.at_standby) reader = {nullptr, true};
        begin(reader.connection, false, standby_.get());
        return true;
    } catch (const DatabaseError&) {
        reader = {};
        return false;
    }
}

bool Pool::somebody_may_join() {
    const std::lock_guard lock(guard_);
    return !writers_waiting_.empty() && group_->members < kGroupMembersMax &&
           std::chrono::steady_clock::now() - group_->first_done < kGroupAgeMax;
}

void Pool::close_group(std::unique_ptr<Connection>& connection) {
    try {
        connection->commit(true);
        set_takes_writes(true);
        end_group({});
    } catch (const std::exception& failure) {
        set_takes_writes(false);
        connection.reset();
        end_group(failure.what());
    }
    if (connection && connection->log_is_long()) shorten_log(*connection);
}

void Pool::shorten_log(Connection& writer) {
    std::unique_lock lock(guard_);
    readers_wait_ = true;
    readers_gone_.wait_for(lock, kReadersWaitMax, [&] { return readers_busy_ == 0; });
    lock.unlock();
    writer.begin_log_anew();
    lock.lock();
    readers_wait_ = false;
    reader_left_.notify_all();
}

void Pool::end_group(const std::string& failure) {
    const auto group = std::move(group_);
    {
        const std::lock_guard lock(guard_);
        group->over = true;
        group->failure = failure;
    }
    group->ended.notify_all();
}

Reading::Reading(Pool& pool) : pool_(pool), reader_(pool.enter_as_reader()) {
    try {
        pool_.begin_reading(reader_);
    } catch (...) {
        pool_.leave_as_reader({});
        throw;
    }
}

Reading::~Reading() {
    try {
        reader_.connection->rollback();
    } catch (const std::exception&) {
        reader_ = {};  // in an unknown state: the next user gets a new one
    }
    pool_.leave_as_reader(std::move(reader_));
}

Writing::Writing(Pool& pool) : pool_(pool), connection_(pool.enter_as_writer()) {
    try {
        begin_turn();
    } catch (...) {
        pool_.set_takes_writes(false);
        connection_.reset();  // before the next opens one: it may hold the writing place
        if (pool_.group_) pool_.end_group("the connection was lost");
        pool_.leave_as_writer(nullptr);
        throw;
    }
}

void Writing::begin_turn() {
    if (pool_.group_) {
        connection_->send(kSavepoint, {});
        look_as(*connection_, sight_of_this_thread());
    } else {
        pool_.begin(connection_, true);
        pool_.group_ = std::make_shared<Pool::Group>();
    }
    group_ = pool_.group_;
}

void Writing::commit() {
    if (group_->members > 0) connection_->send(kKeep, {});
    connection_->settle();  // a failure that is this one's alone
    if (++group_->members == 1) group_->first_done = std::chrono::steady_clock::now();
    end_turn();
    {
        std::unique_lock lock(pool_.guard_);
        group_->ended.wait(lock, [&] { return group_->over; });
    }
    if (!group_->failure.empty()) throw DatabaseError("commit: " + group_->failure);
}

Writing::~Writing() {
    if (!connection_) return;
    try {
        take_back();
    } catch (const std::exception& failure) {
        connection_.reset();
        if (pool_.group_) pool_.end_group(failure.what());
    }
    end_turn();
}

void Writing::take_back() {
    try {
        connection_->settle();
    } catch (const std::exception&) {
        // What failed late is taken back with the rest.
    }
    if (group_->members == 0) {
        connection_->rollback();
        pool_.end_group("nobody is in it");
    } else if (connection_->in_transaction()) {
        connection_->run(kTakeBack, {}, nullptr);
        connection_->run(kKeep, {}, nullptr);
    } else {
        pool_.end_group("the engine gave the transaction up");
    }
}

void Writing::end_turn() {
    const bool wrote = pool_.group_ && !pool_.somebody_may_join();
    if (wrote) pool_.close_group(connection_);
    pool_.leave_as_writer(std::move(connection_));
    if (wrote && group_->failure.empty()) pool_.tell_after_write();
}

}  // namespace kakehashi::db
