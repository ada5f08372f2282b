#include "soc/stm32h74x/stm32h74x.hpp"

#include "soc/quadspi-pins.hpp"
#include "soc/stm32h74x/otgs.hpp"
#include "soc/stm32h74x/pins.hpp"
#include "soc/stm32h74x/spis.hpp"
#include "soc/stm32h74x/timers.hpp"
#include "soc/stm32h74x/unmodelled.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb::stm32h74x {

namespace {
constexpr std::uint32_t kFlashBase = 0x08000000;
constexpr std::uint32_t kApbRom = 0xE00E0000, kCoreRom = 0xE00FE000;
constexpr unsigned kApbPort = 2;
constexpr unsigned kFlashIrq = 4;
// Bases, interrupts, EN and RST bits: ST's device header.
struct UsartPlace {
    const char* name;
    unsigned number;
    std::uint32_t base, enable, reset;
    unsigned bit, irq;
    const char* enable_register;
};
constexpr UsartPlace kUsarts[] = {
    {"USART1", 1, 0x40011000, rcc::APB2ENR, rcc::APB2RSTR, 4, 37, "APB2ENR"},
    {"USART2", 2, 0x40004400, rcc::APB1LENR, rcc::APB1LRSTR, 17, 38, "APB1LENR"},
    {"USART3", 3, 0x40004800, rcc::APB1LENR, rcc::APB1LRSTR, 18, 39, "APB1LENR"},
    {"UART4", 4, 0x40004C00, rcc::APB1LENR, rcc::APB1LRSTR, 19, 52, "APB1LENR"},
    {"UART5", 5, 0x40005000, rcc::APB1LENR, rcc::APB1LRSTR, 20, 53, "APB1LENR"},
    {"USART6", 6, 0x40011400, rcc::APB2ENR, rcc::APB2RSTR, 5, 71, "APB2ENR"},
    {"UART7", 7, 0x40007800, rcc::APB1LENR, rcc::APB1LRSTR, 30, 82, "APB1LENR"},
    {"UART8", 8, 0x40007C00, rcc::APB1LENR, rcc::APB1LRSTR, 31, 83, "APB1LENR"},
};
} // namespace

Stm32h74x::~Stm32h74x() = default;

// assembled_ is set last: until then the machine's questions are answered without the peripherals.
Stm32h74x::Stm32h74x(const Part& part, Timeline& timeline, SocWiring wiring)
    : SocBase(part.name, timeline, machine_config(), kPins), part_(part), wiring_(std::move(wiring)),
      rcc_(timeline, violations(), wiring_.clocks), pwr_(timeline, violations(), wiring_.core_supply),
      flash_(timeline, violations(), part_.flash, flash_hooks()),
      syscfg_(timeline, violations(), syscfg_inputs()),
      dbgmcu_(violations(), [this] { return machine().halted_time(); }),
      iwdg_(timeline, violations(),
            {[this] { return flash_.options().watchdog_by_hardware(); },
             [this] { return dbgmcu_.watchdog_frozen_time(); }, [this] { watchdog_expired(); }},
            IwdgKind::WithoutEarlyWakeup),
      memories_(part_, flash_, rcc_, pwr_, violations()),
      timers_(timeline, violations(), timer_places(),
              timer_wiring(rcc_, [this](unsigned irq, bool level) { machine().set_line(irq, level); })),
      unmodelled_(unmodelled_blocks()),
      quadspi_(timeline, violations(), pads(), machine(), machine(), quadspi_wiring()),
      spis_(timeline, violations(), pads(), machine(), spi_places(), spi_wiring(rcc_)),
      otgs_(timeline, violations(), otg_places(), otg_wiring(rcc_, pwr_, pads(), machine())) {
    make_usarts();
    map_devices();
    rcc_.on_change([this] { clocks_changed(); });
    pwr_.on_change([this] { clocks_changed(); });
    assembled_ = true;
}

// AP0 is the core's AHB-AP, AP1 that of the D2 domain's bus, AP2 an APB-AP. IDRs: ST's pack, probe-rs.
MachineConfig Stm32h74x::machine_config() {
    MachineConfig config;
    using Bus = MachineConfig::AccessPort::Bus;
    config.access_ports = {{0, kCoreRom, Bus::Core, 0x84770001},
                           {1, 0, Bus::System, 0x84770001},
                           {kApbPort, kApbRom, Bus::Apb, 0x54770002, 0x450}};
    config.processor_rom = {0x450, 0x020, 0xE0043000}; // ST's own table, and where the CTI is
    config.target_id = 0x04500041;
    config.cpuid = 0x411FC271; // Cortex-M7 r1p1, as probe-rs users see; ST's documents say r0p1
    // The machine exists before the RCC; until then the clock is the HSI of reset.
    config.core_hz = [this] { return assembled_ ? rcc_.core_hz() : 64'000'000; };
    config.vector_table = [this] { return flash_.options().boot_address(); }; // BOOT0 is low
    return config;
}

FlashHooks Stm32h74x::flash_hooks() {
    FlashHooks hooks;
    hooks.array_changed = [this](unsigned bank, auto offset, auto length) {
        memories_.user_flash_changed(bank, offset, length);
    };
    hooks.interrupt = [this](bool level) {
        if (assembled_) machine().set_line(kFlashIrq, level);
    };
    hooks.clock_limits_changed = [this] { clocks_changed(); };
    hooks.required_wrhighfreq = [this] { return required_wrhighfreq(rcc_.ahb_hz(), pwr_.vos()); };
    // Code that runs from a bank waits while that bank is busy.
    hooks.stall_if_fetching = [this](unsigned bank, Picoseconds duration) {
        const std::uint32_t base = kFlashBase + bank * FlashGeometry::kBankDistance;
        const bool fetching = machine().core_running() && machine().pc() - base < part_.flash.bank_size();
        if (fetching) machine().stall(duration);
    };
    hooks.debugger_attached = [this] { return machine().debugger_attached(); };
    hooks.options_changed = [this] {
        if (!assembled_) return;
        syscfg_.set_user_registers(flash_.options().user_registers(flash_.swapped()));
        memories_.apply_options();
    };
    return hooks;
}

SyscfgInputs Stm32h74x::syscfg_inputs() {
    SyscfgInputs inputs;
    inputs.csi_on = [this] { return rcc_.csi_on(); };
    inputs.csi_running = [this] { return rcc_.csi_running(); };
    inputs.io_hslv_option = [this] { return flash_.options().io_hslv(); };
    inputs.vos1_is_chosen = [this] { return pwr_.vos1_is_chosen(); };
    inputs.set_overdrive = [this](bool on) { pwr_.set_overdrive(on); };
    inputs.has_overdrive = [this] { return revision_ != Revision::Y; };
    inputs.millivolts = wiring_.supply("VDD");
    inputs.package = part_.package;
    return inputs;
}

void Stm32h74x::make_usarts() {
    for (const UsartPlace& place : kUsarts) {
        UsartWiring wiring;
        wiring.kernel_hz = [this, n = place.number] { return rcc_.usart_kernel_hz(n); };
        wiring.transmitted = [this, name = place.name](char c) { character_sent(name, c); };
        wiring.interrupt = [this, irq = place.irq](bool level) { machine().set_line(irq, level); };
        auto usart = std::make_unique<Usart>(place.name, timeline_, violations(), wiring);
        usart->gate([this, &place] { return rcc_.enabled(place.enable, place.bit); },
                    fmt::format("RCC_{}.{}EN", place.enable_register, place.name));
        usarts_.push_back(std::move(usart));
    }
}

QuadspiWiring Stm32h74x::quadspi_wiring() {
    QuadspiWiring wiring;
    wiring.enable_bit = "RCC_AHB3ENR.QSPIEN";
    wiring.clocked = [this] { return rcc_.quadspi_enabled(); };
    wiring.kernel_hz = [this] { return rcc_.quadspi_kernel_hz(); };
    wiring.stall = [this](Picoseconds duration) { machine().stall(duration); };
    wiring.hang = [this] { machine().hang(); };
    return wiring;
}

void Stm32h74x::map_devices() {
    memories_.attach(machine());
    unmodelled_.attach(machine());
    add_peripheral(0x52002000, 0x400, flash_, std::nullopt); // first: its option bytes decide for others
    add_peripheral(0x58024400, 0x400, rcc_, std::nullopt);
    add_peripheral(0x58024800, 0x400, pwr_, std::nullopt);
    add_peripheral(0x58000400, 0x400, syscfg_, ResetBit{rcc::APB4RSTR, 1});
    add_peripheral(0x58004800, 0x400, iwdg_, std::nullopt);
    add_peripheral(0x5C001000, 0x1000, dbgmcu_, std::nullopt);
    syscfg_.gate([this] { return rcc_.enabled(rcc::APB4ENR, 1); }, "RCC_APB4ENR.SYSCFGEN");
    for (char port = 'A'; port <= 'K'; ++port) {
        const unsigned n = unsigned(port - 'A');
        add_gpio(port, 0x58020000 + 0x400 * n, [this, port] { return rcc_.gpio_enabled(port); },
                 fmt::format("RCC_AHB4ENR.GPIO{}EN", port), {rcc::AHB4RSTR, n}, {.has_brr = false});
    }
    for (std::size_t i = 0; i < usarts_.size(); ++i)
        add_peripheral(kUsarts[i].base, 0x400, *usarts_[i], ResetBit{kUsarts[i].reset, kUsarts[i].bit});
    timers_.attach([this](std::uint32_t base, BusDevice& timer, ResetBit reset) {
        add_peripheral(base, 0x400, timer, reset);
    });
    spis_.attach([this](std::uint32_t base, BusDevice& spi, ResetBit reset) {
        add_peripheral(base, SpiPeripheral::kSize, spi, reset);
    });
    spis_.watch(*this);
    otgs_.attach([this](std::uint32_t base, std::uint32_t size, BusDevice& device, auto reset) {
        add_peripheral(base, size, device, reset);
    });
    otgs_.watch(*this, kUsbPorts);
    add_peripheral(0x52005000, Quadspi::kSize, quadspi_, ResetBit{rcc::AHB3RSTR, 14});
    machine().add_apb_device(kApbPort, 0xE00E1000, 0x1000, dbgmcu_);
    debug_components_.attach(machine(), kApbPort);
}

void Stm32h74x::reset_by_bit(ResetBit bit, BusDevice& device) { rcc_.on_reset_bit(bit.reg, bit.bit, device); }

void Stm32h74x::clocks_changed() {
    memories_.apply_clocks();
    syscfg_.update();
    timers_.clocks_changed();
    otgs_.inputs_changed();
    ClockState state = rcc_.clock_state();
    state.vos = pwr_.vos();
    state.flash_latency = flash_.latency();
    if (state == checked_) return; // said once, not at every store that follows
    checked_ = state;
    check_clock_limits(state, violations());
}

// Order matters: the option bytes are loaded first, and the clocks fall back before their users start anew.
void Stm32h74x::reset_peripherals() {
    reset_all();
    unmodelled_.reset();
    memories_.apply_options();
    memories_.apply_clocks();
}

// At readout protection level 2 there is no debugger: its access ports refuse (inferred).
void Stm32h74x::power_on() {
    power_on_all();
    for (unsigned port : {0u, 1u, kApbPort})
        machine().enable_access_port(port, flash_.options().protection() != Protection::Level2);
    reset_peripherals();
    machine().power_on();
}

bool Stm32h74x::set_revision(const std::string& value) {
    if (value != "Y" && value != "X" && value != "V") return false;
    revision_ = value == "Y" ? Revision::Y : value == "X" ? Revision::X : Revision::V;
    rcc_.set_revision_y(revision_ == Revision::Y);
    quadspi::Errata errata = quadspi_.errata();
    errata.first_nibble_lost = revision_ == Revision::Y;
    quadspi_.set_errata(errata);
    dbgmcu_.set_revision(revision_);
    return true;
}

bool Stm32h74x::set_option(const std::string& name, const std::string& value) {
    if (name == kUniqueIdOption) return memories_.set_unique_id(value);
    if (name == "REVISION") return set_revision(value);
    return flash_.options().set(name, value);
}

std::vector<std::string> Stm32h74x::option_names() const {
    std::vector<std::string> names = OptionBytes::names();
    names.emplace_back("REVISION");
    names.emplace_back(kUniqueIdOption);
    return names;
}

std::optional<std::string> Stm32h74x::option_values(const std::string& name) const {
    if (name == kUniqueIdOption) return "24 hexadecimal digits: its 12 bytes from 0x1FF1E800 on";
    if (name == "REVISION") return "Y, X, V";
    return OptionBytes::values(name);
}

NamedMemory Stm32h74x::internal_flash() { return {kFlashBase, flash_.bytes(), &flash_.ecc()}; }
NamedMemory Stm32h74x::ram() { return {0x24000000, memories_.axi_sram()}; }

std::vector<std::string> Stm32h74x::flash_controllers() const {
    std::vector<std::string> names = spis_.names();
    names.insert(names.begin(), "QUADSPI");
    return names;
}

std::optional<std::uint32_t> Stm32h74x::flash_window(const std::string& controller) const {
    return controller == "QUADSPI" ? std::optional(0x90000000u) : std::nullopt;
}

bool Stm32h74x::connect(const FlashWires& wires, std::string& why) {
    return wires.controller == "QUADSPI" ? solder(quadspi_, kPins, wires, why)
                                         : spis_.connect(kPins, wires, why);
}

} // namespace vb::stm32h74x
