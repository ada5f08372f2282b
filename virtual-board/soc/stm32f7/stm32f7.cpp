#include "soc/stm32f7/stm32f7.hpp"

#include "soc/quadspi-pins.hpp"
#include "soc/stm32f/timers.hpp"
#include "soc/stm32f7/flash-kind.hpp"
#include "soc/stm32f7/pins.hpp"
#include "soc/stm32f7/register-maps.hpp"
#include "soc/stm32f7/spis.hpp"
#include "soc/stm32f7/unmodelled.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb::stm32f7 {

namespace rcc = stm32f::rcc;

namespace {
constexpr std::uint32_t kFlashBase = 0x08000000, kDtcm = 0x20000000;
constexpr std::uint32_t kDefaultBoot = 0x00200000; // for a BOOT_ADD0 where there is no memory
constexpr std::uint32_t kSystemMemory = 0x1FF00000;
constexpr std::uint32_t kCoreRom = 0xE00FE000, kDbgmcuBase = 0xE0042000;
constexpr std::uint32_t SWP_FB = 1u << 8; // SYSCFG_MEMRMP
constexpr unsigned kFlashIrq = 4;
constexpr std::uint64_t kKHz = 1000;
// Bases, interrupts, EN and RST bits: ST's device headers.
struct UsartPlace {
    const char* name;
    unsigned number;
    std::uint32_t base, enable, reset;
    unsigned bit, irq;
    const char* enable_register;
};
constexpr UsartPlace kUsarts[] = {
    {"USART1", 1, 0x40011000, rcc::APB2ENR, rcc::APB2RSTR, 4, 37, "APB2ENR"},
    {"USART2", 2, 0x40004400, rcc::APB1ENR, rcc::APB1RSTR, 17, 38, "APB1ENR"},
    {"USART3", 3, 0x40004800, rcc::APB1ENR, rcc::APB1RSTR, 18, 39, "APB1ENR"},
    {"UART4", 4, 0x40004C00, rcc::APB1ENR, rcc::APB1RSTR, 19, 52, "APB1ENR"},
    {"UART5", 5, 0x40005000, rcc::APB1ENR, rcc::APB1RSTR, 20, 53, "APB1ENR"},
    {"USART6", 6, 0x40011400, rcc::APB2ENR, rcc::APB2RSTR, 5, 71, "APB2ENR"},
    {"UART7", 7, 0x40007800, rcc::APB1ENR, rcc::APB1RSTR, 30, 82, "APB1ENR"},
    {"UART8", 8, 0x40007C00, rcc::APB1ENR, rcc::APB1RSTR, 31, 83, "APB1ENR"},
};
// docs/hardware/stm32f7.md, clocks.
constexpr stm32f::ClockLimits kLimits{{180, 168, 144}, {216, 180, 144}, 45, 90, 54, 108};
constexpr stm32f::PwrKind kPwr(std::span<const RegisterSpec> map) { return {map, 2, true}; }
stm32f::DbgmcuKind dbgmcu_kind(const Part& part) {
    return {part.idcode(), part.is_f76x() ? 0x07E03FFFu : 0x06E01FFFu, 0x00070003};
}
PinFunctions pins_of(const Part& part) {
    return PinFunctions(kPins).first(part.is_f76x() ? std::size(kPins) : kPinsF74x);
}
} // namespace

Stm32f7::~Stm32f7() = default;

// assembled_ is set last: until then the machine's questions are answered without the peripherals.
Stm32f7::Stm32f7(const Part& part, Timeline& timeline, SocWiring wiring)
    : SocBase(part.name, timeline, machine_config(part), pins_of(part)), part_(part),
      wiring_(std::move(wiring)), rcc_(timeline, violations(), wiring_.clocks, part_.line),
      pwr_(timeline, violations(), kPwr(pwr_registers()), pwr_inputs()),
      flash_(timeline, violations(), flash_kind(part_), flash_hooks()),
      syscfg_(timeline, violations(), {syscfg_registers(part_.line)}),
      dbgmcu_(dbgmcu_kind(part_), violations(), [this] { return machine().halted_time(); }),
      iwdg_(timeline, violations(),
            {[this] { return flash_.options().field("IWDG_SW") == 0; },
             [this] { return dbgmcu_.watchdog_frozen_time(); }, [this] { watchdog_expired(); }},
            IwdgKind::WithoutEarlyWakeup),
      memories_(part_, flash_, rcc_, pwr_, violations()), fmc_("FMC", fmc_registers(), violations()),
      timers_(
          timeline, violations(), stm32f::timer_places(),
          stm32f::timer_wiring(rcc_, [this](unsigned irq, bool level) { machine().set_line(irq, level); })),
      unmodelled_(unmodelled_blocks()),
      quadspi_(timeline, violations(), pads(), machine(), machine(), quadspi_wiring()),
      spis_(timeline, violations(), pads(), machine(), spi_places(), spi_wiring(rcc_)) {
    make_usarts();
    map_devices();
    rcc_.on_change([this] { clocks_changed(); });
    pwr_.on_change([this] { clocks_changed(); });
    syscfg_.on_remap([this] { memories_.apply_options(banks_swapped()); });
    assembled_ = true;
}

// docs/hardware/stm32f7.md, debug and core.
MachineConfig Stm32f7::machine_config(const Part& part) {
    MachineConfig config;
    const bool f76x = part.is_f76x();
    const std::uint16_t device = f76x ? 0x451 : 0x449;
    config.dpidr = 0x5BA02477;
    config.cpuid = f76x ? 0x411FC270 : 0x410FC271;
    config.irq_lines = f76x ? 110 : 98;
    config.mpu_regions = 8;
    config.double_precision = f76x;
    config.caches.ccsidr_data = f76x ? 0xF00FE019 : 0xF003E019;
    config.caches.ccsidr_instructions = f76x ? 0xF01FE009 : 0xF007E009;
    config.access_ports = {{0, kCoreRom, MachineConfig::AccessPort::Bus::Core, 0x74770001}};
    config.processor_rom = {device, 0x020, 0xE0043000}; // DBGMCU has the CTI's usual place
    config.target_id = std::uint32_t(device) << 16 | 0x0041;
    // The machine exists before the RCC; until then the clock is the HSI of reset.
    config.core_hz = [this] { return assembled_ ? rcc_.hclk_hz() : 16'000'000; };
    config.vector_table = [this] { return boot_address(); };
    return config;
}

stm32f::FlashHooks Stm32f7::flash_hooks() {
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
    hooks.options_changed = [this] { options_changed(); };
    hooks.regressed = [this] { memories_.erase_backup(); };
    hooks.relaid = [this](std::span<std::uint8_t> cells, unsigned, unsigned to_banks) {
        if (!contents_kept_) interleave(cells, to_banks == 2);
    };
    hooks.millivolts = wiring_.supply("VDD");
    return hooks;
}

stm32f::PwrInputs Stm32f7::pwr_inputs() {
    return {[this] { return rcc_.pll_on(); }, [this] { return rcc_.runs_from_pll(); }};
}

// At readout protection level 2 there is no debugger: its access port refuses (inferred).
void Stm32f7::options_changed() {
    if (!assembled_) return;
    const bool boots_by_loader = dual_bank() && !flash_.options().field("nDBOOT");
    boot_swap_ = boots_by_loader && memories_.has_program(1);
    syscfg_.set_reset_remap(boot_swap_ ? SWP_FB : 0);
    memories_.apply_options(banks_swapped());
}

bool Stm32f7::banks_swapped() const { return dual_bank() && (syscfg_.memory_remap() & SWP_FB); }

// BOOT0 is low. docs/hardware/stm32f7.md, boot.
std::uint32_t Stm32f7::boot_address() {
    if (dual_bank() && !flash_.options().field("nDBOOT"))
        return boot_swap_ || memories_.has_program(0) ? kFlashBase : kSystemMemory;
    const std::uint32_t address = flash_.options().field("BOOT_ADD0") << 14;
    return memories_.is_memory(address) ? address : kDefaultBoot;
}

void Stm32f7::make_usarts() {
    for (const UsartPlace& place : kUsarts) {
        UsartWiring wiring;
        wiring.kernel_hz = [this, n = place.number] { return rcc_.usart_kernel_hz(n); };
        wiring.transmitted = [this, name = place.name](char c) { character_sent(name, c); };
        wiring.interrupt = [this, irq = place.irq](bool level) { machine().set_line(irq, level); };
        auto usart =
            std::make_unique<Usart>(place.name, timeline_, violations(), wiring, UsartKind::WithoutFifo);
        usart->gate([this, &place] { return rcc_.enabled(place.enable, place.bit); },
                    fmt::format("RCC_{}.{}EN", place.enable_register, place.name));
        usarts_.push_back(std::move(usart));
    }
}

// docs/hardware/stm32f7.md, QUADSPI: HCLK, no bit 4 of FTHRES, ES0290 2.4.3 on the STM32F74x; the other
// errata as on the STM32H74x's older revisions.
QuadspiWiring Stm32f7::quadspi_wiring() {
    QuadspiWiring wiring;
    wiring.enable_bit = "RCC_AHB3ENR.QSPIEN";
    wiring.clocked = [this] { return rcc_.quadspi_enabled(); };
    wiring.kernel_hz = [this] { return rcc_.hclk_hz(); };
    wiring.stall = [this](Picoseconds duration) { machine().stall(duration); };
    wiring.hang = [this] { machine().hang(); };
    wiring.limits.highest_hz = 108'108 * kKHz;
    wiring.limits.highest_ddr_hz = 80'080 * kKHz;
    wiring.errata.stale_address = !part_.is_f76x();
    wiring.errata.short_threshold = true;
    wiring.errata.first_nibble_lost = true;
    return wiring;
}

void Stm32f7::map_devices() {
    memories_.attach(machine());
    unmodelled_.attach(machine());
    add_peripheral(0x40023C00, 0x400, flash_, std::nullopt); // first: its option bytes decide for others
    add_peripheral(0x40023800, 0x400, rcc_, std::nullopt);
    add_peripheral(0x40007000, 0x400, pwr_, ResetBit{rcc::APB1RSTR, 28});
    pwr_.gate([this] { return rcc_.enabled(rcc::APB1ENR, 28); }, "RCC_APB1ENR.PWREN");
    add_peripheral(0x40013800, 0x400, syscfg_, ResetBit{rcc::APB2RSTR, 14});
    syscfg_.gate([this] { return rcc_.enabled(rcc::APB2ENR, 14); }, "RCC_APB2ENR.SYSCFGEN");
    add_peripheral(0x40003000, 0x400, iwdg_, std::nullopt);
    add_peripheral(kDbgmcuBase, 0x400, dbgmcu_, std::nullopt);
    for (char port = 'A'; port <= 'K'; ++port) {
        const unsigned n = unsigned(port - 'A');
        add_gpio(port, 0x40020000 + 0x400 * n, [this, port] { return rcc_.gpio_enabled(port); },
                 fmt::format("RCC_AHB1ENR.GPIO{}EN", port), {rcc::AHB1RSTR, n},
                 {.has_brr = false, .analog_at_reset = false});
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
    add_peripheral(0xA0000000, 0x400, fmc_, ResetBit{rcc::AHB3RSTR, 0});
    fmc_.gate([this] { return rcc_.enabled(rcc::AHB3ENR, 0); }, "RCC_AHB3ENR.FMCEN");
    add_peripheral(0xA0001000, Quadspi::kSize, quadspi_, ResetBit{rcc::AHB3RSTR, 1});
}

void Stm32f7::reset_by_bit(ResetBit bit, BusDevice& device) { rcc_.on_reset_bit(bit.reg, bit.bit, device); }

void Stm32f7::clocks_changed() {
    memories_.apply_clocks();
    timers_.clocks_changed();
    stm32f::ClockState state{rcc_.hclk_hz(),   rcc_.pclk_hz(1),  rcc_.pclk_hz(2),      pwr_.scale(),
                             pwr_.overdrive(), flash_.latency(), wiring_.supply("VDD")};
    if (state == checked_) return; // said once, not at every store that follows
    checked_ = state;
    check_clock_limits(state, kLimits, violations());
}

// Order matters: the option bytes are loaded first, and the clocks fall back before their users start anew.
void Stm32f7::reset_peripherals() {
    reset_all();
    unmodelled_.reset();
    memories_.apply_options(banks_swapped());
    memories_.apply_clocks();
    machine().enable_access_port(0, flash_.options().protection() != stm32f::Protection::Level2);
}

void Stm32f7::power_on() {
    power_on_all();
    reset_peripherals();
    machine().power_on();
}

bool Stm32f7::set_bank_reading(const std::string& name, const std::string& value) {
    if (!part_.is_f76x()) return false;
    if (name == "NDBANK_CONTENTS") {
        contents_kept_ = value == "kept";
        return contents_kept_ || value == "interleaved";
    }
    flash_.set_layout_at_once(value == "at_once");
    return value == "at_once" || value == "reset";
}

bool Stm32f7::set_option(const std::string& name, const std::string& value) {
    if (name == kUniqueIdOption) return memories_.set_unique_id(value);
    if (name.starts_with("NDBANK_")) return set_bank_reading(name, value);
    if (!flash_.options().set(name, value)) return false;
    flash_.start_with_options();
    return true;
}

std::vector<std::string> Stm32f7::option_names() const {
    std::vector<std::string> names = flash_.options().names();
    if (part_.is_f76x()) names.insert(names.end(), {"NDBANK_CONTENTS", "NDBANK_TAKES_EFFECT"});
    names.emplace_back(kUniqueIdOption);
    return names;
}

std::optional<std::string> Stm32f7::option_values(const std::string& name) const {
    if (name == kUniqueIdOption) return "24 hexadecimal digits: its 12 bytes from 0x1FF0F420 on";
    if (part_.is_f76x() && name == "NDBANK_CONTENTS") return "interleaved, kept";
    if (part_.is_f76x() && name == "NDBANK_TAKES_EFFECT") return "at_once, reset";
    return flash_.options().values(name);
}

NamedMemory Stm32f7::internal_flash() { return {kFlashBase, flash_.bytes()}; }
NamedMemory Stm32f7::ram() { return {kDtcm + part_.dtcm_kib() * 1024, memories_.sram()}; }

std::vector<std::string> Stm32f7::flash_controllers() const {
    std::vector<std::string> names = spis_.names();
    names.insert(names.begin(), "QUADSPI");
    return names;
}

std::optional<std::uint32_t> Stm32f7::flash_window(const std::string& controller) const {
    return controller == "QUADSPI" ? std::optional(0x90000000u) : std::nullopt;
}

bool Stm32f7::connect(const FlashWires& wires, std::string& why) {
    return wires.controller == "QUADSPI" ? solder(quadspi_, pins_of(part_), wires, why)
                                         : spis_.connect(pins_of(part_), wires, why);
}

} // namespace vb::stm32f7
