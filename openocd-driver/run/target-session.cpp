#include "openocd-driver/run/target-session.hpp"

#include "flash-library/devices/closed-ranges-of.hpp"
#include "flash-library/devices/flash-connection.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/run/agent-flash.hpp"
#include "openocd-driver/run/agent-image.hpp"
#include "openocd-driver/run/explain.hpp"
#include "openocd-driver/target/option-bytes.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>

namespace xspi {

namespace {

// Saving and restoring RAM takes as long as moving it twice: a smaller ring then.
constexpr std::uint32_t kRingWhenPreserving = 64 * 1024;

std::uint32_t check_device(TargetPort& target, const Board& board) {
    const Identity& identity = board.family.identity;
    const std::uint32_t id = target.read_word(identity.address);
    if (!identity.matches(id))
        throw Failure(
            Failure::Kind::Link, "XSPI-0211",
            "the board's facts name {}, whose device id is 0x{:03X}, but the target answers 0x{:03X}: "
            "another microcontroller, or the wrong board file",
            board.facts.mcu, identity.device_id, id & 0xFFF);
    return id;
}

// The application's watchdog has its whole period from here. It stands still while the core does: the board's
// configuration says so when the core is found, and the application may have said otherwise.
void appease_watchdog(TargetPort& target, const Watchdog& watchdog) {
    const std::uint32_t frozen = target.read_word(watchdog.freeze_register);
    if ((frozen & watchdog.freeze_bit) == 0)
        target.write_word(watchdog.freeze_register, frozen | watchdog.freeze_bit);
    target.write_word(watchdog.key_register, watchdog.reload);
}

// What the RAM's sizes depend on, as it acts; nothing where it is not known.
std::optional<std::uint32_t> ram_options(TargetPort& target, const Board& board) {
    if (board.family.ram_option_word == 0) return 0;
    if (OptionBytes(target, board).act_after_reset(OptionGroup::RamSizes)) return std::nullopt;
    return target.read_word(board.family.ram_option_word);
}

// What the agent's clock depends on, as an application has left it.
std::uint32_t clock_word(TargetPort& target, const Family& family) {
    if (family.clock_word == 0) return 0;
    if (const RegisterMask& gate = family.clock_word_gate; gate.mask != 0)
        target.put_word(gate.address, target.read_word(gate.address) | gate.mask);
    return target.read_word(family.clock_word);
}

// Without a flash of its own, whichever: the agent reads the internal one.
std::span<const std::uint8_t> agent_for(const Board& board) {
    std::vector<ControllerKind> kinds;
    for (const FlashFacts& flash : board.facts.flash_list())
        kinds.push_back(flash_connection(board.family, flash).kind);
    return agent_image(board.family.cpu, kinds);
}

} // namespace

std::uint32_t halt_board(TargetPort& target, const Board& board) {
    if (!target.halted()) {
        target.poll();
        if (!target.halted()) target.halt();
    }
    const std::uint32_t id = check_device(target, board);
    appease_watchdog(target, board.family.watchdog);
    return id;
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
        throw Failure(
            Failure::Kind::DamagedLink, "XSPI-0328",
            "RAM could not be put back: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read back, time "
            "after time: data arrive damaged over the probe; {}. `reset` before the application runs on",
            first->address, first->wrote, first->found, kMendTheLink);
}

TargetSession::TargetSession(TargetPort& target, const Board& board, bool preserve_ram, bool past_reset,
                             bool agent_in_ram)
    : target_(target), name_(board.facts.name), ram_(target) {
    const Family& family = board.family;
    const std::uint32_t id = halt_board(target, board);
    // Of a revision whose RAM cannot be relied on before.
    for (const RegisterOp& op : family.errata(id))
        if (op.kind == RegisterOpKind::WriteOnly || op.kind == RegisterOpKind::Modify)
            target.put_word(op.address, (target.read_word(op.address) & ~op.mask) | op.value);
    const std::uint32_t clocks = clock_word(target, family);
    MemoryRegion ring =
        family.agent_ring(board.device, ram_options(target, board).value_or(family.smallest_ram_options));
    std::uint32_t after_reset = ring.size;
    if (preserve_ram) {
        ring.size = std::min(ring.size, kRingWhenPreserving);
        if (past_reset) after_reset = ring.size;
        ram_.save(agent::kAgentBase, agent::kAgentMaximumSize);
        ram_.save(ring.base, ring.size);
    }
    const AgentPlace place{agent_for(board),
                           ring.base,
                           ring.size,
                           family.agent_hz,
                           family.watchdog.key_register,
                           closed_ranges_of(family),
                           after_reset,
                           agent_in_ram && !preserve_ram};
    agent_ = std::make_unique<AgentSession>(target, place);
    AgentFlash(*agent_, agent::Memory::External, name_, 0).register_ops(family.agent_clock(clocks));
}

std::vector<MemoryRegion> TargetSession::ram(TargetPort& target, const Board& board) {
    const auto options = ram_options(target, board);
    if (!options) OptionBytes(target, board).require_loaded(OptionGroup::RamSizes, "where RAM is");
    const RamMap regions = board.family.ram_map(board.device, options.value_or(0));
    return {regions.begin(), regions.end()};
}

bool TargetSession::uses(const Board& board, std::uint32_t address, std::uint32_t size) {
    const auto meets = [&](std::uint32_t base, std::uint32_t length) {
        return address < std::uint64_t(base) + length && base < std::uint64_t(address) + size;
    };
    const MemoryRegion ring = board.family.agent_ring(board.device, 0); // no option makes it larger
    return meets(agent::kAgentBase, agent::kAgentMaximumSize) || meets(ring.base, ring.size);
}

void TargetSession::close(bool leave_mapped) {
    try {
        agent_->stop(leave_mapped);
    } catch (const AgentTrouble& trouble) { throw explain(trouble, name_, 0); }
    agent_.reset();
    ram_.restore();
}

} // namespace xspi
