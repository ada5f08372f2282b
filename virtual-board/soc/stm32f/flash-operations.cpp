// Erase and program of the FLASH interface, and what a load of the cells meets.
#include "soc/stm32f/flash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vb::stm32f {
using namespace flash;

namespace {
constexpr Picoseconds kProgramUnit = 16 * kPerMicrosecond; // typical, whatever its width
// Least VDD of a parallelism, in mV; x64 wants VPP. docs/hardware/stm32f7.md, erase and program.
constexpr unsigned kSupply[] = {1700, 2100, 2700};
} // namespace

// One operation at a time, also with two banks. BSY is 1 from the acceptance to the end of the last one.
void Flash::run(Operation operation) {
    busy_until_ = std::max(timeline_.now(), busy_until_) + operation.duration;
    const auto [offset, length] = std::pair(operation.offset, operation.length);
    queue_.push_back(std::move(operation));
    set_bits(SR, BSY, true);
    if (hooks_.stall_if_fetching) hooks_.stall_if_fetching(offset, length, busy_for());
    if (queue_.size() == 1) begin_next();
}

// One that is forestalled stays in the queue: whatever forestalled it drops them all.
void Flash::begin_next() {
    const Picoseconds duration = queue_.front().duration;
    if (!counted_.begin(duration)) return;
    end_ = timeline_.schedule_in(duration, [this] { finish(); });
}

void Flash::finish() {
    end_.reset();
    const Operation done = std::move(queue_.front());
    queue_.pop_front();
    if (queue_.empty()) {
        set_bits(SR, BSY, false);
        set_bits(CR, STRT, false);
    }
    done.effect();
    if (done.ends) raise(EOP);
    if (!queue_.empty()) return begin_next();
    while (!deferred_.empty() && queue_.empty()) {
        const Store next = deferred_.front();
        deferred_.pop_front();
        store_now(next.offset, next.value);
    }
    update_interrupt();
}

void Flash::lose_supply() {
    const auto abandon = end_ ? queue_.front().abandon : nullptr;
    if (end_) timeline_.cancel(*end_);
    end_.reset();
    queue_.clear();
    deferred_.clear();
    busy_until_ = timeline_.now();
    if (abandon) abandon();
}

// Readout protection: at level 1 a debugger, or the core while it is debugged, does not get at the cells; at
// level 2 there is no debugger. No violation: software that wants to know has to try.
bool Flash::closed(Master master) const {
    if (options_.protection() != Protection::Level1) return false;
    return master == Master::Debug || (hooks_.debugger_attached && hooks_.debugger_attached());
}

const FlashSector& Flash::sector_at(std::uint32_t offset) const {
    return *std::find_if(layout_.sectors.begin(), layout_.sectors.end(),
                         [offset](const FlashSector& s) { return offset - s.first < s.size; });
}

bool Flash::sector_protected(const FlashSector& sector) const {
    return !(options_.loaded(sector.nwrp_reg) >> (kNwrpShift + sector.nwrp) & 1);
}

// First byte and length of a bank; all, where there is one.
std::pair<std::uint32_t, std::uint32_t> Flash::bank_range(unsigned bank) const {
    const std::uint32_t size = kind_.size / layout_.banks;
    return layout_.banks == 1 ? std::pair(0u, size) : std::pair(bank * size, size);
}

bool Flash::parallelism_is_supplied() {
    const unsigned psize = parallelism();
    if (psize < std::size(kSupply) && hooks_.millivolts >= kSupply[psize]) return true;
    violations().report("VB-FLASH-013", psize == 3
                                            ? std::string("FLASH_CR.PSIZE = 3 (x64) without a supply at VPP")
                                            : fmt::format("FLASH_CR.PSIZE = {} needs {} mV, VDD has {}",
                                                          psize, kSupply[psize], hooks_.millivolts));
    return false;
}

void Flash::start_erase() {
    const std::uint32_t cr = peek(CR), banks = cr & (MER | (layout_.banks > 1 ? MER2 : 0));
    if (closed(hooks_.debugger_attached && hooks_.debugger_attached() ? Master::Debug : Master::Core))
        return raise(WRPERR);
    if ((cr & SER) && (cr & (MER | MER2))) {
        violations().report("VB-FLASH-014", "FLASH_CR.STRT with both SER and a MER bit: nothing is erased");
        return;
    }
    if (!(cr & SER) && !banks) {
        violations().report("VB-FLASH-003",
                            fmt::format("FLASH_CR.STRT with 0x{:08X}, which erases nothing of {} bank(s)", cr,
                                        layout_.banks));
        return;
    }
    (void)parallelism_is_supplied();
    if (cr & SER) return erase_sector();
    erase_banks(banks);
}

void Flash::erase_sector() {
    const unsigned snb = peek(CR) >> kSnbShift & ((1u << kind_.snb_bits) - 1);
    const auto sector = std::find_if(layout_.sectors.begin(), layout_.sectors.end(),
                                     [snb](const FlashSector& s) { return s.snb == snb; });
    if (sector == layout_.sectors.end()) {
        violations().report(
            "VB-FLASH-015",
            fmt::format("FLASH_CR.SNB = 0x{:X} is no sector of this layout: nothing happens", snb));
        return;
    }
    if (sector_protected(*sector)) {
        violations().report("VB-FLASH-004",
                            fmt::format("erase of the write-protected sector SNB 0x{:X}: WRPERR", snb));
        return raise(WRPERR);
    }
    const auto time = std::find_if(kind_.sector_erase.begin(), kind_.sector_erase.end(),
                                   [&](const EraseTime& t) { return t.size == sector->size; });
    const auto [first, length] = bank_range(sector->bank);
    const auto cells = [this, at = sector->first](std::uint32_t bytes) { erase(at, bytes); };
    set_bits(CR, STRT, true);
    // Of cells that lose their supply amid an erase nobody knows what they hold; here half are erased.
    run({time->typical[parallelism()], first, length, [cells, size = sector->size] { cells(size); },
         [cells, size = sector->size] { cells(size / 2); }});
}

void Flash::erase_banks(std::uint32_t banks) {
    for (const FlashSector& sector : layout_.sectors) {
        const bool concerned = layout_.banks == 1 || (banks & (sector.bank == 0 ? MER : MER2));
        if (!concerned || !sector_protected(sector)) continue;
        violations().report(
            "VB-FLASH-004",
            fmt::format("mass erase while the sector SNB 0x{:X} is write-protected: WRPERR", sector.snb));
        return raise(WRPERR);
    }
    const auto [first, length] =
        banks == (MER | MER2) ? std::pair(0u, kind_.size) : bank_range(banks == MER2 ? 1 : 0);
    set_bits(CR, STRT, true);
    run({kind_.mass_erase[parallelism()], first, length, [this, at = first, n = length] { erase(at, n); },
         [this, at = first, n = length] { erase(at, n / 2); }});
}

void Flash::erase(std::uint32_t offset, std::uint32_t length) {
    std::fill_n(cells_.begin() + offset, length, std::uint8_t(0xFF));
    changed(offset, length);
}

std::optional<std::uint32_t> Flash::load_cells(std::uint32_t offset, unsigned size, Master master) {
    if (closed(master)) return std::nullopt;
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) value |= std::uint32_t(cells_[offset + i]) << 8 * i;
    return value;
}

bool Flash::may_program(const std::string& what, unsigned size, Master master) {
    const std::uint32_t cr = peek(CR);
    if (closed(master)) return raise(WRPERR), false;
    if ((cr & LOCK) || !(cr & PG)) {
        violations().report("VB-FLASH-003",
                            fmt::format("{} with FLASH_CR 0x{:08X}: bit 7 of FLASH_SR", what, cr));
        return raise(SEQERR), false;
    }
    if (size != 1u << parallelism()) {
        violations().report(
            "VB-FLASH-012",
            fmt::format("{} with {} byte(s) while FLASH_CR.PSIZE is {}: PGPERR", what, size, parallelism()));
        return raise(PGPERR), false;
    }
    return parallelism_is_supplied();
}

bool Flash::store_cells(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) {
    const std::string what = fmt::format("store to offset 0x{:X} of the user flash", offset);
    if (!may_program(what, size, master)) return true;
    const FlashSector& sector = sector_at(offset);
    if (sector_protected(sector)) {
        violations().report("VB-FLASH-004", what + ", in a write-protected sector: WRPERR");
        return raise(WRPERR), true;
    }
    if (hooks_.stall && !queue_.empty()) hooks_.stall(busy_for()); // one after the other
    const auto [first, length] = bank_range(sector.bank);
    const auto program_low = [this, offset, value](unsigned bytes) {
        program(std::span(cells_).subspan(offset), bytes, value);
        changed(offset, bytes);
    };
    run({kProgramUnit, first, length, [program_low, size] { program_low(size); },
         [program_low, size] { program_low(size / 2); }});
    return true;
}

// Programming only clears bits.
void Flash::program(std::span<std::uint8_t> cells, unsigned size, std::uint32_t value) {
    bool lost = false;
    for (unsigned i = 0; i < size; ++i) {
        const auto wanted = std::uint8_t(value >> 8 * i);
        cells[i] &= wanted;
        lost |= cells[i] != wanted;
    }
    if (lost)
        violations().report("VB-FLASH-006",
                            fmt::format("0x{:X} programmed over cells that are not erased: they "
                                        "are ANDed",
                                        value));
}

// Blocks of one-time programmable bytes; a lock byte of 0 closes its block.
bool Flash::store_otp(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) {
    const std::uint32_t at = offset - otp_.data, bytes = 16 * kind_.otp_block, lock = offset - otp_.locks;
    const std::string what = fmt::format("store to offset 0x{:X} of the OTP area", at);
    if (at >= bytes && lock >= 16) return false;
    if (!may_program(what, size, master)) return true;
    const std::uint32_t block = at < bytes ? at / kind_.otp_block : lock;
    if (otp_.memory[otp_.locks + block] == 0) {
        violations().report("VB-FLASH-004", what + ", in a locked block: WRPERR");
        return raise(WRPERR), true;
    }
    const auto program_low = [this, offset, value](unsigned count) {
        program(otp_.memory.subspan(offset), count, value);
        if (otp_.changed) otp_.changed();
    };
    run({kProgramUnit, 0, kind_.size, [program_low, size] { program_low(size); },
         [program_low, size] { program_low(size / 2); }});
    return true;
}

} // namespace vb::stm32f
