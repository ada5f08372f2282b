#include "openocd-driver/target/openocd-target.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/link-trouble.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace xspi {

namespace {

constexpr unsigned kLooks = 6;
// Two full USB commands of an ST-LINK. OpenOCD's queue for it breaks after 4094 words, in the middle of one.
constexpr std::size_t kPiece = kTransferUnit;

template <typename Byte, typename Move> bool in_pieces(std::span<Byte> data, const Move& move) {
    for (std::size_t at = 0; at < data.size(); at += kPiece)
        if (!move(at, data.subspan(at, std::min(kPiece, data.size() - at)))) return false;
    return true;
}

// What OpenOCD said of probe and port while it tried is the cause; `otherwise` is what is known without it.
[[noreturn]] void fail(const Failure& otherwise) {
    if (const auto cause = explain_link(bridge_recent_log())) throw *cause;
    throw otherwise;
}

} // namespace

void TargetPort::access(std::span<const Access> accesses) {
    for (const Access& one : accesses) {
        if (!one.out.empty()) write(one.address, one.out);
        if (!one.in.empty()) read(one.address, one.in);
    }
}

std::uint32_t TargetPort::read_word(std::uint32_t address) {
    std::array<std::uint8_t, 4> bytes{}, before{};
    access(std::array{Access{address, {}, before}, Access{address, {}, bytes}});
    for (unsigned looks = 2; looks < kLooks && bytes != before; ++looks) {
        before = bytes;
        read(address, bytes);
    }
    return bytes[0] | std::uint32_t(bytes[1]) << 8 | std::uint32_t(bytes[2]) << 16 |
           std::uint32_t(bytes[3]) << 24;
}

void TargetPort::put_word(std::uint32_t address, std::uint32_t value, std::uint32_t mask) {
    for (unsigned tries = 0; tries < kLooks; ++tries) {
        write_word(address, value);
        if (((read_word(address) ^ value) & mask) == 0) return;
    }
}

void TargetPort::write_word(std::uint32_t address, std::uint32_t value) {
    std::array<std::uint8_t, 4> bytes{};
    for (unsigned i = 0; i < 4; i++) bytes[i] = std::uint8_t(value >> (8 * i));
    write(address, bytes);
}

void OpenOcdTarget::read(std::uint32_t address, std::span<std::uint8_t> data) {
    if (data.empty()) return;
    bridge_forget_log();
    const auto done = in_pieces(data, [&](std::size_t at, std::span<std::uint8_t> piece) {
        return bridge_read_memory(target_, address + std::uint32_t(at), std::uint32_t(piece.size()),
                                  piece.data()) == BRIDGE_OK;
    });
    if (!done)
        fail(Failure(Failure::Kind::Link, "XSPI-0201",
                     "reading {} bytes at 0x{:08X} of {} failed: the probe, its cable or the board's supply "
                     "is gone, or the core's bus does not answer there",
                     data.size(), address, name()));
}

void OpenOcdTarget::write(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (data.empty()) return;
    bridge_forget_log();
    const auto done = in_pieces(data, [&](std::size_t at, std::span<const std::uint8_t> piece) {
        return bridge_write_memory(target_, address + std::uint32_t(at), std::uint32_t(piece.size()),
                                   piece.data()) == BRIDGE_OK;
    });
    if (!done)
        fail(Failure(Failure::Kind::Link, "XSPI-0202",
                     "writing {} bytes at 0x{:08X} of {} failed: the probe, its cable or the board's supply "
                     "is gone, or the core's bus does not answer there",
                     data.size(), address, name()));
}

void OpenOcdTarget::access(std::span<const Access> accesses) {
    std::vector<xspi_access> list;
    list.reserve(accesses.size());
    for (const Access& one : accesses)
        list.push_back({one.address, std::uint32_t(one.out.size() + one.in.size()),
                        one.out.empty() ? nullptr : one.out.data(),
                        one.in.empty() ? nullptr : one.in.data()});
    bridge_forget_log();
    if (bridge_access_memory(target_, list.data(), list.size()) != BRIDGE_OK)
        fail(Failure(Failure::Kind::Link, "XSPI-0202",
                     "writing and reading words from 0x{:08X} of {} on failed: the probe, its cable or the "
                     "board's supply is gone, or the core's bus does not answer there",
                     accesses.empty() ? 0 : accesses.front().address, name()));
}

bool OpenOcdTarget::halted() {
    const bool halted = bridge_target_halted(target_);
    seen_halted_ = seen_halted_ || halted;
    return halted;
}

void OpenOcdTarget::halt() {
    if (bridge_halt_target(target_) != BRIDGE_OK)
        throw Failure(Failure::Kind::Link, "XSPI-0203",
                      "{} cannot be halted: the first error about it says why; try `reset halt`", name());
}

void OpenOcdTarget::reset_halt() {
    bridge_forget_log();
    if (bridge_reset_halt(target_) != BRIDGE_OK || !halted())
        fail(Failure(
            Failure::Kind::Link, "XSPI-1344",
            "{} cannot be reset and halted, which a flash loader needs before each of its phases: does "
            "`reset halt` work?",
            name()));
}

void OpenOcdTarget::poll() {
    bridge_forget_log();
    bool in_reset = false;
    // OpenOCD shows a reset for one poll, and halts nothing until the next.
    for (int i = 0; i < 2 && (i == 0 || in_reset); ++i) {
        if (bridge_poll_target(target_) != BRIDGE_OK)
            fail(Failure(Failure::Kind::Link, "XSPI-0204",
                         "{} no longer answers: probe unplugged, or the board lost its supply", name()));
        in_reset = bridge_target_was_reset(target_);
        reset_ = reset_ || (in_reset && seen_halted_);
    }
}

void OpenOcdTarget::start(std::uint32_t entry, std::uint32_t stack) {
    if (bridge_start_algorithm(target_, entry, stack) != BRIDGE_OK)
        throw Failure(Failure::Kind::Link, "XSPI-0205",
                      "the agent could not be started on {}; the core must be halted: try `reset halt`",
                      name());
}

// This wait polls on its own; of a reset meanwhile only the log tells.
bool OpenOcdTarget::wait_stopped(unsigned timeout_ms) {
    bridge_forget_log();
    const bool stopped = bridge_wait_algorithm(target_, timeout_ms) == BRIDGE_OK;
    const std::string_view log = bridge_recent_log();
    reset_ = reset_ || (seen_halted_ && log.find("external reset detected") != std::string_view::npos);
    return stopped;
}

bool OpenOcdTarget::was_reset() { return reset_; }
void OpenOcdTarget::keep_alive() { bridge_keep_alive(); }
void OpenOcdTarget::pause(unsigned ms) { bridge_pause(ms); }
std::int64_t OpenOcdTarget::milliseconds() { return bridge_milliseconds(); }
bool OpenOcdTarget::interrupted() { return bridge_shutdown_pending(); }
std::string OpenOcdTarget::name() { return bridge_target_name(target_); }

} // namespace xspi
