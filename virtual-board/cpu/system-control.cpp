#include "cpu/system-control.hpp"

namespace vb {

namespace {

enum Offset : std::uint32_t {
    kActlr = 0x008,
    kCpuid = 0xD00,
    kIcsr = 0xD04,
    kVtor = 0xD08,
    kAircr = 0xD0C,
    kScr = 0xD10,
    kCcr = 0xD14,
    kShpr1 = 0xD18,
    kShpr3 = 0xD20,
    kShcsr = 0xD24,
    kCfsr = 0xD28,
    kHfsr = 0xD2C,
    kMmfar = 0xD34,
    kBfar = 0xD38,
    kAfsr = 0xD3C,
    kIdFirst = 0xD40,
    kClidr = 0xD78,
    kCtr = 0xD7C,
    kCcsidr = 0xD80,
    kCsselr = 0xD84,
    kCpacr = 0xD88,
    kFpccr = 0xF34,
    kFpcar = 0xF38,
    kFpdscr = 0xF3C,
    kMvfr0 = 0xF40,
    kAccessFirst = 0xF90,
    kAccessLast = 0xFAC
};

// Caches and branch prediction of the M7 included, whose STKALIGN is fixed and whose BP reads as one.
constexpr std::uint32_t kUsableCcrM7 = 0x00070319, kFixedCcrM7 = 0x00040200;
constexpr std::uint32_t kUsableCcrM4 = 0x0000031B, kCcrResetM4 = 0x00000200;
constexpr std::uint32_t kUsableActlrM4 = 0x00000307; // DDI0439 4.2
constexpr std::uint32_t kFpccrReset = 0xC0000000;

// ID_PFR0 .. ID_ISAR4, from the Cortex-M7 TRM (DDI0489) and the Cortex-M4 TRM (DDI0439 table 4-1).
constexpr std::uint32_t kIdsM7[13] = {0x00000030, 0x00000200, 0x00100000, 0,          0x00100030,
                                      0,          0x01000000, 0,          0x01101110, 0x02112000,
                                      0x20232231, 0x01111131, 0x01310132};
constexpr std::uint32_t kIdsM4[13] = {0x00000030, 0x00000200, 0x00100000, 0,          0x00100030,
                                      0,          0x01000000, 0,          0x01101110, 0x02112000,
                                      0x21232231, 0x01111131, 0x01310132};
constexpr std::uint32_t kMvfrDouble[2] = {0x10110221, 0x12000011};
constexpr std::uint32_t kMvfrSingle[2] = {0x10110021, 0x11000011};
constexpr std::uint32_t kMvfr2M7 = 0x00000040; // FPv5

// SHCSR: enable, active and pended bits of the system handlers.
struct HandlerBit {
    unsigned bit, exception;
};
constexpr HandlerBit kEnableBits[] = {{16, kMemManage}, {17, kBusFault}, {18, kUsageFault}};
constexpr HandlerBit kActiveBits[] = {{0, kMemManage},    {1, kBusFault}, {3, kUsageFault}, {7, kSvCall},
                                      {8, kDebugMonitor}, {10, kPendSv},  {11, kSysTick}};
constexpr HandlerBit kPendedBits[] = {{12, kUsageFault}, {13, kMemManage}, {14, kBusFault}, {15, kSvCall}};

} // namespace

SystemControl::SystemControl(const MachineConfig& config, Nvic& nvic, CoreSignals& core)
    : kind_(config.core), cpuid_(config.cpuid), double_precision_(config.double_precision),
      caches_(config.caches), nvic_(nvic), core_(core) {
    reset(0);
}

void SystemControl::reset(std::uint32_t vector_table) {
    vtor_ = vector_table & ~0x7Fu;
    aircr_ = scr_ = cfsr_ = hfsr_ = mmfar_ = bfar_ = afsr_ = cpacr_ = csselr_ = actlr_ = fpcar_ = fpdscr_ = 0;
    ccr_ = is_m7() ? kFixedCcrM7 : kCcrResetM4;
    fpccr_ = kFpccrReset;
    // Both TCMs are on at reset on STM32H7 (INITTCMEN tied high), 64 KiB each.
    if (is_m7()) access_control_ = {0x39, 0x39, 0, 0, 0, 0, 0, 0};
}

bool SystemControl::fpu_enabled(bool privileged) const {
    unsigned cp10 = cpacr_ >> 20 & 3;
    return cp10 == 3 || (cp10 == 1 && privileged);
}

void SystemControl::record_memory_fault(std::uint32_t cfsr_bits, std::uint32_t address) {
    cfsr_ |= cfsr_bits | kMmarValid;
    mmfar_ = address;
}

void SystemControl::record_bus_fault(std::uint32_t cfsr_bits, std::uint32_t address) {
    cfsr_ |= cfsr_bits | kBfarValid;
    bfar_ = address;
}

std::uint32_t SystemControl::interrupt_control() const {
    std::uint32_t value = core_.current_exception();
    if (nvic_.active_count() <= 1) value |= 1u << 11; // RETTOBASE
    if (auto best = nvic_.best_pending()) value |= *best << 12;
    if (nvic_.any_irq_pending()) value |= 1u << 22;
    if (nvic_.pending(kSysTick)) value |= 1u << 26;
    if (nvic_.pending(kPendSv)) value |= 1u << 28;
    if (nvic_.pending(kNmi)) value |= 1u << 31;
    return value;
}

void SystemControl::write_interrupt_control(std::uint32_t value) {
    if (value >> 31 & 1) nvic_.pend(kNmi);
    if (value >> 28 & 1) nvic_.pend(kPendSv);
    if (value >> 27 & 1) nvic_.unpend(kPendSv);
    if (value >> 26 & 1) nvic_.pend(kSysTick);
    if (value >> 25 & 1) nvic_.unpend(kSysTick);
}

void SystemControl::write_application_interrupt(std::uint32_t value, Master master) {
    if (value >> 16 != 0x05FA) return;
    aircr_ = value & 0x700;
    nvic_.set_priority_grouping(value >> 8 & 7);
    // VECTCLRACTIVE (bit 1) is the debugger's. VECTRESET (bit 0) does nothing on the M7.
    if (value & 2 && master == Master::Debug) nvic_.deactivate_all();
    if (value & 4) return core_.request_system_reset();
    if (value & 1 && !is_m7() && master == Master::Debug) core_.request_core_reset();
}

std::uint32_t SystemControl::handler_control() const {
    std::uint32_t value = 0;
    for (auto [bit, exception] : kEnableBits) value |= std::uint32_t{nvic_.enabled(exception)} << bit;
    for (auto [bit, exception] : kActiveBits) value |= std::uint32_t{nvic_.active(exception)} << bit;
    for (auto [bit, exception] : kPendedBits) value |= std::uint32_t{nvic_.pending(exception)} << bit;
    return value;
}

void SystemControl::write_handler_control(std::uint32_t value, std::uint32_t mask) {
    for (auto [bit, exception] : kEnableBits)
        if (mask >> bit & 1) nvic_.enable(exception, value >> bit & 1);
    for (auto [bit, exception] : kPendedBits) {
        if (!(mask >> bit & 1)) continue;
        if (value >> bit & 1) {
            nvic_.pend(exception);
        } else {
            nvic_.unpend(exception);
        }
    }
}

// CSSELR.InD picks the cache. The M4 reserves all of this (DDI0439 table 4-1), and the access controls.
std::optional<std::uint32_t> SystemControl::cache_register(std::uint32_t offset) const {
    const bool access = offset >= kAccessFirst && offset <= kAccessLast;
    if (!access && (offset < kClidr || offset > kCsselr)) return std::nullopt;
    if (!is_m7()) return 0;
    if (access) return access_control_[(offset - kAccessFirst) / 4];
    switch (offset) {
    case kClidr: return caches_.clidr;
    case kCtr: return caches_.ctr;
    case kCcsidr: return csselr_ & 1 ? caches_.ccsidr_instructions : caches_.ccsidr_data;
    default: return csselr_;
    }
}

void SystemControl::write_cache_register(std::uint32_t offset, std::uint32_t value, std::uint32_t mask) {
    if (!is_m7()) return;
    if (offset == kCsselr) {
        csselr_ = merge(csselr_, value, mask) & 0xF;
    } else if (offset >= kAccessFirst) {
        auto& word = access_control_[(offset - kAccessFirst) / 4];
        word = merge(word, value, mask);
    }
}

std::uint32_t SystemControl::usable_ccr() const { return is_m7() ? kUsableCcrM7 : kUsableCcrM4; }
std::uint32_t SystemControl::fixed_ccr() const { return is_m7() ? kFixedCcrM7 : 0; }

std::uint32_t SystemControl::identification(std::uint32_t offset) const {
    if (offset < kMvfr0) return (is_m7() ? kIdsM7 : kIdsM4)[(offset - kIdFirst) / 4];
    if (offset == kMvfr0 + 8) return is_m7() ? kMvfr2M7 : 0;
    return (double_precision_ ? kMvfrDouble : kMvfrSingle)[(offset - kMvfr0) / 4];
}

std::uint32_t SystemControl::read(std::uint32_t offset, Master) {
    if (offset >= kShpr1 && offset <= kShpr3) {
        std::uint32_t value = 0;
        for (unsigned byte = 0; byte < 4; ++byte)
            value |= std::uint32_t{nvic_.priority(4 + (offset - kShpr1) + byte)} << (8 * byte);
        return value;
    }
    if ((offset >= kIdFirst && offset < kIdFirst + sizeof kIdsM7) ||
        (offset >= kMvfr0 && offset <= kMvfr0 + 8))
        return identification(offset);
    if (auto value = cache_register(offset)) return *value;
    switch (offset) {
    case kActlr: return actlr_;
    case kCpuid: return cpuid_;
    case kIcsr: return interrupt_control();
    case kVtor: return vtor_;
    case kAircr: return 0xFA050000 | aircr_;
    case kScr: return scr_;
    case kCcr: return ccr_;
    case kShcsr: return handler_control();
    case kCfsr: return cfsr_;
    case kHfsr: return hfsr_;
    case kMmfar: return mmfar_;
    case kBfar: return bfar_;
    case kAfsr: return afsr_;
    case kCpacr: return cpacr_;
    case kFpccr: return fpccr_;
    case kFpcar: return fpcar_;
    case kFpdscr: return fpdscr_;
    default: return 0; // the cache maintenance operations among them: there is no cache to maintain
    }
}

void SystemControl::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) {
    if (offset >= kShpr1 && offset <= kShpr3) {
        for (unsigned byte = 0; byte < 4; ++byte)
            if (mask >> (8 * byte) & 0xFF)
                nvic_.set_priority(4 + (offset - kShpr1) + byte, std::uint8_t(value >> (8 * byte)));
        return;
    }
    if (cache_register(offset)) return write_cache_register(offset, value, mask);
    switch (offset) {
    case kActlr: actlr_ = merge(actlr_, value, mask) & (is_m7() ? ~0u : kUsableActlrM4); break;
    case kIcsr: write_interrupt_control(value & mask); break;
    case kVtor: vtor_ = merge(vtor_, value, mask) & ~0x7Fu; break;
    case kAircr:
        if (mask == 0xFFFFFFFF) write_application_interrupt(value, master);
        break;
    case kScr: scr_ = merge(scr_, value, mask) & 0x16; break;
    case kCcr:
        ccr_ = (merge(ccr_, value, mask) & usable_ccr()) | fixed_ccr();
        core_.attention();
        break;
    case kShcsr: write_handler_control(value, mask); break;
    case kCfsr: cfsr_ &= ~(value & mask); break;
    case kHfsr: hfsr_ &= ~(value & mask); break;
    case kMmfar: mmfar_ = merge(mmfar_, value, mask); break;
    case kBfar: bfar_ = merge(bfar_, value, mask); break;
    case kAfsr: afsr_ &= ~(value & mask); break;
    case kCpacr:
        cpacr_ = merge(cpacr_, value, mask) & 0x00F00000;
        core_.attention();
        break;
    case kFpccr: fpccr_ = merge(fpccr_, value, mask) & 0xC0000000; break;
    case kFpcar: fpcar_ = merge(fpcar_, value, mask) & ~7u; break;
    case kFpdscr: fpdscr_ = merge(fpdscr_, value, mask) & 0x07C00000; break;
    default: break;
    }
}

} // namespace vb
