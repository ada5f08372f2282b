#include "soc/stm32f4/stm32f4.hpp"

#include "soc/quadspi-pins.hpp"
#include "soc/stm32f/timers.hpp"
#include "soc/stm32f4/flash-kind.hpp"
#include "soc/stm32f4/register-maps.hpp"
#include "soc/stm32f4/spis.hpp"
#include "soc/stm32f4/unmodelled.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace vb::stm32f4 {

namespace rcc = stm32f::rcc;

namespace {
constexpr std::uint32_t kRomTable = 0xE00FF000;
constexpr unsigned kFlashIrq = 4;
constexpr std::uint32_t kQuadspiWindow = 0x90000000;
constexpr std::uint64_t kDdrMhz = 60;                                           // inferred
constexpr std::uint64_t kHsi = 16'000'000, kMHz = 1'000'000, kCrystals = 1'001; // a permille of rounding
// Bases, interrupts, EN and RST bits: ST's device headers. The last two are the STM32F42x's and F46x's.
struct UsartPlace {
    const char* name;
    unsigned apb;
    std::uint32_t base, enable, reset;
    unsigned bit, irq;
    const char* enable_register;
};
constexpr UsartPlace kUsarts[] = {
    {"USART1", 2, 0x40011000, rcc::APB2ENR, rcc::APB2RSTR, 4, 37, "APB2ENR"},
    {"USART2", 1, 0x40004400, rcc::APB1ENR, rcc::APB1RSTR, 17, 38, "APB1ENR"},
    {"USART3", 1, 0x40004800, rcc::APB1ENR, rcc::APB1RSTR, 18, 39, "APB1ENR"},
    {"UART4", 1, 0x40004C00, rcc::APB1ENR, rcc::APB1RSTR, 19, 52, "APB1ENR"},
    {"UART5", 1, 0x40005000, rcc::APB1ENR, rcc::APB1RSTR, 20, 53, "APB1ENR"},
    {"USART6", 2, 0x40011400, rcc::APB2ENR, rcc::APB2RSTR, 5, 71, "APB2ENR"},
    {"UART7", 1, 0x40007800, rcc::APB1ENR, rcc::APB1RSTR, 30, 82, "APB1ENR"},
    {"UART8", 1, 0x40007C00, rcc::APB1ENR, rcc::APB1RSTR, 31, 83, "APB1ENR"},
};
constexpr std::size_t kUsarts40x = 6;

stm32f::PwrKind pwr_kind(const Line& line) {
    return {pwr_registers(line), line.regulator == Regulator::TwoScales ? 1u : 2u, line.overdrive};
}
} // namespace

Stm32f4::~Stm32f4() = default;

// assembled_ is set last: until then the machine's questions are answered without the peripherals.
Stm32f4::Stm32f4(const Part& part, Timeline& timeline, SocWiring wiring)
    : SocBase(part.name, timeline, machine_config(*part.line), pins_of(part.line->bit)), part_(part),
      wiring_(std::move(wiring)),
      rcc_(timeline, violations(), wiring_.clocks,
           {rcc_registers(*part.line), part.line->bit == F40x ? 0u : rcc::DCKCFGR1, 24}),
      pwr_(timeline, violations(), pwr_kind(*part.line),
           {[this] { return rcc_.pll_on(); }, [this] { return rcc_.runs_from_pll(); }}),
      flash_(timeline, violations(), flash_kind(part_), flash_hooks()),
      syscfg_(timeline, violations(), {syscfg_registers(*part.line)}),
      dbgmcu_({part.line->idcode, 0x06E01DFF, 0x00070003}, violations(),
              [this] { return machine().halted_time(); }),
      iwdg_(timeline, violations(),
            {[this] { return flash_.options().field("WDG_SW") == 0; },
             [this] { return dbgmcu_.watchdog_frozen_time(); }, [this] { watchdog_expired(); }},
            IwdgKind::WithoutEarlyWakeup),
      memories_(part_, flash_, rcc_, pwr_, violations()), fsmc_("FSMC", fsmc_registers(), violations()),
      timers_(
          timeline, violations(), stm32f::timer_places(),
          stm32f::timer_wiring(rcc_, [this](unsigned irq, bool level) { machine().set_line(irq, level); })),
      unmodelled_(unmodelled_blocks()),
      spis_(timeline, violations(), pads(), machine(), spi_places(part.line->spis), spi_wiring(rcc_)) {
    if (part_.line->quadspi_irq)
        quadspi_.emplace(timeline, violations(), pads(), machine(), machine(), quadspi_wiring());
    make_usarts();
    map_devices();
    rcc_.on_change([this] { clocks_changed(); });
    pwr_.on_change([this] { clocks_changed(); });
    syscfg_.on_remap([this] { remap(); });
    assembled_ = true;
}

// docs/hardware/stm32f4.md, debug. BOOT0 is low: the flash is at 0, where VTOR points after reset.
MachineConfig Stm32f4::machine_config(const Line& line) {
    MachineConfig config;
    config.core = CoreKind::CortexM4;
    config.dpidr = 0x2BA01477;
    config.cpuid = 0x410FC241;
    config.irq_lines = line.irq_lines;
    config.fpb_comparators = 6;
    config.mpu_regions = 8;
    config.double_precision = false;
    config.systick_calibration = 0x4000493E;
    config.access_ports = {{0, kRomTable, MachineConfig::AccessPort::Bus::Core, 0x24770011}};
    config.processor_rom = {line.rom_part, 0x020, 0};
    // The machine exists before the RCC; until then the clock is the HSI of reset.
    config.core_hz = [this] { return assembled_ ? rcc_.hclk_hz() : kHsi; };
    config.vector_table = [] { return 0u; };
    return config;
}

stm32f::FlashHooks Stm32f4::flash_hooks() {
    stm32f::FlashHooks hooks;
    hooks.array_changed = [this](std::uint32_t offset, std::uint32_t length) {
        if (assembled_) memories_.user_flash_changed(offset, length);
    };
    hooks.interrupt = [this](bool level) {
        if (assembled_) machine().set_line(kFlashIrq, level);
    };
    hooks.acr_changed = [this] { clocks_changed(); };
    hooks.stall = [this](Picoseconds duration) { machine().stall(duration); };
    // Code that runs from what is busy waits.
    hooks.stall_if_fetching = [this](std::uint32_t offset, std::uint32_t length, Picoseconds duration) {
        const auto at = machine().core_running() ? memories_.flash_offset(machine().pc()) : std::nullopt;
        if (at && *at - offset < length) machine().stall(duration);
    };
    hooks.debugger_attached = [this] { return machine().debugger_attached(); };
    hooks.options_changed = [this] { remap(); };
    hooks.regressed = [this] { memories_.erase_backup(); };
    hooks.millivolts = wiring_.supply("VDD");
    return hooks;
}

void Stm32f4::remap() {
    if (assembled_) memories_.apply(syscfg_.memory_remap());
}

void Stm32f4::make_usarts() {
    const std::size_t count = part_.line->two_banks ? std::size(kUsarts) : kUsarts40x;
    for (const UsartPlace& place : std::span(kUsarts).first(count)) {
        OlderUsart::Wiring wiring;
        wiring.kernel_hz = [this, apb = place.apb] { return rcc_.pclk_hz(apb); };
        wiring.transmitted = [this, name = place.name](char c) { character_sent(name, c); };
        wiring.interrupt = [this, irq = place.irq](bool level) { machine().set_line(irq, level); };
        auto usart = std::make_unique<OlderUsart>(place.name, timeline_, violations(), wiring);
        usart->gate([this, &place] { return rcc_.enabled(place.enable, place.bit); },
                    fmt::format("RCC_{}.{}EN", place.enable_register, place.name));
        usarts_.push_back(std::move(usart));
    }
}

// docs/hardware/stm32f4.md, further lines: as in the F7, whose errata are taken over.
QuadspiWiring Stm32f4::quadspi_wiring() {
    QuadspiWiring wiring;
    wiring.irq = part_.line->quadspi_irq;
    wiring.enable_bit = "RCC_AHB3ENR.QSPIEN";
    wiring.clocked = [this] { return rcc_.enabled(rcc::AHB3ENR, 1); };
    wiring.kernel_hz = [this] { return rcc_.hclk_hz(); };
    wiring.stall = [this](Picoseconds duration) { machine().stall(duration); };
    wiring.hang = [this] { machine().hang(); };
    wiring.limits.highest_hz = part_.line->quadspi_mhz * kCrystals * kMHz / 1000;
    wiring.limits.highest_ddr_hz = kDdrMhz * kCrystals * kMHz / 1000;
    wiring.errata.stale_address = true;
    wiring.errata.short_threshold = true;
    wiring.errata.first_nibble_lost = true;
    return wiring;
}

void Stm32f4::map_system_devices() {
    add_peripheral(0x40023C00, 0x400, flash_, std::nullopt); // first: its option bytes decide for others
    add_peripheral(0x40023800, 0x400, rcc_, std::nullopt);
    add_peripheral(0x40007000, 0x400, pwr_, ResetBit{rcc::APB1RSTR, 28});
    pwr_.gate([this] { return rcc_.enabled(rcc::APB1ENR, 28); }, "RCC_APB1ENR.PWREN");
    add_peripheral(0x40013800, 0x400, syscfg_, ResetBit{rcc::APB2RSTR, 14});
    syscfg_.gate([this] { return rcc_.enabled(rcc::APB2ENR, 14); }, "RCC_APB2ENR.SYSCFGEN");
    add_peripheral(0x40003000, 0x400, iwdg_, std::nullopt);
    add_peripheral(0xE0042000, 0x400, dbgmcu_, std::nullopt);
    add_peripheral(0xA0000000, 0x400, fsmc_, ResetBit{rcc::AHB3RSTR, 0});
    fsmc_.gate([this] { return rcc_.enabled(rcc::AHB3ENR, 0); }, "RCC_AHB3ENR.FSMCEN");
    if (quadspi_) add_peripheral(0xA0001000, Quadspi::kSize, *quadspi_, ResetBit{rcc::AHB3RSTR, 1});
}

void Stm32f4::map_devices() {
    memories_.attach(machine());
    unmodelled_.attach(machine());
    map_system_devices();
    for (const char port : std::string_view(part_.line->ports)) {
        const unsigned n = unsigned(port - 'A');
        add_gpio(port, 0x40020000 + 0x400 * n, [this, n] { return rcc_.enabled(rcc::AHB1ENR, n); },
                 fmt::format("RCC_AHB1ENR.GPIO{}EN", port), {rcc::AHB1RSTR, n},
                 {.has_brr = false, .analog_at_reset = false});
    }
    for (std::size_t i = 0; i < usarts_.size(); ++i)
        add_peripheral(kUsarts[i].base, 0x400, *usarts_[i], ResetBit{kUsarts[i].reset, kUsarts[i].bit});
    const auto add = [this](std::uint32_t base, BusDevice& device, ResetBit reset) {
        add_peripheral(base, 0x400, device, reset);
    };
    timers_.attach(add);
    spis_.attach(add);
    spis_.watch(*this);
}

void Stm32f4::reset_by_bit(ResetBit bit, BusDevice& device) { rcc_.on_reset_bit(bit.reg, bit.bit, device); }

void Stm32f4::clocks_changed() {
    memories_.apply_clocks();
    timers_.clocks_changed();
    stm32f::ClockState state{rcc_.hclk_hz(),   rcc_.pclk_hz(1),  rcc_.pclk_hz(2),      pwr_.scale(),
                             pwr_.overdrive(), flash_.latency(), wiring_.supply("VDD")};
    if (state == checked_) return; // said once, not at every store that follows
    checked_ = state;
    check_clock_limits(state, part_.line->limits, violations());
}

// Order matters: the option bytes are loaded first, and the clocks fall back before their users start anew.
// At readout protection level 2 there is no debugger: its access port refuses (inferred).
void Stm32f4::reset_peripherals() {
    reset_all();
    unmodelled_.reset();
    remap();
    memories_.apply_clocks();
    machine().enable_access_port(0, flash_.options().protection() != stm32f::Protection::Level2);
}

void Stm32f4::power_on() {
    power_on_all();
    reset_peripherals();
    machine().power_on();
}

bool Stm32f4::set_option(const std::string& name, const std::string& value) {
    if (name == kUniqueIdOption) return memories_.set_unique_id(value);
    if (!flash_.options().set(name, value)) return false;
    flash_.start_with_options();
    return true;
}

std::vector<std::string> Stm32f4::option_names() const {
    std::vector<std::string> names = flash_.options().names();
    names.emplace_back(kUniqueIdOption);
    return names;
}

std::optional<std::string> Stm32f4::option_values(const std::string& name) const {
    if (name == kUniqueIdOption) return "24 hexadecimal digits: its 12 bytes from 0x1FFF7A10 on";
    return flash_.options().values(name);
}

NamedMemory Stm32f4::internal_flash() { return {Memories::kFlashBase, flash_.bytes()}; }
NamedMemory Stm32f4::ram() { return {Memories::kSramBase, memories_.sram()}; }

std::vector<std::string> Stm32f4::flash_controllers() const {
    std::vector<std::string> names = spis_.names();
    if (quadspi_) names.insert(names.begin(), "QUADSPI");
    return names;
}

std::optional<std::uint32_t> Stm32f4::flash_window(const std::string& controller) const {
    return quadspi_ && controller == "QUADSPI" ? std::optional(kQuadspiWindow) : std::nullopt;
}

bool Stm32f4::connect(const FlashWires& wires, std::string& why) {
    if (quadspi_ && wires.controller == "QUADSPI")
        return solder(*quadspi_, pins_of(part_.line->bit), wires, why);
    if (spis_.has(wires.controller)) return spis_.connect(pins_of(part_.line->bit), wires, why);
    why = fmt::format("{} of the {} is not modelled", wires.controller, part_.name);
    return false;
}

} // namespace vb::stm32f4
