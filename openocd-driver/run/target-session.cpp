#include "openocd-driver/run/target-session.hpp"

#include "flash-library/devices/stm32h7rs/core-clock.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-flash.hpp"
#include "openocd-driver/run/agent-image.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/target/option-bytes.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>

namespace xspi {

namespace {

constexpr std::uint32_t kDbgmcuIdcode = 0x5C001000;
constexpr std::uint32_t kDeviceId = 0x485; // STM32H7R/S
constexpr std::uint32_t kFlashObw2sr = 0x52002268;
constexpr std::uint32_t kSmallestAxi = 2 << 4; // OBW2SR: DTCM takes all it can
constexpr std::uint32_t kIwdgKr = 0x58004800;  // feeding a watchdog that does not run is harmless
constexpr std::uint32_t kFeed = 0xAAAA;
constexpr std::uint32_t kDbgmcuApb4Fzr = 0x5C001054, kFreezeIwdg = 1u << 18;
// Saving and restoring RAM takes as long as moving it twice: a smaller ring then.
constexpr std::uint32_t kRingWhenPreserving = 64 * 1024;

void check_device(TargetPort& target, const BoardFacts& facts) {
    std::uint32_t id = target.read_word(kDbgmcuIdcode);
    if ((id & 0xFFF) != kDeviceId)
        throw Failure(Failure::Kind::Link, 
            "XSPI-0211",
            "the board's facts name {}, whose device id is 0x{:03X}, but the target answers 0x{:03X}: "
            "another microcontroller, or another board file is meant",
            facts.mcu, kDeviceId, id & 0xFFF);
}

// The application's watchdog has its whole period from here. It stands still while the core does: the board's
// configuration says so when the core is found, and the application may have said otherwise.
void appease_watchdog(TargetPort& target) {
    const std::uint32_t frozen = target.read_word(kDbgmcuApb4Fzr);
    if ((frozen & kFreezeIwdg) == 0) target.write_word(kDbgmcuApb4Fzr, frozen | kFreezeIwdg);
    target.write_word(kIwdgKr, kFeed);
}

} // namespace

void halt_board(TargetPort& target, const BoardFacts& facts) {
    if (!target.halted()) {
        target.poll();
        if (!target.halted()) target.halt();
    }
    check_device(target, facts);
    appease_watchdog(target);
}

SavedRam::~SavedRam() {
    try {
        restore();
    } catch (const std::exception&) {
        // The error that brought us here has been, or will be, reported.
    }
}

void SavedRam::save(std::uint32_t address, std::uint32_t size) {
    std::vector<std::uint8_t> bytes(size);
    read_twice(target_, address, bytes);
    pieces_.push_back({address, std::move(bytes)});
}

void SavedRam::restore() {
    std::vector<Piece> pieces = std::move(pieces_);
    pieces_.clear();
    std::optional<RamDifference> first;
    for (const Piece& piece : pieces) {
        const auto difference = write_and_compare(target_, piece.address, piece.bytes);
        if (!first) first = difference;
    }
    if (first)
        throw Failure(Failure::Kind::DamagedLink, 
            "XSPI-0328",
            "RAM could not be put back: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read back, time "
            "after time: data arrive damaged over the probe; {}. `reset` before the application runs on",
            first->address, first->wrote, first->found, kMendTheLink);
}

TargetSession::TargetSession(TargetPort& target, const BoardFacts& facts, bool preserve_ram)
    : target_(target), board_(facts.name), ram_(target) {
    halt_board(target, facts);
    const bool unknown_sizes = acts_after_reset(target, OptionGroup::RamSizes);
    MemoryRegion ring = stm32h7rs::agent_ring(unknown_sizes ? kSmallestAxi : target.read_word(kFlashObw2sr));
    if (preserve_ram) {
        ring.size = std::min(ring.size, kRingWhenPreserving);
        ram_.save(agent::kAgentBase, agent::kAgentMaximumSize);
        ram_.save(ring.base, ring.size);
    }
    AgentPlace place{agent_image(), ring.base, ring.size, stm32h7rs::kHsiHz, kIwdgKr};
    agent_ = std::make_unique<AgentSession>(target, place);
    static constexpr RegisterOps clocks = stm32h7rs::hsi_clock_ops();
    AgentFlash(*agent_, agent::Memory::External, board_, 0).register_ops(clocks);
}

std::vector<MemoryRegion> TargetSession::ram(TargetPort& target) {
    require_loaded(target, OptionGroup::RamSizes, "where RAM is");
    const auto regions = stm32h7rs::ram_regions(target.read_word(kFlashObw2sr));
    return {regions.begin(), regions.end()};
}

bool TargetSession::uses(std::uint32_t address, std::uint32_t size) {
    const auto meets = [&](std::uint32_t base, std::uint32_t length) {
        return address < std::uint64_t(base) + length && base < std::uint64_t(address) + size;
    };
    const MemoryRegion ring = stm32h7rs::agent_ring(0); // no option makes it larger
    return meets(agent::kAgentBase, agent::kAgentMaximumSize) || meets(ring.base, ring.size);
}

void TargetSession::close(bool leave_mapped) {
    try {
        agent_->stop(leave_mapped);
    } catch (const AgentTrouble& trouble) { throw explain(trouble, board_, 0); }
    agent_.reset();
    ram_.restore();
}

} // namespace xspi
