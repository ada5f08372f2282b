#include "openocd-driver/run/flash-test-session.hpp"

#include "flash-library/devices/flash-connection.hpp"
#include "flash-library/flash-test/flash-test-facts.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/rtt-reader.hpp"
#include "openocd-driver/target/option-bytes.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace xspi {

using namespace flash_test;

namespace {

constexpr std::int64_t kSilenceMs = 3000; // no heartbeat for so long: it is dead
constexpr unsigned kSilentLooks = 20;     // and so many looks: on a loaded host time passes between them
constexpr unsigned kReads = 10;           // of one result before the link is called broken
constexpr unsigned kHaltMs = 2000;
// Between two looks: the core and its memory are the test's, whose figures count.
constexpr unsigned kPauseMs = 20;

template <typename T> std::span<const std::uint8_t> bytes_of(const T& value) {
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof(value)};
}
template <typename T> std::span<std::uint8_t> writable_bytes_of(T& value) {
    return {reinterpret_cast<std::uint8_t*>(&value), sizeof(value)};
}

std::span<const xspi_segment> segments_of(const xspi_image& image) { return {image.segments, image.count}; }

struct Room {
    std::uint32_t base, size;
    std::uint64_t end() const { return std::uint64_t(base) + size; }
};
std::array<Room, 3> rooms_of(const Family& family) {
    const auto room = [](const MemoryRegion& region) { return Room{region.base, region.size}; };
    const FlashTestRoom& all = family.flash_test_room;
    return {room(all.code), room(all.data), room(all.buffers)};
}

bool lies_in(const Room& part, const Room& room) {
    return part.base >= room.base && part.end() <= room.end();
}

// In the order of rooms_of().
std::array<Room, 3> occupied_by(const Header& h) {
    return {Room{h.code_begin, h.code_end - h.code_begin},
            {h.ram_begin, h.ram_end - h.ram_begin},
            {h.buffer_begin, h.buffer_end - h.buffer_begin}};
}

// area: an offset in the chip, or kLastBlock.
std::string doubt_about(std::uint32_t base, std::uint32_t area, std::uint32_t size) {
    const std::string place = area == kLastBlock
                                  ? fmt::format("The chip's last {} KiB", size / 1024)
                                  : fmt::format("0x{:08X}-0x{:08X}", base + area, base + area + size - 1);
    return place + " may have changed";
}

bool is_final(State state) {
    return state == State::Passed || state == State::Failed || state == State::Stopped;
}

} // namespace

FlashTestSession::FlashTestSession(TargetPort& target, const Family& family, const std::string& file,
                                   const xspi_image& image, std::uint32_t base)
    : target_(target), file_(file), image_(image), base_(base),
      area_size_(family.flash_test_room.area_size()) {
    header_.magic = 0;
    for (const xspi_segment& s : segments_of(image)) {
        const std::uint32_t offset = kHeaderAddress - s.address;
        if (s.address > kHeaderAddress || offset + std::uint64_t(sizeof(header_)) > s.size) continue;
        std::memcpy(&header_, s.data + offset, sizeof(header_));
    }
    if (header_.magic != kMagic)
        throw Failure("XSPI-0802", "{} is not a flash-test: its header is not at 0x{:08X}", file,
                      kHeaderAddress);
    if (header_.version != kVersion)
        throw Failure(
            "XSPI-0802",
            "{} is a flash-test of version {}, and this driver runs version {}: build the firmware again",
            file, header_.version, kVersion);
    const auto occupied = occupied_by(header_);
    if (const auto rooms = rooms_of(family);
        !std::equal(occupied.begin(), occupied.end(), rooms.begin(), lies_in))
        throw Failure("XSPI-0802",
                      "{} is damaged, or made for another microcontroller: its header names RAM that is not "
                      "the flash-test's",
                      file);
    for (const xspi_segment& s : segments_of(image))
        if (std::none_of(occupied.begin(), occupied.end(), [&](const Room& room) {
                return lies_in({s.address, s.size}, room);
            }))
            throw Failure("XSPI-0802",
                          "{} is damaged: it has a section at 0x{:08X}, which its header does not name", file,
                          s.address);
}

void FlashTestSession::check_made_for(const BoardFlash& board) const {
    if (header_.device_id == board.family.identity.device_id &&
        header_.controller == flash_connection(board.family, board.flash).kind)
        return;
    throw Failure(
        "XSPI-0802",
        "{} is a flash-test for another microcontroller or another controller than {} has: take that "
        "of a board with {} and {}",
        file_, board.facts.name, board.family.name, board.flash.controller);
}

Result FlashTestSession::run(const BoardFlash& board, bool preserve_ram, std::uint32_t area, const Line& line,
                             const Progress& progress) {
    check_made_for(board);
    halt_board(target_, board);
    OptionBytes(target_, board).require_loaded(OptionGroup::HighSpeed, "how fast the flash may be run");
    OptionBytes(target_, board).require_loaded(OptionGroup::RamSizes, "where RAM is");
    SavedRam ram(target_);
    if (preserve_ram) {
        for (const Room& room : occupied_by(header_)) ram.save(room.base, room.size);
    }
    load(board, area);
    target_.start(header_.entry, header_.stack_top);
    const Result found = run_loaded(area, line, progress);
    ram.restore();
    return found;
}

// A link that is lost says nothing about the test, which goes on as long as the board has its supply.
Result FlashTestSession::run_loaded(std::uint32_t area, const Line& line, const Progress& progress) {
    try {
        listen(line, progress);
        const Result found = result();
        if (!target_.wait_stopped(kHaltMs)) died("it has a result, but does not stop");
        return found;
    } catch (const Failure& failure) {
        abandon();
        if (failure.kind() != Failure::Kind::Link) throw;
        throw failure.with(". " + area_text(area));
    } catch (...) {
        abandon();
        throw;
    }
}

bool FlashTestSession::uses(const Family& family, std::uint32_t address, std::uint32_t size) {
    const auto rooms = rooms_of(family);
    return std::any_of(rooms.begin(), rooms.end(), [&](const Room& room) {
        return address < room.end() && room.base < std::uint64_t(address) + size;
    });
}

// On the way out because of an error, which is the one that is reported.
void FlashTestSession::abandon() noexcept {
    try {
        target_.wait_stopped(1); // halts it and puts the core's registers back
    } catch (...) {}
}

void FlashTestSession::load(const BoardFlash& board, std::uint32_t area) {
    for (const xspi_segment& s : segments_of(image_)) put(s.address, {s.data, s.size});
    put(header_.facts, bytes_of(flash_test_facts(board.family, board.facts)));
    Control control;
    control.area = area;
    put(header_.control, bytes_of(control));
}

void FlashTestSession::put(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (const auto d = write_and_compare(target_, address, data))
        throw Failure(
            "XSPI-0803",
            "RAM does not hold the flash-test: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read back, "
            "time after time: data arrive damaged over the probe, or that RAM is broken; {}",
            d->address, d->wrote, d->found, kMendTheLink);
}

// What ends the wait, or says what is to be feared for the area, is believed when it has arrived whole: a
// final state by its checksum, another area's state when it is read twice.
Result FlashTestSession::result() {
    Result found, before;
    target_.read(header_.result, writable_bytes_of(found));
    for (unsigned reads = 1; doubtful(found); ++reads) {
        if (reads == kReads)
            throw Failure(Failure::Kind::DamagedLink, "XSPI-0329",
                          "the flash-test's result arrives damaged over the probe, time after time; {}. {}",
                          kMendTheLink, area_text(last_.area));
        before = found;
        target_.read(header_.result, writable_bytes_of(found));
        const bool agree = found.area_state == before.area_state && found.area == before.area;
        if (agree && found.magic == before.magic && !is_final(found.state)) break;
    }
    if (found.magic == kMagic) last_ = found; // until then it is whatever the RAM held
    return found;
}

bool FlashTestSession::doubtful(const Result& found) const {
    if (is_final(found.state)) return found.checksum != result_checksum(found, found.state);
    return found.magic == kMagic && last_.magic == kMagic &&
           (found.area_state != last_.area_state || found.area != last_.area);
}

void FlashTestSession::listen(const Line& line, const Progress& progress) {
    RttReader rtt(target_, header_.rtt);
    bool stopping = false;
    began_ = heartbeat_at_ = target_.milliseconds();
    for (;;) {
        target_.poll();
        if (target_.was_reset())
            died("the target was reset, by its button, a watchdog, another probe or a supply that dipped");
        const std::int64_t looked_at = target_.milliseconds(); // a busy host may sleep behind it, too
        const Result now = result(); // before the text, so that a final state finds the text complete
        const bool begun = now.magic == kMagic;
        if (begun) text_ += rtt.read();
        say_lines(line, is_final(now.state));
        if (is_final(now.state)) return;
        check_alive(now, looked_at);
        progress(now.progress);
        target_.pause(kPauseMs);
        stopping = stopping || target_.interrupted();
        if (stopping) target_.write_word(header_.control + offsetof(Control, stop), 1);
    }
}

void FlashTestSession::say_lines(const Line& line, bool all) {
    for (std::size_t end; (end = text_.find('\n')) != std::string::npos; text_.erase(0, end + 1))
        line(text_.substr(0, end - (end != 0 && text_[end - 1] == '\r' ? 1 : 0)));
    if (all && !text_.empty()) line(std::exchange(text_, {}));
}

void FlashTestSession::check_alive(const Result& now, std::int64_t time) {
    ++looks_;
    if (now.heartbeat != heartbeat_) {
        heartbeat_at_ = time;
        heartbeat_look_ = looks_;
    }
    heartbeat_ = now.heartbeat;
    if (now.limit_ms == limit_seen_ms_) limit_ms_ = limit_seen_ms_; // one look's word is not enough
    limit_seen_ms_ = now.limit_ms;
    if (target_.halted() && !is_final(now.state)) died("the core stopped");
    if (time - heartbeat_at_ > kSilenceMs && looks_ - heartbeat_look_ > kSilentLooks)
        died("it does not respond");
    if (limit_ms_ != 0 && std::min(time - began_, std::int64_t(looks_) * kPauseMs) > limit_ms_)
        died(fmt::format("it takes longer than the {} ms that the chip's own maxima allow", limit_ms_));
}

// After a reset its RAM may be another program's: what it said while it lived counts then.
void FlashTestSession::died(const std::string& how) {
    const bool its_own = !target_.was_reset() && result().magic == kMagic;
    std::string left = doubt_about(base_, last_.area, area_size_);
    if (last_.area_state == AreaState::Restored || last_.magic != kMagic ||
        (last_.area_state == AreaState::Untouched && its_own))
        left = "The chip is unchanged";
    else if (last_.area_state == AreaState::Untouched)
        left = "The chip was unchanged shortly before";
    throw Failure("XSPI-0805", "the flash-test died: {}. {}; `reset halt` and try again", how, left);
}

// When nobody hears any more what the test does. area: as it was asked for.
std::string FlashTestSession::area_text(std::uint32_t area) const {
    if (last_.area_state == AreaState::Restored) return "The chip is unchanged";
    return doubt_about(base_, last_.area_state == AreaState::Untouched ? area : last_.area, area_size_) +
           ", unless the flash-test finished anyway";
}

} // namespace xspi
