// What the core's loads and stores reach, called back from inside Unicorn.
#include "cpu/cortex-m.hpp"

#include <algorithm>
#include <cstring>

namespace vb {

bool CortexM::is_private(std::uint32_t address) const {
    return address - PrivatePeripheralBus::kBase < PrivatePeripheralBus::kSize;
}

// Brings the timeline to the instant of the current instruction, for the device that is about to be asked.
// Events that an earlier access of the same instruction has moved past wait for the next boundary.
void CortexM::sync_time() {
    Picoseconds now = clock_.time_at(engine_.cycles()), end = horizon();
    if (now >= end && end > 0) now = end - 1;
    if (now > timeline_.now()) timeline_.advance_to(now);
}

void CortexM::flag_fault(unsigned exception, std::uint32_t status, std::uint32_t address) {
    if (fault_ || is_ignored(exception, status, address)) return;
    fault_ = PendingFault{engine_.snapshot(), exception, status, address};
    attention();
}

// Armv7-M ARM B3.2.8, CCR.BFHFNMIGN: at priority -1 and -2 a data access that fails is told in CFSR and BFAR
// alone. What a load gets is unknown.
bool CortexM::is_ignored(unsigned exception, std::uint32_t status, std::uint32_t address) {
    const bool ignored = exception == kBusFault && status == kPrecisErr && system_.ignores_bus_faults() &&
                         exceptions_.execution_priority() < 0;
    if (ignored) system_.record_bus_fault(kPrecisErr, address);
    return ignored;
}

void CortexM::flag_if_unaligned(std::uint32_t address, unsigned size) {
    if (!is_private(address) && !bus_.device_at(address))
        return; // nothing there: a bus error follows by itself
    // Device memory takes no unaligned access; a doubleword counts as two words.
    if (address & (std::min(size, 4u) - 1)) flag_fault(kUsageFault, kUnaligned, address);
}

std::uint32_t CortexM::device_read(std::uint32_t address, unsigned size) {
    if (fault_) return 0;
    sync_time();
    bool own = is_private(address);
    std::optional<std::uint32_t> value;
    if (own && private_bus_.owns(address)) {
        if (engine_.privileged()) value = private_bus_.read(address, size, Master::Core);
    } else {
        value = bus_.read(address, size, Master::Core);
    }
    attention();
    if (!value) {
        polling_.disturb();
        flag_fault(kBusFault, kPrecisErr, address);
        return 0;
    }
    fast_forward(address, *value);
    engine_.add_cycles(own ? costs_.private_read : costs_.device_read);
    return *value;
}

void CortexM::device_write(std::uint32_t address, unsigned size, std::uint32_t value) {
    if (fault_) return;
    sync_time();
    polling_.disturb();
    bool own = is_private(address), done = false;
    if (own && private_bus_.owns(address)) {
        done = engine_.privileged();
        if (done) private_bus_.write(address, size, value, Master::Core);
    } else {
        bool wrote = false;
        done = bus_.write(address, size, value, Master::Core, wrote);
    }
    attention();
    if (!done) flag_fault(kBusFault, kPrecisErr, address);
    forget_bit_band(address, size);
    engine_.add_cycles(own ? costs_.private_write : costs_.device_write);
}

// A store through a bit-band alias may have changed code.
void CortexM::forget_bit_band(std::uint32_t address, unsigned size) {
    if (!is_m4() || !sram_bits_.wrote_memory()) return;
    const std::uint32_t offset = address - (BitBand::kSram + BitBand::kAlias);
    if (offset >= BitBand::kSize) return;
    const std::uint32_t target = sram_bits_.target(offset, size);
    if (MemoryRegion* region = bus_.region_at(target)) changed(*region, target - region->base, size);
}

// Skips whole turns of a loop that only waits, as many as begin before the next event.
void CortexM::fast_forward(std::uint32_t address, std::uint32_t value) {
    if (!fast_forward_ || stepping_) return;
    const PollingLoop* loop = polling_.observe(address, value);
    if (!loop || loop->cycles == 0) return;
    std::uint64_t now = engine_.cycles(), limit = clock_.cycle_at(horizon());
    if (limit <= now + 1) return;
    std::uint64_t turns = (limit - 1 - now) / loop->cycles;
    engine_.add_cycles(turns * loop->cycles);
    engine_.add_instructions(turns * loop->instructions);
    polling_.skipped();
}

void CortexM::watch_data(std::uint32_t address, unsigned size, bool write) {
    if (!debug_.enabled() || !dwt_.matches_data(address, size, write)) return;
    debug_event_ |= kDfsrDwtTrap;
    attention();
}

void CortexM::before_load(std::uint32_t address, unsigned size) {
    engine_.add_cycles(costs_.load);
    bool watched = dwt_.watches_data();
    if (!watched && plain_load_ && address - plain_load_->base < plain_load_->bytes.size()) return;
    if (fault_) return;
    if (watched) watch_data(address, size, false);
    MemoryRegion* region = bus_.region_at(address);
    if (!region) return flag_if_unaligned(address, size);
    if (region->on_read) return load_through_device(*region, address, size);
    plain_load_ = region;
}

// The value is ignored where it is what `bytes` hold; else the instruction is shown what the device answered.
void CortexM::load_through_device(MemoryRegion& region, std::uint32_t address, unsigned size) {
    sync_time();
    attention();
    std::uint32_t offset = address - region.base, end = offset + size;
    if (end > region.bytes.size()) return;
    for (std::uint32_t piece; offset < end; offset += piece) {
        piece = std::min(4u, end - offset);
        while (offset & (piece - 1)) piece /= 2; // naturally aligned
        if (piece == 3) piece = 2;
        auto value = region.on_read->read(offset, piece, Master::Core);
        if (!value) flag_fault(kBusFault, kPrecisErr, region.base + offset);
        if (fault_) return;
        constexpr std::uint32_t kUnknown = 0xA5A5A5A5;
        if (!value) value = kUnknown;
        std::uint8_t* shown = mapped_at(region, offset, piece);
        if (!shown || std::memcmp(shown, &*value, piece) == 0) continue;
        save_bytes(region, region.base + offset, piece);
        std::memcpy(shown, &*value, piece);
    }
}

void CortexM::before_store(std::uint32_t address, unsigned size, std::uint64_t value) {
    bool interesting = fault_ || polling_.following() || dwt_.watches_data();
    if (!interesting && plain_store_ && address - plain_store_->base < plain_store_->bytes.size()) return;
    if (dwt_.watches_data() && !fault_) watch_data(address, size, true);
    if (MemoryRegion* region = bus_.region_at(address)) return note_store(*region, address, size, value);
    if (!fault_) flag_if_unaligned(address, size);
}

void CortexM::note_store(MemoryRegion& region, std::uint32_t address, unsigned size, std::uint64_t value) {
    if (address - region.base + size > region.bytes.size()) return;
    if (fault_) return save_bytes(region, address, size);
    if (!region.writable_by_core) return store_through_device(region, address, size, value);
    plain_store_ = &region;
    if (std::memcmp(region.bytes.data() + (address - region.base), &value, size) != 0) polling_.disturb();
}

void CortexM::store_through_device(MemoryRegion& region, std::uint32_t address, unsigned size,
                                   std::uint64_t value) {
    sync_time();
    polling_.disturb();
    attention();
    std::uint32_t offset = address - region.base;
    bool done = region.on_write != nullptr;
    for (unsigned at = 0, piece; done && at < size; at += piece) {
        piece = std::min(4u, size - at);
        while ((offset + at) & (piece - 1)) piece /= 2;
        done = region.on_write->write(offset + at, piece, std::uint32_t(value >> (8 * at)), Master::Core);
    }
    // Afterwards: what the device itself changed stays. Unicorn's own store is taken back.
    save_bytes(region, address, size);
    if (!done) flag_fault(kBusFault, kPrecisErr, address);
    engine_.add_cycles(costs_.device_write);
}

void CortexM::save_bytes(MemoryRegion& region, std::uint32_t address, unsigned size) {
    SavedBytes saved{address, nullptr, std::min(size, 8u), {}};
    saved.at = mapped_at(region, address - region.base, saved.size);
    if (!saved.at) return;
    std::memcpy(saved.bytes.data(), saved.at, saved.size);
    undo_.push_back(saved);
    attention();
}

// CDP and the like on coprocessor 11 are double precision, and VCVT between the two (DDI0403 A6.4).
bool CortexM::uses_doubles(std::uint16_t first, std::uint16_t second) const {
    const bool data_processing = (first & 0xEF00) == 0xEE00 && !(second & 0x10);
    if (!data_processing) return false;
    const bool to_double = (first & 0xFFBF) == 0xEEB7 && (second & 0x0FD0) == 0x0AC0;
    return (second >> 8 & 0xF) == 11 || to_double;
}

// An FP or coprocessor instruction while the FPU is off, or a division while division by zero traps.
void CortexM::check_wide(std::uint32_t, std::uint16_t first, std::uint16_t second) {
    if (fault_) return;
    if ((first & 0xEC00) == 0xEC00) {
        unsigned coprocessor = second >> 8 & 0xF;
        bool fp = coprocessor == 10 || coprocessor == 11;
        if (!fp) return;
        if (!system_.fpu_enabled(engine_.privileged())) return flag_fault(kUsageFault, kNoCp, 0);
        if (!config_.double_precision && uses_doubles(first, second)) flag_fault(kUsageFault, kUndefInstr, 0);
    } else if ((first & 0xFFD0) == 0xFB90 && system_.divide_traps()) {
        if (engine_.general(second & 0xF) == 0) flag_fault(kUsageFault, kDivByZero, 0);
    }
}

} // namespace vb
