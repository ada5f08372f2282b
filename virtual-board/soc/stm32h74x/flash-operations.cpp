// Erase and program of the FLASH interface, and what a load of the cells meets.
#include "soc/stm32h74x/flash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb::stm32h74x {
using namespace flash;

namespace {
// By PSIZE: x8, x16, x32, x64. The data sheet's table was not at hand. Assumed within what is known: a sector
// measured below 2 s with x8 and below 1 s with x64, a flash word budgeted with 600 us.
constexpr Picoseconds kSectorErase[] = {1800 * kPerMillisecond, 1500 * kPerMillisecond,
                                        1200 * kPerMillisecond, 900 * kPerMillisecond};
constexpr Picoseconds kBankErase[] = {13 * kPerSecond, 8 * kPerSecond, 6 * kPerSecond, 5 * kPerSecond};
constexpr Picoseconds kFlashWord[] = {290 * kPerMicrosecond, 180 * kPerMicrosecond, 130 * kPerMicrosecond,
                                      100 * kPerMicrosecond};
} // namespace

// Operations of one bank queue behind each other, the banks know nothing of one another. QW is set from the
// acceptance to the end, which is why software polls QW rather than BSY.
void Flash::run(unsigned bank, Operation operation) {
    Bank& b = banks_[bank];
    b.busy_until = std::max(timeline_.now(), b.busy_until) + operation.duration;
    b.queue.push_back(std::move(operation));
    set_of(bank, SR, BSY | QW, true);
    if (hooks_.stall_if_fetching) hooks_.stall_if_fetching(bank, b.busy_until - timeline_.now());
    if (b.queue.size() == 1) begin_next(bank);
}

// One that is forestalled stays in the queue: whatever forestalled it drops them all.
void Flash::begin_next(unsigned bank) {
    Bank& b = banks_[bank];
    if (!counted_.begin(b.queue.front().duration)) return;
    b.end = timeline_.schedule_in(b.queue.front().duration, [this, bank] { finish(bank); });
}

void Flash::finish(unsigned bank) {
    Bank& b = banks_[bank];
    b.end.reset();
    const Operation done = std::move(b.queue.front());
    b.queue.pop_front();
    done.effect();
    if (b.queue.empty()) set_of(bank, SR, BSY | QW, false);
    raise(bank, EOP);
    if (!b.queue.empty()) begin_next(bank);
}

void Flash::drop_operations() {
    for (Bank& bank : banks_) {
        if (bank.end) timeline_.cancel(*bank.end);
        bank.end.reset();
        bank.queue.clear();
        bank.busy_until = timeline_.now();
    }
    if (option_end_) timeline_.cancel(*option_end_);
    option_end_.reset();
}

void Flash::lose_supply() {
    std::vector<std::function<void()>> abandoned;
    for (const Bank& bank : banks_)
        if (bank.end && bank.queue.front().abandon) abandoned.push_back(bank.queue.front().abandon);
    drop_operations();
    for (const auto& abandon : abandoned) abandon();
}

// Readout protection: at level 1 the debugger, or the core while it is debugged, does not get at the cells;
// at level 2 there is no debugger. No violation: software that wants to know has to try.
bool Flash::closed(unsigned bank, Master master) {
    if (options_.protection() != Protection::Level1) return false;
    const bool attached = hooks_.debugger_attached && hooks_.debugger_attached();
    if (master == Master::Core && !attached) return false;
    raise(bank, RDPERR);
    return true;
}

bool Flash::may_modify(unsigned bank, std::uint32_t cr_bit, const std::string& what, Master master) {
    if (closed(bank, master)) return false;
    const std::uint32_t cr = peek_of(bank, CR), pending = peek_of(bank, SR) & INCERR;
    if (!(cr & LOCK) && (cr & cr_bit) && !pending) return true;
    violations().report("VB-FLASH-003", fmt::format("{} with FLASH_CR{} 0x{:08X}{}: PGSERR", what, bank + 1,
                                                    cr, pending ? " and INCERR pending" : ""));
    raise(bank, PGSERR);
    return false;
}

void Flash::check_wrhighfreq() {
    if (!hooks_.required_wrhighfreq) return;
    const unsigned have = peek(ACR) >> 4 & 3, need = hooks_.required_wrhighfreq();
    if (have < need)
        violations().report("VB-FLASH-007",
                            fmt::format("FLASH_ACR.WRHIGHFREQ {} is too low for the AXI clock "
                                        "while the flash is modified: needs {}",
                                        have, need));
}

void Flash::start_erase(unsigned bank) {
    if (!may_modify(bank, SER | BER, "START", Master::Core)) return;
    const std::uint32_t cr = peek_of(bank, CR);
    if (cr & BER) return erase_sectors(bank, 0, geometry_.sectors, kBankErase[parallelism(bank)]);
    const unsigned sector = (cr & SNB) >> 8;
    if (sector < geometry_.sectors) return erase_sectors(bank, sector, 1, kSectorErase[parallelism(bank)]);
    violations().report("VB-H74-008", fmt::format("erase of sector {} of a bank that has {}: nothing happens",
                                                  sector, geometry_.sectors));
}

void Flash::erase_sectors(unsigned bank, unsigned first, unsigned count, Picoseconds duration) {
    check_wrhighfreq();
    for (unsigned s = first; s < first + count; ++s) {
        if (!options_.sector_protected(cells_of(bank), s)) continue;
        violations().report(
            "VB-FLASH-004",
            fmt::format("erase of write-protected sector {} of bank {}: WRPERR", s, bank + 1));
        raise(bank, WRPERR);
        return;
    }
    const std::uint32_t offset = first * FlashGeometry::kSector, length = count * FlashGeometry::kSector;
    const auto erase = [this, bank, offset, cells = cells_at(bank)](std::uint32_t bytes) {
        array_.erase(cells + offset, bytes);
        changed(bank, offset, bytes);
    };
    // Of cells that lost their supply amid an erase nobody knows what they hold; here half of them are
    // erased.
    run(bank, {duration, [erase, length] { erase(length); }, [erase, length] { erase(length / 2); }});
}

// The write buffer holds one flash word. Bytes may come in any width and order, each once.
bool Flash::fill_buffer(unsigned bank, std::uint32_t offset, unsigned size, std::uint32_t value,
                        Master master) {
    if (closed(bank, master)) return false;
    if (!may_modify(bank, PG, "store into the user flash", Master::Core)) return true;
    Bank& b = banks_[bank];
    const std::uint32_t base = offset & ~(kWord - 1), lanes = ((1u << size) - 1) << (offset - base);
    const bool elsewhere = b.buffered && base != b.buffer_offset;
    if (elsewhere || (b.buffered & lanes)) {
        violations().report(
            "VB-FLASH-005",
            elsewhere ? fmt::format("store to offset 0x{:X} of bank {} while the buffer holds a part of "
                                    "the flash word at 0x{:X}: INCERR",
                                    offset, bank + 1, b.buffer_offset)
                      : fmt::format("byte at offset 0x{:X} of bank {} written twice into the buffer: "
                                    "STRBERR",
                                    offset, bank + 1));
        discard_buffer(bank);
        raise(bank, elsewhere ? INCERR : STRBERR);
        return true;
    }
    if (!b.buffered) b.buffer.fill(0xFF);
    b.buffer_offset = base;
    b.buffered |= lanes;
    for (unsigned i = 0; i < size; ++i) b.buffer[offset - base + i] = std::uint8_t(value >> 8 * i);
    set_of(bank, SR, WBNE, true);
    if (b.buffered == 0xFFFFFFFF) program_buffer(bank);
    return true;
}

void Flash::discard_buffer(unsigned bank) {
    banks_[bank].buffered = 0;
    set_of(bank, SR, WBNE, false);
}

void Flash::program_buffer(unsigned bank) {
    const std::uint32_t offset = banks_[bank].buffer_offset;
    discard_buffer(bank);
    check_wrhighfreq();
    if (options_.sector_protected(cells_of(bank), offset / FlashGeometry::kSector)) {
        violations().report(
            "VB-FLASH-004",
            fmt::format("program at offset 0x{:X} of bank {} in a write-protected sector: WRPERR", offset,
                        bank + 1));
        raise(bank, WRPERR);
        return;
    }
    const auto abandon = [this, bank, offset, cells = cells_at(bank), data = banks_[bank].buffer] {
        array_.cut_off_program(cells + offset, data);
        changed(bank, offset, kWord);
    };
    const auto program = [this, bank, offset, cells = cells_at(bank), data = banks_[bank].buffer] {
        if (!array_.program(cells + offset, data))
            violations().report("VB-FLASH-006",
                                fmt::format("flash word at offset 0x{:X} of bank {} programmed "
                                            "without an erase before: its ECC no longer fits",
                                            offset, bank + 1));
        changed(bank, offset, kWord);
    };
    run(bank, {kFlashWord[parallelism(bank)], program, abandon});
}

std::optional<std::uint32_t> Flash::load_cells(unsigned bank, std::uint32_t offset, unsigned size,
                                               Master master) {
    if (closed(bank, master)) return std::nullopt;
    const std::uint32_t at = cells_at(bank) + offset;
    if (array_.damaged(at)) {
        violations().report("VB-FLASH-008",
                            fmt::format("load from offset 0x{:X} of bank {} meets a double ECC "
                                        "error",
                                        offset, bank + 1));
        set(bank * BANK + ECC_FA, offset / kWord);
        raise(bank, DBECCERR);
        return std::nullopt;
    }
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) value |= std::uint32_t(array_.bytes()[at + i]) << 8 * i;
    return value;
}

} // namespace vb::stm32h74x
