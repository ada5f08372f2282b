#include "openocd-driver/run/loader-server.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/window-state.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace xspi {

using agent::Operation;

namespace {

static_assert(sizeof(caller::Range) == sizeof(agent::Glance) && caller::kGlanceMayDo == agent::kGlanceMayDo);
static_assert(sizeof(caller::RangeDigest) == sizeof(agent::RangeDigest) &&
              std::uint32_t(caller::Seen::Blank) == std::uint32_t(agent::Seen::Blank));

bool meet(const FlashRange& a, const FlashRange& b) { return a.address < b.end() && b.address < a.end(); }

FlashRange range_of(const AgentRequest& request) {
    return {request.address, std::max(request.length, request.argument0)};
}

bool is_blank(std::span<const std::uint8_t> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0xFF; });
}

// OpenOCD's image_calculate_checksum().
std::uint32_t image_checksum(std::span<const std::uint8_t> bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= std::uint32_t{byte} << 24;
        for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ ((crc >> 31) != 0 ? 0x04C11DB7u : 0u);
    }
    return crc;
}

} // namespace

LoaderServer::LoaderServer(TargetPort& target, const Family& family, const Loader& loader,
                           const LoaderPlacement& placed, LoaderMemoryPlace place,
                           const PlanGeometry& geometry, bool preserve_ram)
    : target_(target), family_(family), loader_(loader), placed_(placed), place_(std::move(place)),
      geometry_(geometry), preserve_ram_(preserve_ram), ram_(target),
      calls_(target, loader, placed, place_.file, family.watchdog.key_register, family.watchdog.reload) {}

// ---- The core

void LoaderServer::need_core() {
    if (has_core_) return;
    take_core();
    has_core_ = true;
    if (preserve_ram_)
        for (const LoaderRange& range : placed_.used) ram_.save(range.address, std::uint32_t(range.size));
}

void LoaderServer::need(LoaderPhase phase) {
    need_core();
    if (calls_.phase() == phase) return;
    calls_.begin(phase);
    if (phase != LoaderPhase::Verify) return;
    look_how_to_read();
    if (reading_ != Reading::ByLoader) widen_window(target_, family_, place_.base, place_.reach);
    check_guards();
}

bool LoaderServer::leave() {
    if (!std::exchange(has_core_, false)) return false;
    const bool readable = calls_.phase() == LoaderPhase::Verify && reading_ != Reading::ByLoader;
    calls_.end();
    if (calls_.working_ms() != 0)
        bridge_log(BRIDGE_INFO, fmt::format("{}: the loader {} erased and programmed for {:.2f} s",
                                            place_.bank, place_.file, double(calls_.working_ms()) / 1000)
                                    .c_str());
    ram_.restore();
    return readable && is_mapped();
}

bool LoaderServer::is_mapped() {
    const WindowState state = window_state(target_, family_, place_.base);
    if (state != WindowState::NoController) return state == WindowState::Mapped;
    try { // a memory on a parallel bus, which is there once its controller has been set up
        std::array<std::uint8_t, 4> bytes{};
        target_.read(place_.base, bytes);
        return true;
    } catch (const Failure&) { return false; }
}

// What the loader reads with, read by the controller itself: faster, and without the loader's word.
bool LoaderServer::map_by_command() {
    return calls_.touch(place_.base) && map_as_last_read(target_, family_, place_.base, place_.reach);
}

// Some map their memory in Init, some in UnInit, some with the first Read, and some never.
void LoaderServer::look_how_to_read() {
    if (reading_ == Reading::WindowAfterUnInit) return calls_.uninit();
    if (reading_ == Reading::ByLoader) return;
    if (is_mapped()) {
        reading_ = Reading::Window;
    } else if (map_by_command()) {
        reading_ = Reading::WindowByCommand;
    } else if (is_mapped()) {
        reading_ = Reading::Window;
    } else if (loader_.entry(LoaderCall::Read)) {
        reading_ = Reading::ByLoader;
    } else {
        calls_.uninit();
        if (!is_mapped())
            throw Failure(
                "XSPI-1335",
                "{}: nothing shows what the memory holds: the loader {} has no Read, and its Init does "
                "not map it at 0x{:08X}. Without that nobody could tell whether it was programmed; nothing "
                "was changed",
                place_.bank, place_.file, place_.base);
        reading_ = Reading::WindowAfterUnInit;
    }
}

// ---- Requests

std::uint32_t LoaderServer::submit(AgentRequest request) {
    const std::uint32_t sequence = ++sequence_;
    if (request.operation == Operation::Erase || request.operation == Operation::Program) {
        waiting_.push_back({sequence, std::move(request)});
        return sequence;
    }
    if (sequence > 1) wait(sequence - 1);
    auto bytes = carry_out(request);
    if (!bytes.empty()) results_[sequence] = std::move(bytes);
    finished(sequence);
    return sequence;
}

std::vector<std::uint8_t> LoaderServer::carry_out(const AgentRequest& request) {
    const FlashRange range{request.address, request.length};
    switch (request.operation) {
    case Operation::Map: need(LoaderPhase::Verify); return {};
    case Operation::Read: return read(range);
    case Operation::Crc32: crc_ = image_checksum(read(range)); return {};
    case Operation::Digest: {
        std::vector<caller::Range> ranges;
        const std::size_t each = request.argument0 == 1 ? sizeof(agent::Glance) : sizeof(agent::Range);
        for (std::size_t at = 0; at + each <= request.payload.size(); at += each) {
            std::memcpy(&ranges.emplace_back(), request.payload.data() + at, each);
            ranges.back().address += place_.base;
        }
        const auto digests = digest(std::span<const caller::Range>(ranges));
        std::vector<std::uint8_t> bytes(digests.size() * sizeof(agent::RangeDigest));
        if (!bytes.empty()) std::memcpy(bytes.data(), digests.data(), bytes.size());
        return bytes;
    }
    default: throw Failure("XSPI-0001", "a loader was asked for what only the agent does");
    }
}

bool LoaderServer::done(std::uint32_t sequence) const {
    return sequence <= completed_ || done_.count(sequence) != 0;
}

void LoaderServer::finished(std::uint32_t sequence) {
    done_.insert(sequence);
    while (done_.erase(completed_ + 1) != 0) ++completed_;
}

agent::Status LoaderServer::wait(std::uint32_t sequence) {
    while (!done(sequence)) advance();
    agent::Status status;
    status.completed = completed_;
    status.result0 = crc_;
    return status;
}

std::vector<std::uint8_t> LoaderServer::run(AgentRequest request) {
    return result(submit(std::move(request)));
}

std::vector<std::uint8_t> LoaderServer::result(std::uint32_t sequence) {
    const auto found = results_.find(sequence);
    if (found == results_.end()) return {};
    std::vector<std::uint8_t> bytes = std::move(found->second);
    results_.erase(found);
    return bytes;
}

// ---- Changes, a round at a time: erases first, then programs

// A loader is reset and loaded for each phase, so a round takes all that may go together: an erase goes ahead
// of programs that it does not meet. What has bytes of others is erased last and programmed first: so they
// are lost for the shortest time.
void LoaderServer::begin_round() {
    std::vector<FlashRange> changed, programmed;
    std::vector<Request> merged, plain;
    while (!waiting_.empty()) {
        const Request& next = waiting_.front();
        const FlashRange range = range_of(next.request);
        const bool erases = next.request.operation == Operation::Erase || next.request.argument0 != 0;
        const bool meets = std::any_of(programmed.begin(), programmed.end(),
                                       [&](const FlashRange& other) { return meet(range, other); });
        if (erases && meets) break;
        changed.push_back(range);
        if (next.request.operation == Operation::Program) programmed.push_back(range);
        if (next.request.operation == Operation::Erase)
            add_erases(next, next.request.length, true);
        else
            (next.request.argument0 != 0 ? merged : plain).push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    for (const Request& request : merged) add_erases(request, request.request.argument0, false);
    for (const Request& request : merged) add_programs(request);
    for (const Request& request : plain) add_programs(request);
    take_guards(changed);
}

void LoaderServer::add_erases(const Request& request, std::uint32_t size, bool last) {
    const EraseLayout layout(geometry_);
    const std::uint64_t end = std::uint64_t{request.request.address} + size;
    for (std::uint64_t at = request.request.address; at < end;) {
        const FlashRange sector = layout.block_at(std::uint32_t(at));
        at = sector.end();
        erases_.push_back({request.sequence, sector, {}, last && at >= end});
    }
}

// Whole pages from their beginnings: FFh leaves what is there as it is.
void LoaderServer::add_programs(const Request& request) {
    const std::uint32_t unit = place_.unit;
    const std::uint32_t most = std::max(calls_.buffer_size() / unit, 1u) * unit;
    const std::vector<std::uint8_t>& payload = request.request.payload;
    const std::uint32_t begin = request.request.address / unit * unit;
    const std::uint64_t end =
        (request.request.address + std::uint64_t{payload.size()} + unit - 1) / unit * unit;
    std::vector<std::uint8_t> bytes(std::size_t(end - begin), 0xFF);
    std::copy(payload.begin(), payload.end(), bytes.begin() + (request.request.address - begin));
    for (std::uint64_t at = begin; at < end;) {
        const auto size = std::uint32_t(std::min<std::uint64_t>(most, end - at));
        const auto from = bytes.begin() + std::ptrdiff_t(at - begin);
        programs_.push_back(
            {request.sequence, {std::uint32_t(at), size}, {from, from + size}, at + size >= end});
        at += size;
    }
}

void LoaderServer::advance() {
    if (erases_.empty() && programs_.empty() && under_way_.empty()) {
        if (waiting_.empty()) return;
        begin_round();
    }
    const bool erasing = !erases_.empty() || (calls_.phase() == LoaderPhase::Erase && !under_way_.empty());
    erasing ? work_on(erases_, LoaderPhase::Erase) : work_on(programs_, LoaderPhase::Program);
}

// Until one request more is done, or all of these calls are.
void LoaderServer::work_on(std::deque<Call>& calls, LoaderPhase phase) {
    need(phase);
    while (!calls.empty() || !under_way_.empty()) {
        const bool programs = phase == LoaderPhase::Program;
        while (!calls.empty() && calls_.has_room(programs)) {
            const Call& call = calls.front();
            const std::uint32_t address = place_.base + call.range.address;
            programs ? calls_.program(address, call.bytes, place_.unit)
                     : calls_.erase(address, call.range.length);
            under_way_.emplace_back(call.sequence, call.last);
            calls.pop_front();
        }
        const std::size_t before = calls_.queued();
        calls_.await();
        bool one_done = false;
        for (std::size_t n = before - calls_.queued(); n != 0; --n) {
            const auto [sequence, last] = under_way_.front();
            under_way_.pop_front();
            if (last) finished(sequence);
            one_done = one_done || last;
        }
        if (one_done) break;
    }
    if (calls_.changed_buffers() != 0 && !std::exchange(told_about_buffers_, true))
        bridge_log(
            BRIDGE_WARNING,
            fmt::format(
                "XSPI-1341: the loader {} changes the buffer that it is given to program from; what it "
                "programs is compared as always",
                place_.file)
                .c_str());
}

// ---- What nobody asked it to change

// The sectors beside those that change, and the memory's first and last: what goes wrong by one, or loses an
// address bit, shows there.
void LoaderServer::take_guards(const std::vector<FlashRange>& changed) {
    const EraseLayout layout(geometry_);
    std::vector<FlashRange> candidates{layout.block_at(0)};
    for (const FlashRange& range : changed) {
        const FlashRange first = layout.block_at(range.address);
        const FlashRange last = layout.block_at(std::uint32_t(range.end() - 1));
        if (first.address != 0) candidates.push_back(layout.block_at(first.address - 1));
        if (last.end() < geometry_.size) candidates.push_back(layout.block_at(std::uint32_t(last.end())));
    }
    std::vector<FlashRange> ranges;
    for (const FlashRange& candidate : candidates) {
        const auto changes = [&](const FlashRange& range) { return meet(candidate, range); };
        if (std::any_of(changed.begin(), changed.end(), changes)) continue;
        if (std::find(ranges.begin(), ranges.end(), candidate) == ranges.end()) ranges.push_back(candidate);
    }
    const auto digests = digest(std::span<const FlashRange>(ranges));
    guards_.clear();
    for (std::size_t i = 0; i < ranges.size(); ++i) guards_.push_back({ranges[i], digests[i].digest});
}

void LoaderServer::check_guards() {
    const std::vector<Guard> guards = std::exchange(guards_, {});
    std::vector<FlashRange> ranges;
    for (const Guard& guard : guards) ranges.push_back(guard.range);
    const auto digests = digest(std::span<const FlashRange>(ranges));
    for (std::size_t i = 0; i < guards.size(); ++i) {
        if (digests[i].digest == guards[i].digest) continue;
        throw Failure(
            "XSPI-1340",
            "{}: the loader {} has changed 0x{:08X} to 0x{:08X}, which it was not asked to{}: do not use "
            "it. What was there is lost, and what it was to write was not checked",
            place_.bank, place_.file, place_.base + ranges[i].address,
            std::uint32_t(place_.base + ranges[i].end() - 1),
            digests[i].blank != 0 ? " (it is erased now)" : "");
    }
}

// ---- Reading

std::vector<caller::RangeDigest> LoaderServer::digest(std::span<const FlashRange> ranges) {
    std::vector<caller::Range> asked;
    for (const FlashRange& range : ranges) asked.push_back({place_.base + range.address, range.length});
    return digest(std::span<const caller::Range>(asked));
}

std::vector<caller::RangeDigest> LoaderServer::digest(std::span<const caller::Range> ranges) {
    if (ranges.empty()) return {};
    need(LoaderPhase::Verify);
    if (reading_ != Reading::ByLoader) return calls_.digest(ranges);
    std::vector<caller::RangeDigest> digests;
    for (const caller::Range& range : ranges) {
        const auto bytes = read({range.address - place_.base, range.length & ~caller::kGlanceMayDo});
        digests.push_back({XXH3_64bits(bytes.data(), bytes.size()), is_blank(bytes) ? 1u : 0u});
    }
    return digests;
}

std::vector<std::uint8_t> LoaderServer::read(const FlashRange& range) {
    need(LoaderPhase::Verify);
    if (reading_ != Reading::ByLoader) return read_window(range);
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < range.length) {
        const auto size =
            std::min<std::uint32_t>(calls_.buffer_size(), range.length - std::uint32_t(bytes.size()));
        const auto part = calls_.read(place_.base + range.address + std::uint32_t(bytes.size()), size);
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

// By the probe, and again if it is not what the core sees there.
std::vector<std::uint8_t> LoaderServer::read_window(const FlashRange& range) {
    constexpr unsigned kTries = 5;
    std::vector<std::uint8_t> bytes(range.length);
    if (bytes.empty()) return bytes;
    for (unsigned tries = 0; tries < kTries; ++tries) {
        target_.read(place_.base + range.address, bytes);
        const auto seen = digest(std::span(&range, 1));
        if (seen[0].digest == XXH3_64bits(bytes.data(), bytes.size())) return bytes;
    }
    throw Failure(
        Failure::Kind::DamagedLink, "XSPI-1339",
        "{}: 0x{:08X} to 0x{:08X} is read by the probe otherwise than by the core, time after time: data "
        "arrive damaged, or the flash is read unreliably; {}",
        place_.bank, place_.base + range.address, std::uint32_t(place_.base + range.end() - 1), kMendTheLink);
}

} // namespace xspi
