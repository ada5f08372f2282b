#include "cpu/cortex-m.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace vb {

namespace {
constexpr std::uint32_t kPage = 0x1000;
constexpr std::uint32_t kThumb = 1u << 24;
constexpr std::uint32_t kItBits = 0x0600FC00; // EPSR.IT
constexpr std::uint32_t kLockupPc = 0xEFFFFFFE;
constexpr std::size_t kStackWords = 16; // an exception frame and what was below it
// CSW of the Cortex-M4's AHB-AP (DDI0439 8.2.2): MasterType, HPROT[1], AddrInc and Size; HPROT[0] reads as
// one. An STM32F407 comes up with 0x23000042.
constexpr MemAp::Control kControlM4{0x22000037, 0x01000000, 0x23000002};

unsigned literal_comparators(CoreKind kind) { return kind == CoreKind::CortexM4 ? 2 : 0; }
unsigned fpb_version(CoreKind kind) { return kind == CoreKind::CortexM4 ? 1 : 2; }
} // namespace

std::unique_ptr<Machine> make_cortex_m(Timeline& timeline, const MachineConfig& config) {
    return std::make_unique<CortexM>(timeline, config);
}

CortexM::CortexM(Timeline& timeline, const MachineConfig& config)
    : timeline_(timeline), config_(config), costs_(core_costs(config.core)), engine_(*this, config.core),
      nvic_(config.irq_lines, *this), system_(config, nvic_, *this), mpu_(config.mpu_regions),
      systick_(timeline, nvic_, *this, config.systick_calibration),
      debug_(
          engine_, *this, [this] { return status(); }, [this] { dwt_.trace_changed(); }),
      dwt_(config.dwt_comparators, config.core == CoreKind::CortexM7, *this,
           [this] { return debug_.trace_enabled(); }),
      fpb_({config.fpb_comparators, literal_comparators(config.core), fpb_version(config.core)}, *this),
      private_bus_({nvic_, system_, mpu_, systick_, dwt_, fpb_, debug_}, config.core, config.processor_rom),
      exceptions_(engine_, bus_, nvic_, system_, costs_), polling_(engine_),
      port_({config.dpidr, config.target_id}, [this](bool asserted) { drive_nrst(asserted); }),
      sram_bits_(BitBand::kSram, bus_), peripheral_bits_(BitBand::kPeripherals, bus_) {
    engine_.set_branch_cost(costs_.taken_branch);
    engine_.map_device(PrivatePeripheralBus::kBase, PrivatePeripheralBus::kSize);
    for (const auto& ap : config_.access_ports) {
        const bool apb = ap.bus == MachineConfig::AccessPort::Bus::Apb;
        DebugBus* bus =
            ap.bus == MachineConfig::AccessPort::Bus::Core ? static_cast<DebugBus*>(this) : &system_bus_;
        if (apb) {
            apb_[ap.number] = std::make_unique<ApbBus>(ap.rom_table, ap.rom_part);
            bus = apb_[ap.number].get();
        }
        MemAp::Identity identity{ap.idr, ap.rom_table, apb};
        if (is_m4()) identity.control = kControlM4;
        port_.add_access_port(ap.number, std::make_unique<MemAp>(*bus, identity));
    }
    if (!is_m4()) return;
    add_device(BitBand::kSram + BitBand::kAlias, BitBand::kSize, sram_bits_);
    add_device(BitBand::kPeripherals + BitBand::kAlias, BitBand::kSize, peripheral_bits_);
}

void CortexM::add_apb_device(unsigned ap, std::uint32_t base, std::uint32_t size, BusDevice& device) {
    auto bus = apb_.find(ap);
    if (bus == apb_.end()) throw std::invalid_argument("no APB-AP of that number");
    bus->second->add(base, size, device);
}

// ---- memory map

void CortexM::add_device(std::uint32_t base, std::uint32_t size, BusDevice& device) {
    bus_.add_device(base, size, device);
    if (!is_private(base)) map_device_pages(base, size);
}

// Devices of less than a page share one; what none of them owns is a bus error when it is accessed.
void CortexM::map_device_pages(std::uint32_t base, std::uint32_t size) {
    std::uint64_t end = (std::uint64_t{base} + size + kPage - 1) & ~std::uint64_t{kPage - 1};
    std::uint64_t run_start = 0;
    for (std::uint64_t page = base & ~(kPage - 1); page <= end; page += kPage) {
        bool fresh = page < end && device_pages_.insert(std::uint32_t(page)).second;
        if (fresh && !run_start) run_start = page + 1; // + 1: page 0 is a page too
        if (!fresh && run_start) {
            engine_.map_device(std::uint32_t(run_start - 1), std::uint32_t(page - (run_start - 1)));
            run_start = 0;
        }
    }
}

void CortexM::add_memory(MemoryRegion& region) {
    if ((region.base | region.bytes.size()) & (kPage - 1))
        throw std::invalid_argument("memory " + region.name +
                                    " does not fill whole 4 KiB pages: make it a device");
    bus_.add_region(region);
    apply_change({&region, 0, 0});
}

void CortexM::changed(MemoryRegion& region, std::uint32_t offset, std::uint32_t length) {
    changes_.push_back({&region, offset, length});
    attention();
    if (engine_.running()) return; // from inside a callback: settled before the next instruction
    settle();
}

// The region's owner may have changed address, length and accessibility several times since this was asked
// for, so what is mapped now is compared with what is to be.
void CortexM::apply_change(const MapChange& change) {
    MemoryRegion& region = *change.region;
    auto mapped = mapped_.find(&region);
    bool same = mapped != mapped_.end() && region.accessible &&
                mapped->second.data() == region.bytes.data() && mapped->second.size() == region.bytes.size();
    if (same) {
        auto size = std::uint32_t(region.bytes.size()), offset = std::min(change.offset, size);
        engine_.forget_code(region.base + offset, std::min(change.length, size - offset));
    } else {
        if (mapped != mapped_.end()) unmap(region);
        if (region.accessible) {
            engine_.map_memory(region.base, region.bytes);
            engine_.forget_code(region.base, std::uint32_t(region.bytes.size()));
            mapped_[&region] = region.bytes;
        }
    }
    plain_store_ = plain_load_ = nullptr;
    engine_.forget_window();
}

// Unmapped, not protected: translated code would go on running. And forgotten first: when the region comes
// back it may get the same place inside Unicorn.
void CortexM::unmap(const MemoryRegion& region) {
    auto size = std::uint32_t(mapped_.at(&region).size());
    engine_.forget_code(region.base, size);
    engine_.unmap_memory(region.base, size);
    mapped_.erase(&region);
}

// Null: the core does not reach that much there now.
std::uint8_t* CortexM::mapped_at(const MemoryRegion& region, std::uint32_t offset, std::uint32_t size) const {
    auto mapped = mapped_.find(&region);
    if (mapped == mapped_.end() || offset > mapped->second.size() || size > mapped->second.size() - offset)
        return nullptr;
    return mapped->second.data() + offset;
}

// ---- power and reset

void CortexM::power_on() {
    clock_.skip_to(engine_.cycles(), timeline_.now());
    debug_.power_on();
    fpb_.power_on();
    dwt_.reset();
    port_.power_on();
    entered_external_.reset();
    reset_core();
    start_core();
}

void CortexM::reset_core() {
    reset_requested_ = core_reset_requested_ = false;
    fault_.reset();
    debug_event_ = 0;
    stepping_ = event_register_ = false;
    if (engine_.worn() && !engine_.running()) engine_.renew();
    engine_.set_xpsr(kThumb | 2); // Handler mode, where every register can be written
    engine_.set_masks(0, 0, 0);
    for (unsigned n = 0; n <= 12; ++n) engine_.set_general(n, 0);
    for (unsigned n = 0; n < 32; ++n) engine_.set_single(n, 0);
    engine_.set_fpscr(0);
    engine_.set_psp(0);
    engine_.set_control(0);
    engine_.set_xpsr(kThumb);
    engine_.set_control(0);
    engine_.set_general(14, 0xFFFFFFFF);
    nvic_.reset();
    mpu_.reset();
    systick_.reset();
    polling_.disturb();
}

// Leaves reset as silicon does: MSP and PC from the vector table, or lockup if there is none to be read.
void CortexM::start_core() {
    std::uint32_t table = config_.vector_table ? config_.vector_table() : 0;
    system_.reset(table);
    debug_.core_was_reset();
    auto stack = bus_.read(table, 4, Master::Core), entry = bus_.read(table + 4, 4, Master::Core);
    engine_.set_msp(stack.value_or(0));
    bool thumb = entry && (*entry & 1);
    engine_.set_xpsr(thumb ? kThumb : 0);
    engine_.set_pc(entry.value_or(kLockupPc));
    set_mode(hangs_ ? Mode::Hung : stack && entry ? Mode::Running : Mode::LockedUp);
    if (hangs_) return;
    if (debug_.catches_reset()) enter_halt(kDfsrVcatch);
}

void CortexM::request_system_reset() {
    reset_requested_ = true;
    attention();
    if (!engine_.running()) settle();
}

// DDI0403 C1.4.3: the processor without its debug logic; the peripherals notice nothing.
void CortexM::request_core_reset() {
    core_reset_requested_ = true;
    attention();
    if (!engine_.running()) settle();
}

void CortexM::drive_nrst(bool asserted) {
    if (mode_ == Mode::Off || asserted == (mode_ == Mode::InReset)) return;
    if (asserted) {
        set_mode(Mode::InReset);
        if (config_.on_system_reset) config_.on_system_reset(true);
        reset_core();
    } else {
        start_core();
    }
}

// ---- modes

void CortexM::set_mode(Mode mode) {
    bool counted = counting();
    const Picoseconds halted = halted_time();
    mode_ = mode;
    halted_before_ = halted;
    mode_since_ = timeline_.now();
    if (counting() == counted) return;
    if (!counted) clock_.skip_to(engine_.cycles(), timeline_.now());
    systick_.clock_changed();
}

Picoseconds CortexM::time_of_cycle(std::uint64_t cycle) const {
    return counting() ? clock_.time_at(cycle) : UINT64_MAX;
}

void CortexM::enter_halt(std::uint32_t reason) {
    debug_.halted(reason);
    debug_event_ = 0;
    stepping_ = false;
    polling_.disturb();
    set_mode(Mode::Halted);
}

Picoseconds CortexM::halted_time() const {
    return halted_before_ + (mode_ == Mode::Halted ? timeline_.now() - mode_since_ : 0);
}

CoreStatus CortexM::status() const {
    return {mode_ == Mode::Halted, mode_ == Mode::Sleeping, mode_ == Mode::LockedUp, mode_ == Mode::InReset};
}

void CortexM::halt_request_changed() {
    attention();
    if (engine_.running()) return;
    if (mode_ == Mode::Halted && !debug_.halt_wanted()) {
        if (engine_.worn() && !(engine_.xpsr() & kItBits)) engine_.renew();
        stepping_ = debug_.step_wanted();
        step_from_ = engine_.instructions();
        set_mode(Mode::Running);
    } else if (core_running() || mode_ == Mode::LockedUp) {
        if (debug_.halt_wanted()) enter_halt(kDfsrHalted);
    }
}

void CortexM::stall(Picoseconds duration) {
    if (!engine_.running() || clock_.hz() == 0) return;
    std::uint64_t whole = duration / kPerSecond, rest = duration % kPerSecond;
    // hz < 2^32 in any real part; rest * hz would still overflow 64 bits, so go by nanoseconds rounded up.
    std::uint64_t nanoseconds = (rest + kPerNanosecond - 1) / kPerNanosecond;
    engine_.add_cycles(whole * clock_.hz() + (nanoseconds * clock_.hz() + 999'999'999) / 1'000'000'000);
}

// ---- for the report

CoreState CortexM::core_state() const {
    static_assert(int(Mode::LockedUp) == int(CoreMode::locked_up) &&
                  int(Mode::Off) == int(CoreMode::no_supply));
    CoreState state;
    state.mode = CoreMode(mode_);
    state.pc = engine_.pc();
    state.sp = engine_.general(13);
    state.lr = engine_.general(14);
    state.xpsr = engine_.xpsr();
    state.cfsr = system_.configurable_faults();
    state.hfsr = system_.hard_faults();
    state.mmfar = system_.memory_fault_address();
    state.bfar = system_.bus_fault_address();
    state.stack = stack_words(state.sp);
    return state;
}

// From memory alone: a device that is read may do something.
std::vector<std::uint32_t> CortexM::stack_words(std::uint32_t from) const {
    std::vector<std::uint32_t> words;
    const MemoryRegion* region = bus_.region_at(from);
    if (!region || !region->accessible || from % 4) return words;
    for (std::size_t at = from - region->base; at + 4 <= region->bytes.size() && words.size() < kStackWords;
         at += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, region->bytes.data() + at, 4);
        words.push_back(word);
    }
    return words;
}

// ---- the debugger's accesses

std::optional<std::uint32_t> CortexM::debug_read(std::uint32_t address, unsigned size) {
    attention();
    dwt_.pc_sample = core_running() ? engine_.pc() : 0xFFFFFFFF;
    if (is_private(address) && private_bus_.owns(address))
        return private_bus_.read(address, size, Master::Debug);
    return system_read(address, size);
}

// The bus matrix is held in reset with the core: under NRST only what is on the private peripheral bus
// answers, the Cortex-M4's DBGMCU included (RM0090 38.16.3).
bool CortexM::unreachable(std::uint32_t address) const {
    return mode_ == Mode::InReset && !is_private(address);
}

std::optional<std::uint32_t> CortexM::system_read(std::uint32_t address, unsigned size) {
    if (unreachable(address)) return std::nullopt;
    return bus_.read(address, size, Master::Debug);
}

bool CortexM::debug_write(std::uint32_t address, unsigned size, std::uint32_t value) {
    attention();
    if (is_private(address) && private_bus_.owns(address)) {
        private_bus_.write(address, size, value, Master::Debug);
        return true;
    }
    return system_write(address, size, value);
}

bool CortexM::system_write(std::uint32_t address, unsigned size, std::uint32_t value) {
    if (unreachable(address)) return false;
    bool wrote = false;
    bool done = bus_.write(address, size, value, Master::Debug, wrote);
    if (wrote) engine_.forget_code(address, size);
    forget_bit_band(address, size);
    polling_.disturb();
    return done;
}

} // namespace vb
