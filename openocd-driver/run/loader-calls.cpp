#include "openocd-driver/run/loader-calls.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-image.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/run/sealed.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace xspi {

using caller::Report;
using caller::Slot;

namespace {

constexpr unsigned kHaltMs = 2000;
constexpr unsigned kLooksAtReport = 20; // that arrive damaged before the link is called broken
constexpr unsigned kResends = 10;       // of one slot
constexpr unsigned kLooksPerPoll = 16;  // at the report, for one at the core
constexpr std::uint32_t kDigestMs = 20'000, kDigestBytesPerMs = 200;

std::vector<std::uint32_t> words_of(std::span<const std::uint8_t> bytes) {
    std::vector<std::uint32_t> words(bytes.size() / 4);
    std::memcpy(words.data(), bytes.data(), words.size() * 4);
    return words;
}
std::uint32_t hash_of(std::span<const std::uint8_t> bytes) {
    const auto words = words_of(bytes);
    return caller::hash_of(words.data(), std::uint32_t(words.size()));
}
std::vector<std::uint8_t> whole_words(std::span<const std::uint8_t> bytes) {
    std::vector<std::uint8_t> result(bytes.begin(), bytes.end());
    result.resize((result.size() + 3) / 4 * 4, 0xFF);
    return result;
}

} // namespace

LoaderPlacement place_with_caller(const Loader& loader, std::span<const LoaderRange> ram) {
    return place(loader, ram, {std::uint32_t(caller_image().size()), caller::kAlignment});
}

LoaderCalls::LoaderCalls(TargetPort& target, const Loader& loader, const LoaderPlacement& placed,
                         std::string file, std::uint32_t watchdog, std::uint32_t feed)
    : target_(target), loader_(loader), placed_(placed), session_(loader, placed), file_(std::move(file)),
      watchdog_(watchdog), feed_(feed) {
    const auto image = caller_image();
    if (image.size() < sizeof(header_))
        throw Failure("XSPI-1339", "this build contains no caller for loaders");
    std::memcpy(&header_, image.data(), sizeof(header_));
    if (header_.magic != caller::kMagic || header_.version != caller::kVersion)
        throw Failure("XSPI-1339", "the caller in this build speaks another version than the driver");
}

LoaderCalls::~LoaderCalls() { abandon(); }

// ---- A phase

void LoaderCalls::begin(LoaderPhase phase) {
    end();
    target_.reset_halt();
    prepare_core();
    load_caller();
    start();
    phase_ = phase;
    load_image();
    if (const auto init = session_.begin(phase).init) call(*init);
    initialised_ = true;
}

void LoaderCalls::uninit() {
    if (!std::exchange(initialised_, false)) return;
    if (const auto frame = session_.end(*phase_)) call(*frame);
}

void LoaderCalls::end() {
    if (!running_) return;
    while (!queue_.empty()) await();
    uninit();
    running_ = false;
    phase_.reset();
    target_.write(control(offsetof(caller::Control, stop)), bytes_of(caller::Signal{1, ~1u}));
    if (!target_.wait_stopped(kHaltMs) && target_.was_reset()) throw target_was_reset();
}

// On the way out because of an error, which is the one that is reported.
void LoaderCalls::abandon() noexcept {
    if (!running_) return;
    running_ = initialised_ = false;
    phase_.reset();
    queue_.clear();
    try {
        target_.wait_stopped(1);
    } catch (...) {}
}

// ---- Calls

bool LoaderCalls::has_room(bool for_program) const {
    return queue_.size() + 1 < caller::kSlots && (!for_program || programs_ < placed_.buffers.size());
}

void LoaderCalls::erase(std::uint32_t address, std::uint32_t size) {
    queue(session_.erase_sector(address, size), good());
}

void LoaderCalls::program(std::uint32_t address, std::span<const std::uint8_t> bytes, std::uint32_t step) {
    const std::size_t buffer = sequence_ % placed_.buffers.size();
    queue(session_.program(address, std::uint32_t(bytes.size()), buffer), good(), bytes, step);
}

void LoaderCalls::queue(const LoaderFrame& frame, std::uint32_t good, std::span<const std::uint8_t> data,
                        std::uint32_t step) {
    Queued call{{}, whole_words(data), name_of(frame.call), frame.timeout_ms, false};
    call.changes = frame.call == LoaderCall::EraseSector || frame.call == LoaderCall::Program;
    call.slot.function = frame.entry;
    std::copy(frame.arguments.begin(), frame.arguments.end(), call.slot.arguments);
    call.slot.good = good;
    if (!data.empty()) {
        call.slot.size = std::uint32_t(data.size());
        call.slot.step = step;
        call.slot.buffer = frame.arguments[2];
    }
    queue(std::move(call));
}

void LoaderCalls::queue(Queued call) {
    call.slot.sequence = ++sequence_;
    call.slot.buffer_size = std::uint32_t(call.data.size());
    call.slot.buffer_hash = hash_of(call.data);
    call.slot.hash = caller::hash_of(&call.slot.sequence, offsetof(Slot, hash) / 4);
    programs_ += call.data.empty() ? 0 : 1;
    if (queue_.empty()) called_at_ = changing_since_ = target_.milliseconds();
    queue_.push_back(std::move(call));
    attempt_ = 0;
    send(queue_.back());
    ring();
}

void LoaderCalls::send(const Queued& call) {
    if (!call.data.empty()) target_.write(call.slot.buffer, call.data);
    target_.write(
        control(offsetof(caller::Control, slots) + call.slot.sequence % caller::kSlots * sizeof(Slot)),
        bytes_of(call.slot));
}

void LoaderCalls::ring() {
    const std::uint32_t bell = caller::ring(sequence_, attempt_);
    target_.write(control(offsetof(caller::Control, doorbell)), bytes_of(caller::Signal{bell, ~bell}));
}

void LoaderCalls::call(const LoaderFrame& frame) {
    queue(frame, good());
    while (!queue_.empty()) await();
}

void LoaderCalls::await() {
    if (queue_.empty()) return;
    const std::uint32_t sequence = queue_.front().slot.sequence;
    while (!queue_.empty() && queue_.front().slot.sequence == sequence) heed(look());
}

Report LoaderCalls::look() {
    Report report{};
    for (unsigned looks = 0; looks < kLooksAtReport; ++looks) {
        target_.read(control(offsetof(caller::Control, report)), writable_bytes_of(report));
        const bool fresh = report.magic == 0 && report.hash == 0;
        if (fresh || report.hash == caller::hash_of(&report.magic, offsetof(Report, hash) / 4)) return report;
    }
    look_at_core();
    damaged();
}

void LoaderCalls::heed(const Report& report) {
    if (watchdog_ != 0) target_.write_word(watchdog_, feed_);
    changed_ = changed_before_ + report.changed;
    while (!queue_.empty() && queue_.front().slot.sequence <= report.completed) {
        const std::int64_t now = target_.milliseconds();
        if (queue_.front().changes) working_ms_ += now - changing_since_;
        changing_since_ = called_at_ = now;
        programs_ -= queue_.front().data.empty() ? 0 : 1;
        attempt_ = 0;
        queue_.pop_front();
    }
    if (queue_.empty()) return;
    const bool rung = report.error_ring == caller::ring(sequence_, attempt_);
    if (report.error == caller::Error::DamagedSlot || report.error == caller::Error::DamagedBuffer) {
        if (rung) resend();
    } else if (report.error != caller::Error::None) {
        failed(queue_.front(), report);
    }
    if (report.calls != calls_) called_at_ = target_.milliseconds();
    calls_ = report.calls;
    under_way_ = report.under_way;
    if (++looks_ % kLooksPerPoll == 0) look_at_core();
    if (target_.interrupted()) {
        abandon();
        throw Failure(Failure::Kind::Interrupted, "XSPI-0304",
                      "interrupted by the user; the loader was halted, wherever it was");
    }
    if (target_.milliseconds() - called_at_ > queue_.front().timeout_ms) hangs(queue_.front());
}

void LoaderCalls::resend() {
    if (++attempt_ > kResends) damaged();
    for (const Queued& call : queue_) send(call);
    ring();
}

void LoaderCalls::look_at_core() {
    target_.keep_alive();
    target_.poll();
    if (target_.was_reset()) {
        abandon();
        throw target_was_reset();
    }
    if (target_.halted()) stopped(queue_.empty() ? nullptr : &queue_.front());
}

// ---- What the memory holds

std::vector<caller::RangeDigest> LoaderCalls::digest(std::span<const caller::Range> ranges) {
    constexpr std::size_t kHash = 4;
    const std::size_t most =
        (placed_.buffer_size - kHash) / (sizeof(caller::Range) + sizeof(caller::RangeDigest));
    const std::uint32_t buffer = placed_.buffers[0];
    std::vector<caller::RangeDigest> digests;
    while (digests.size() < ranges.size()) {
        const auto part = ranges.subspan(digests.size(), std::min(most, ranges.size() - digests.size()));
        std::uint64_t bytes = 0;
        for (const caller::Range& range : part) bytes += range.length & ~caller::kGlanceMayDo;
        const auto* data = reinterpret_cast<const std::uint8_t*>(part.data());
        const std::uint32_t results = buffer + std::uint32_t(part.size_bytes());
        Queued call{{}, {data, data + part.size_bytes()}, "the digest", 0, false};
        call.timeout_ms = kDigestMs + std::uint32_t(bytes / kDigestBytesPerMs);
        call.slot.function = placed_.beside + header_.digest;
        call.slot.buffer = buffer;
        const std::array<std::uint32_t, 3> arguments{buffer, std::uint32_t(part.size()), results};
        std::copy(arguments.begin(), arguments.end(), call.slot.arguments);
        queue(std::move(call));
        await();
        std::vector<std::uint8_t> found(part.size() * sizeof(caller::RangeDigest) + kHash);
        for (unsigned reads = 0;; ++reads) {
            if (reads == kResends) damaged();
            target_.read(results, found);
            const auto words = words_of(found);
            if (caller::hash_of(words.data(), std::uint32_t(words.size() - 1)) == words.back()) break;
        }
        digests.resize(digests.size() + part.size());
        std::memcpy(&*(digests.end() - std::ptrdiff_t(part.size())), found.data(), found.size() - kHash);
    }
    return digests;
}

std::vector<std::uint8_t> LoaderCalls::read(std::uint32_t address, std::uint32_t size) {
    call(*session_.read(address, size, 0));
    std::vector<std::uint8_t> bytes(size);
    read_twice(target_, placed_.buffers[0], bytes);
    return bytes;
}

bool LoaderCalls::touch(std::uint32_t address) {
    constexpr std::uint32_t kSome = 16;
    auto frame = session_.read(address, kSome, 0);
    if (!frame) frame = session_.verify(address, kSome, 0);
    if (!frame) return false;
    queue(*frame, caller::kAnything);
    await();
    return true;
}

void LoaderCalls::zero(std::span<const caller::Range> ranges) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(ranges.data());
    Queued call{{}, {data, data + ranges.size_bytes()}, "zeroing its variables", kDigestMs, false};
    call.slot.function = placed_.beside + header_.zero;
    call.slot.buffer = placed_.buffers[0];
    call.slot.arguments[0] = placed_.buffers[0];
    call.slot.arguments[1] = std::uint32_t(ranges.size());
    queue(std::move(call));
    await();
}

} // namespace xspi
