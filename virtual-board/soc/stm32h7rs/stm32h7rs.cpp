#include "soc/stm32h7rs/stm32h7rs.hpp"
#include "soc/stm32h7rs/otgs.hpp"
#include "soc/stm32h7rs/pins.hpp"
#include "soc/stm32h7rs/timers.hpp"
#include "soc/stm32h7rs/unmodelled.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

namespace {
constexpr std::uint32_t kFlashBase = 0x08000000;
constexpr std::uint32_t kApbRom = 0xE00E0000, kCoreRom = 0xE00FE000;
constexpr unsigned kFlashIrq = 8, kUsart1Irq = 82; // USART3 is 84, 1 and 2 precede it
// EN/RST bit numbers and buses of the USARTs: ST's device header.
struct UsartPlace {
    unsigned number;
    std::uint32_t base, enable, reset;
    unsigned bit;
    const char* enable_name;
};
constexpr UsartPlace kUsarts[] = {
    {1, 0x42001000, rcc::APB2ENR, rcc::APB2RSTR, 4, "RCC_APB2ENR.USART1EN"},
    {2, 0x40004400, rcc::APB1ENR1, rcc::APB1RSTR1, 17, "RCC_APB1ENR1.USART2EN"},
    {3, 0x40004800, rcc::APB1ENR1, rcc::APB1RSTR1, 18, "RCC_APB1ENR1.USART3EN"},
};
} // namespace

Stm32h7s3::~Stm32h7s3() = default;

// assembled_ is set last: until then the machine's questions are answered without the peripherals.
Stm32h7s3::Stm32h7s3(const std::string& part, Timeline& timeline, SocWiring wiring)
    : SocBase(part, timeline, machine_config(), kStm32h7rsPins), wiring_(std::move(wiring)),
      rcc_(timeline, violations(), wiring_.clocks), pwr_(timeline, violations(), wiring_.core_supply),
      flash_(timeline, violations(), flash_hooks()), sbs_(timeline, violations(), sbs_inputs()),
      dbgmcu_(violations(), [this] { return machine().halted_time(); }),
      iwdg_(timeline, violations(),
            {[this] { return flash_.options().watchdog_by_hardware(); },
             [this] { return dbgmcu_.watchdog_frozen_time(); }, [this] { watchdog_expired(); }}),
      memories_(flash_, rcc_),
      timers_(
          timeline, violations(), stm32h7rs_timer_places(),
          stm32h7rs_timer_wiring(rcc_, [this](unsigned irq, bool level) { machine().set_line(irq, level); })),
      unmodelled_(stm32h7rs_unmodelled_blocks()), hanging_("GFXMMU buffers", violations()),
      xspi_(timeline, violations(), machine(), rcc_, pads(), sbs_, kStm32h7rsPins),
      otgs_(timeline, violations(), stm32h7rs_otg_places(),
            stm32h7rs_otg_wiring(rcc_, pwr_, pads(), machine())) {
    make_usarts();
    map_devices();
    rcc_.on_change([this] { clocks_changed(); });
    pwr_.on_change([this] { clocks_changed(); });
    assembled_ = true;
}

MachineConfig Stm32h7s3::machine_config() {
    MachineConfig config;
    // IDR: Arm APB-AP and AHB-AP as the STM32H7 family shows them.
    using Bus = MachineConfig::AccessPort::Bus;
    config.access_ports = {{0, kApbRom, Bus::Apb, 0x54770002}, {1, kCoreRom, Bus::Core, 0x84770001}};
    // The machine exists before the RCC; until then the clock is the HSI of reset.
    config.core_hz = [this] { return assembled_ ? rcc_.core_hz() : 64'000'000; };
    // docs/hardware/stm32h7rs.md, boot: an open part with BOOT0 low boots the user flash.
    config.vector_table = [] { return kFlashBase; };
    return config;
}

FlashHooks Stm32h7s3::flash_hooks() {
    FlashHooks hooks;
    hooks.array_changed = [this](auto offset, auto length) { memories_.user_flash_changed(offset, length); };
    hooks.otp_changed = [this] { memories_.otp_changed(); };
    hooks.interrupt = [this](bool level) { machine().set_line(kFlashIrq, level); };
    hooks.clock_limits_changed = [this] { clocks_changed(); };
    hooks.required_wrhighfreq = [this] { return required_wrhighfreq(rcc_.ahb_hz(), pwr_.vos_high()); };
    // One bank: code that runs from the array waits while the array is busy.
    hooks.stall_if_fetching = [this](Picoseconds duration) {
        bool fetching = machine().core_running() && machine().pc() - kFlashBase < InternalFlash::kSize;
        if (fetching) machine().stall(duration);
    };
    return hooks;
}

SbsInputs Stm32h7s3::sbs_inputs() {
    SbsInputs inputs;
    inputs.csi_on = [this] { return rcc_.csi_on(); };
    inputs.csi_running = [this] { return rcc_.csi_running(); };
    inputs.powered = [this](unsigned domain) { return domain == 0 || pwr_.port_powered(domain); };
    inputs.loaded = [this](unsigned d) { return d == 0 || xspi_.loaded(d); };
    inputs.hslv_option = [this](unsigned domain) { return flash_.options().hslv(domain); };
    inputs.millivolts = {wiring_.supply("VDD"), wiring_.supply("VDDXSPI1"), wiring_.supply("VDDXSPI2")};
    return inputs;
}

void Stm32h7s3::make_usarts() {
    for (const UsartPlace& place : kUsarts) {
        UsartWiring wiring;
        wiring.kernel_hz = [this, n = place.number] { return rcc_.usart_kernel_hz(n); };
        const std::string name = fmt::format("USART{}", place.number);
        wiring.transmitted = [this, name](char c) { character_sent(name, c); };
        wiring.interrupt = [this, n = place.number](bool level) {
            machine().set_line(kUsart1Irq + n - 1, level);
        };
        auto usart = std::make_unique<Usart>(name, timeline_, violations(), wiring);
        usart->gate([this, &place] { return rcc_.enabled(place.enable, place.bit); }, place.enable_name);
        usarts_.push_back(std::move(usart));
    }
}

void Stm32h7s3::map_devices() {
    memories_.attach(machine());
    unmodelled_.attach(machine());
    add_peripheral(0x52002000, 0x400, flash_, std::nullopt); // first: its option bytes decide for others
    add_peripheral(0x58024400, 0x400, rcc_, std::nullopt);
    add_peripheral(0x58024800, 0x400, pwr_, std::nullopt);
    add_peripheral(0x58000400, 0x400, sbs_, std::nullopt);
    add_peripheral(0x58004800, 0x400, iwdg_, std::nullopt);
    add_peripheral(0x5C001000, 0x1000, dbgmcu_, std::nullopt);
    sbs_.gate([this] { return rcc_.enabled(rcc::APB4ENR, 1); }, "RCC_APB4ENR.SBSEN");
    for (char port : std::string("ABCDEFGHMNOP")) {
        unsigned n = unsigned(port - 'A');
        add_gpio(port, 0x58020000 + 0x400 * n, [this, port] { return rcc_.gpio_enabled(port); },
                 fmt::format("RCC_AHB4ENR.GPIO{}EN", port), {rcc::AHB4RSTR, n});
    }
    for (std::size_t i = 0; i < usarts_.size(); ++i)
        add_peripheral(kUsarts[i].base, 0x400, *usarts_[i], ResetBit{kUsarts[i].reset, kUsarts[i].bit});
    timers_.attach([this](std::uint32_t base, BusDevice& timer, ResetBit reset) {
        add_peripheral(base, 0x400, timer, reset);
    });
    otgs_.attach([this](std::uint32_t base, std::uint32_t size, BusDevice& device, auto reset) {
        add_peripheral(base, size, device, reset);
    });
    otgs_.watch(*this, kStm32h7rsUsbPorts);
    machine().add_device(0x25000000, 0x01000000, hanging_);
    machine().add_apb_device(0, 0xE00E1000, 0x1000, dbgmcu_);
    xspi_.attach([this](std::uint32_t base, std::uint32_t size, BusDevice& device, unsigned bit) {
        add_peripheral(base, size, device, ResetBit{rcc::AHB5RSTR, bit});
    });
}

void Stm32h7s3::reset_by_bit(ResetBit bit, BusDevice& device) { rcc_.on_reset_bit(bit.reg, bit.bit, device); }

void Stm32h7s3::clocks_changed() {
    memories_.apply_clocks();
    sbs_.update();
    timers_.clocks_changed();
    otgs_.inputs_changed();
    ClockState state = rcc_.clock_state();
    state.vos_high = pwr_.vos_high();
    state.flash_latency = flash_.latency();
    check_clock_limits(state, violations());
}

// Order matters: the option bytes are loaded first, and the clocks fall back before their users start anew.
void Stm32h7s3::reset_peripherals() {
    reset_all();
    unmodelled_.reset();
    memories_.apply_options();
    memories_.apply_clocks();
}

void Stm32h7s3::power_on() {
    power_on_all();
    flash_.options().load();
    dbgmcu_.set_open(flash_.options().open());
    dbgmcu_.power_on();
    machine().enable_access_port(1, flash_.options().open());
    reset_peripherals();
    memories_.user_flash_changed(0, 0); // files are loaded
    machine().power_on();
}

bool Stm32h7s3::set_option(const std::string& name, const std::string& value) {
    if (name == kUniqueIdOption) return flash_.set_unique_id(value);
    return flash_.options().set(name, value);
}

std::vector<std::string> Stm32h7s3::option_names() const {
    std::vector<std::string> names = OptionBytes::names();
    names.emplace_back(kUniqueIdOption);
    return names;
}

std::optional<std::string> Stm32h7s3::option_values(const std::string& name) const {
    if (name == kUniqueIdOption) return "24 hexadecimal digits: its 12 bytes from 0x08FFF800 on";
    return OptionBytes::values(name);
}

NamedMemory Stm32h7s3::internal_flash() { return {kFlashBase, flash_.array().bytes(), &flash_.array()}; }
NamedMemory Stm32h7s3::ram() { return {0x24000000, memories_.axi_sram()}; }

} // namespace vb
