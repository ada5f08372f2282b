// The register side of the FLASH interface; its operations are in internal-flash-operations.cpp.
#include "soc/stm32h7rs/internal-flash.hpp"
#include "soc/stm32h7rs/internal-flash-registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <utility>

namespace vb {
using namespace flash;

namespace {
// Reset values: SVD (docs/hardware/internal-flash-h7rs.md, registers); implemented bits: ST's device header.
// xxxSR/xxxSRP values come from the option words at reset.
constexpr RegisterSpec kMap[] = {
    {ACR, "ACR", 0x13, 0x3F},
    {KEYR, "KEYR", 0, 0xFFFFFFFF},
    {CR, "CR", 0x1, 0x010301FF},
    {SR, "SR", 0, 0, 0x0200007F},
    {IER, "IER", 0, 0x1F3F0000},
    {ISR, "ISR", 0, 0, 0x1F3F0000},
    {ICR, "ICR", 0, 0x1F3F0000},
    {CRCCR, "CRCCR", 0x001C0000, 0x01330E07, 0x001C0000},
    {CRCSADDR, "CRCSADDR", 0, 0x0001FFC0},
    {CRCEADDR, "CRCEADDR", 0, 0x0001FFC0},
    {CRCDATAR, "CRCDATAR", 0, 0, 0xFFFFFFFF},
    {ECCSFADDR, "ECCSFADDR", 0, 0, 0xFFFFFFFF},
    {ECCDFADDR, "ECCDFADDR", 0, 0, 0xFFFFFFFF},
    {OPTKEYR, "OPTKEYR", 0, 0xFFFFFFFF},
    {OPTCR, "OPTCR", 0x1, 0x58000003},
    {OPTISR, "OPTISR", 0, 0, 0x58000000},
    {OPTICR, "OPTICR", 0, 0x58000000},
    {OBKCR, "OBKCR", 0xC00, 0xCF1F},
    {OBKDR0, "OBKDR0", 0, 0xFFFFFFFF},
    {OBKDR0 + 4, "OBKDR1", 0, 0xFFFFFFFF},
    {OBKDR0 + 8, "OBKDR2", 0, 0xFFFFFFFF},
    {OBKDR0 + 12, "OBKDR3", 0, 0xFFFFFFFF},
    {OBKDR0 + 16, "OBKDR4", 0, 0xFFFFFFFF},
    {OBKDR0 + 20, "OBKDR5", 0, 0xFFFFFFFF},
    {OBKDR0 + 24, "OBKDR6", 0, 0xFFFFFFFF},
    {OBKDR0 + 28, "OBKDR7", 0, 0xFFFFFFFF},
    {0x200, "NVSR", 0, 0, 0xFF},
    {0x204, "NVSRP", 0, 0xFF},
    {0x208, "ROTSR", 0, 0, 0xFF00FFFF},
    {0x20C, "ROTSRP", 0, 0xFF00FFFF},
    {0x210, "OTPLSR", 0, 0, 0xFFFF},
    {0x214, "OTPLSRP", 0, 0xFFFF},
    {0x218, "WRPSR", 0, 0, 0xFF},
    {0x21C, "WRPSRP", 0, 0xFF},
    {0x230, "HDPSR", 0, 0, 0x00FF00FF},
    {0x234, "HDPSRP", 0, 0x00FF00FF},
    {0x250, "EPOCHSR", 0, 0, 0x00FFFFFF},
    {0x254, "EPOCHSRP", 0, 0x00FFFFFF},
    {0x260, "OBW1SR", 0, 0, 0x300603DC},
    {0x264, "OBW1SRP", 0, 0x200603DC, 0x10000000}, // PERSO_OK reads back, so a read-modify-write carries it
    {0x268, "OBW2SR", 0, 0, 0x377},
    {0x26C, "OBW2SRP", 0, 0x377},
};
constexpr std::uint32_t kRootCodeCheckPassed = 1u << 25; // SR.RCHECKF

// UID and size as one device of the line has them (0x08FFF800, 0x08FFF80C: UID_BASE and FLASHSIZE_BASE of
// ST's device header).
constexpr std::uint8_t kUniqueId[] = {0x29, 0x00, 0x31, 0x00, 0x0C, 0x51, 0x33, 0x34, 0x38, 0x36, 0x35, 0x32};
constexpr std::size_t kUniqueIdAt = 0x800;

std::vector<std::uint8_t> make_otp_page() {
    std::vector<std::uint8_t> page(4096, 0xFF);
    std::copy(std::begin(kUniqueId), std::end(kUniqueId), page.begin() + kUniqueIdAt);
    page[0x80C] = InternalFlash::kSize / 1024;
    page[0x80D] = 0;
    return page;
}
} // namespace

InternalFlash::InternalFlash(Timeline& timeline, Violations& violations, FlashHooks hooks)
    : PeripheralRegisters("FLASH", kMap, violations), timeline_(timeline), hooks_(std::move(hooks)),
      otp_page_(make_otp_page()), counted_(timeline) {
    InternalFlash::reset();
}

unsigned InternalFlash::latency() const { return peek(ACR) & 0xF; }

bool InternalFlash::set_unique_id(const std::string& hex) {
    const bool digits = std::all_of(hex.begin(), hex.end(), [](unsigned char c) { return std::isxdigit(c); });
    if (!digits || hex.size() != 2 * std::size(kUniqueId)) return false;
    for (std::size_t i = 0; i < std::size(kUniqueId); ++i)
        otp_page_[kUniqueIdAt + i] = std::uint8_t(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    return true;
}

// A reset stops what runs: an interrupted erase or program leaves the cells as they were (real cells would be
// undefined). Option words are loaded.
void InternalFlash::reset() {
    drop_operations();
    PeripheralRegisters::reset();
    key_.step = option_key_.step = 0;
    key_.dead = option_key_.dead = false;
    buffered_ = 0;
    options_.load();
    set(SR, kRootCodeCheckPassed);
    for (const auto& info : option_words()) {
        set(info.status_offset, options_.programmed(info.word));
        set(info.status_offset + 4, options_.programmed(info.word));
    }
    update_interrupt();
}

std::optional<std::uint32_t> InternalFlash::load(std::uint32_t offset, Master master) {
    if (offset == KEYR || offset == OPTKEYR || offset == ICR || offset == OPTICR) return 0;
    return PeripheralRegisters::load(offset, master);
}

bool InternalFlash::store(std::uint32_t offset, std::uint32_t value, Master) {
    for (const auto& info : option_words())
        if (offset == info.status_offset + 4) return store_option(info, value), true;
    switch (offset) {
    case KEYR: return store_key(key_, CR, value);
    case OPTKEYR: return store_key(option_key_, OPTCR, value);
    case CR: store_cr(value); break;
    case IER:
        if (!(peek(CR) & LOCK)) keep(IER, value); // SVD: LOCK=1 makes IER writes ignored
        break;
    case ICR: set_bits(ISR, value & 0x1F3F0000, false); break;
    case OPTICR: set_bits(OPTISR, value & 0x58000000, false); break;
    case OPTCR:
        if (!(peek(OPTCR) & OPTLOCK)) keep(OPTCR, value);
        break;
    case ACR:
        keep(ACR, value);
        if (hooks_.clock_limits_changed) hooks_.clock_limits_changed();
        break;
    default: keep(offset, value);
    }
    update_interrupt();
    return true;
}

// SVD: a wrong key, or a second key sequence while unlocked, locks the register until the next system reset
// and gives a bus error.
bool InternalFlash::store_key(Lock& lock, std::uint32_t lock_register, std::uint32_t value) {
    bool locked = peek(lock_register) & 1;
    std::uint32_t expected = lock.step == 0 ? lock.first : lock.second;
    if (lock.dead || !locked || value != expected) {
        violations().report("VB-FLASH-002", fmt::format("FLASH_{} = 0x{:08X}: {}",
                                                        lock_register == CR ? "KEYR" : "OPTKEYR", value,
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

void InternalFlash::store_cr(std::uint32_t value) {
    if (peek(CR) & LOCK) return; // SVD: ignored, no fault
    std::uint32_t old = peek(CR);
    keep(CR, value & ~(START | FW));
    if ((old & PG) && !(value & PG)) discard_buffer(); // SVD: clearing PG discards the buffer
    if ((value & FW) && buffered_) program_buffer();   // resets itself, no effect with an empty buffer
    if (value & START) start_erase();
}

void InternalFlash::raise(std::uint32_t flag) {
    set_bits(ISR, flag, true);
    update_interrupt();
}

void InternalFlash::update_interrupt() {
    if (hooks_.interrupt) hooks_.interrupt(peek(ISR) & peek(IER));
}

} // namespace vb
