// The register side of the FLASH interface; see flash-option-change.cpp and flash-operations.cpp.
#include "soc/stm32f/flash.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb::stm32f {
using namespace flash;

Flash::Flash(Timeline& timeline, Violations& violations, FlashKind kind, FlashHooks hooks)
    : PeripheralRegisters("FLASH", kind.map, violations), timeline_(timeline), kind_(std::move(kind)),
      hooks_(std::move(hooks)), options_(kind_), cells_(kind_.size, 0xFF),
      layout_(kind_.layout(options_.loaded(0))), counted_(timeline) {
    Flash::reset();
}

// What runs ends in the middle, options included, which are then loaded as they are left.
void Flash::reset() {
    lose_supply();
    PeripheralRegisters::reset();
    for (Lock* lock : {&key_, &option_key_}) {
        lock->step = 0;
        lock->dead = false;
    }
    set_bits(OPTCR, OPTLOCK, true);
    load_options();
    set_layout();
    if (hooks_.options_changed) hooks_.options_changed();
    update_interrupt();
}

void Flash::set_layout() {
    FlashLayout layout = kind_.layout(options_.loaded(0));
    const unsigned from = layout_.banks, to = layout.banks;
    layout_ = std::move(layout);
    if (from == to) return;
    if (hooks_.relaid) hooks_.relaid(cells_, from, to);
    changed(0, kind_.size);
}

std::optional<std::uint32_t> Flash::load(std::uint32_t offset, Master) {
    return offset == KEYR || offset == OPTKEYR ? 0 : peek(offset);
}

// RM0385 and RM0410 on FLASH_CR: while BSY is 1 a store stalls the bus until it is 0. The core waits; a
// debugger's store waits in its access port.
bool Flash::store(std::uint32_t offset, std::uint32_t value, Master) {
    if (offset == KEYR) return store_key(key_, value);
    if (offset == OPTKEYR) return store_key(option_key_, value);
    const bool waits = offset == CR || offset == OPTCR || offset == OPTCR1;
    if (waits && !queue_.empty()) {
        if (hooks_.stall) hooks_.stall(busy_for());
        deferred_.push_back({offset, value});
        return true;
    }
    store_now(offset, value);
    update_interrupt();
    return true;
}

void Flash::store_now(std::uint32_t offset, std::uint32_t value) {
    switch (offset) {
    case SR: set_bits(SR, value & kFlags, false); break;
    case CR: store_cr(value); break;
    case OPTCR: store_optcr(value); break;
    case OPTCR1: store_optcr1(value); break;
    case ACR:
        keep(ACR, value);
        if (hooks_.acr_changed) hooks_.acr_changed();
        break;
    default: keep(offset, value);
    }
}

// A wrong key is a bus error and leaves the register locked until reset. A second sequence while it is
// unlocked counts as wrong (by analogy with the STM32H7RS).
bool Flash::store_key(Lock& lock, std::uint32_t value) {
    const bool locked = peek(lock.reg) & lock.bit;
    const std::uint32_t expected = lock.step == 0 ? lock.first : lock.second;
    if (lock.dead || !locked || value != expected) {
        violations().report("VB-FLASH-002", fmt::format("FLASH_{} = 0x{:08X}: {}", lock.name, value,
                                                        lock.dead ? "the register is locked until reset"
                                                        : !locked ? "already unlocked"
                                                                  : "wrong key"));
        lock.dead = true;
        lock.step = 0;
        set_bits(lock.reg, lock.bit, true);
        return false;
    }
    if (++lock.step == 2) {
        lock.step = 0;
        set_bits(lock.reg, lock.bit, false);
    }
    return true;
}

// LOCK can only be set; STRT is cleared with BSY.
void Flash::store_cr(std::uint32_t value) {
    if (peek(CR) & LOCK) {
        if ((value ^ peek(CR)) & ~LOCK)
            violations().report("VB-FLASH-011",
                                fmt::format("FLASH_CR = 0x{:08X} while FLASH_CR.LOCK is 1: ignored", value));
        return;
    }
    keep(CR, value & ~STRT);
    if (value & STRT) start_erase();
}

// RM0385 on FLASH_SR: OPERR only with ERRIE.
void Flash::raise(std::uint32_t flag) {
    if (flag == EOP && !(peek(CR) & EOPIE)) return;
    set_bits(SR, flag, true);
    if (flag != EOP && (peek(CR) & ERRIE)) set_bits(SR, OPERR, true);
    update_interrupt();
}

void Flash::update_interrupt() {
    const std::uint32_t sr = peek(SR), cr = peek(CR);
    if (hooks_.interrupt) hooks_.interrupt((sr & EOP && cr & EOPIE) || (sr & OPERR && cr & ERRIE));
}

} // namespace vb::stm32f
