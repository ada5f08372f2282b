// The register side of the FLASH interface; see flash-options.cpp and flash-operations.cpp.
#include "soc/stm32h74x/flash.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb::stm32h74x {
using namespace flash;

namespace {
std::uint32_t array_size(const FlashGeometry& geometry) {
    return (geometry.banks - 1) * FlashGeometry::kBankDistance + geometry.bank_size();
}
} // namespace

Flash::Flash(Timeline& timeline, Violations& violations, FlashGeometry geometry, FlashHooks hooks)
    : PeripheralRegisters("FLASH", register_map(geometry.banks == 2), violations), timeline_(timeline),
      geometry_(geometry), hooks_(std::move(hooks)), array_(array_size(geometry), kWord, true),
      counted_(timeline) {
    Flash::reset();
}

std::span<std::uint8_t> Flash::bank_bytes(unsigned bank) {
    return array_.bytes().subspan(cells_at(bank), geometry_.bank_size());
}

// A reset stops what runs: an interrupted erase or program leaves the cells as they were (real cells would be
// undefined). Options are loaded, the swap of the banks among them.
void Flash::reset() {
    drop_operations();
    PeripheralRegisters::reset();
    for (Bank& bank : banks_) {
        bank.key.step = 0;
        bank.key.dead = false;
        bank.buffered = 0;
    }
    option_key_.step = 0;
    option_key_.dead = false;
    swapped_ = geometry_.banks == 2 && options_.swap_bank();
    set_bits(OPTCR, SWAP_BANK, swapped_);
    load_options();
    follow();
    update_interrupt();
}

std::optional<std::uint32_t> Flash::load(std::uint32_t offset, Master) {
    const std::uint32_t in_bank = offset % BANK;
    if (in_bank == KEYR || in_bank == OPTKEYR || in_bank == CCR || in_bank == OPTCCR) return 0;
    return peek(is_of_bank(in_bank) ? offset : in_bank);
}

void Flash::follow() {
    if (geometry_.banks < 2) return;
    for (std::uint32_t offset = ACR; offset <= ECC_FA; offset += 4)
        if (!is_of_bank(offset) && (offset < 0x048 || offset == 0x05C)) set(offset + BANK, peek(offset));
}

bool Flash::store(std::uint32_t offset, std::uint32_t value, Master) {
    const unsigned bank = offset >= BANK ? 1 : 0;
    const std::uint32_t in_bank = offset % BANK;
    bool done = true;
    switch (in_bank) {
    case KEYR: done = store_key(banks_[bank].key, bank * BANK + CR, bank ? "KEYR2" : "KEYR1", value); break;
    case OPTKEYR: done = store_key(option_key_, OPTCR, "OPTKEYR", value); break;
    case CR: store_cr(bank, value); break;
    case CCR: set_of(bank, SR, value & kFlags, false); break;
    case OPTCR: store_optcr(value); break;
    case OPTCCR: set_bits(OPTSR_CUR, value & OPTCHANGEERR, false); break;
    case ACR:
        keep(ACR, value);
        if (hooks_.clock_limits_changed) hooks_.clock_limits_changed();
        break;
    default:
        if (!store_program_word(is_of_bank(in_bank) ? offset : in_bank, value)) keep(offset, value);
    }
    follow();
    update_interrupt();
    return done;
}

// Chromium EC on the STM32H743: a wrong key is a bus error and leaves the register dead until reset. A second
// sequence while unlocked counts as wrong (the STM32H7Rx/Sx's SVD).
bool Flash::store_key(Lock& lock, std::uint32_t lock_register, const char* name, std::uint32_t value) {
    const bool locked = peek(lock_register) & 1;
    const std::uint32_t expected = lock.step == 0 ? lock.first : lock.second;
    if (lock.dead || !locked || value != expected) {
        violations().report("VB-FLASH-002", fmt::format("FLASH_{} = 0x{:08X}: {}", name, value,
                                                        lock.dead ? "the register is locked until reset"
                                                        : !locked ? "already unlocked"
                                                                  : "wrong key"));
        lock.dead = true;
        lock.step = 0;
        set_bits(lock_register, 1, true);
        return false;
    }
    if (++lock.step == 2) {
        lock.step = 0;
        set_bits(lock_register, 1, false);
    }
    return true;
}

// Locked, it ignores stores. Clearing PG discards what the buffer holds; FW and START reset themselves.
void Flash::store_cr(unsigned bank, std::uint32_t value) {
    const std::uint32_t old = peek_of(bank, CR);
    if (old & LOCK) return;
    keep(bank * BANK + CR, value & ~(START | FW));
    if ((old & PG) && !(value & PG)) discard_buffer(bank);
    if ((value & FW) && banks_[bank].buffered) program_buffer(bank);
    if (value & START) start_erase(bank);
}

void Flash::raise(unsigned bank, std::uint32_t flag) {
    set_of(bank, SR, flag, true);
    update_interrupt();
}

void Flash::update_interrupt() {
    if (!hooks_.interrupt) return;
    bool asks = peek(OPTSR_CUR) & peek(OPTCR) & OPTCHANGEERR;
    for (unsigned bank = 0; bank < geometry_.banks; ++bank)
        asks |= (peek_of(bank, SR) & peek_of(bank, CR) & kFlags) != 0;
    hooks_.interrupt(asks);
}

} // namespace vb::stm32h74x
