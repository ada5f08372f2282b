#include "soc/stm32h7rs/stm32h7rs.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

namespace {
constexpr std::uint32_t kFlashBase = 0x08000000;
constexpr std::uint32_t kApbRom = 0xE00E0000, kCoreRom = 0xE00FE000;
constexpr unsigned kFlashIrq = 8, kUsart1Irq = 82; // USART3 is 84 (HARDWARE.md 2), 1 and 2 precede it
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

Stm32h7s3::Stm32h7s3(Timeline& timeline, Stm32h7s3Wiring wiring)
    : timeline_(timeline), wiring_(std::move(wiring)), machine_(make_cortex_m7(timeline, machine_config())),
      violations_(timeline, [this] { return machine_->pc(); }), rcc_(timeline, violations_, wiring_.clocks),
      pwr_(timeline, violations_, wiring_.core_supply), flash_(timeline, violations_, flash_hooks()),
      sbs_(timeline, violations_, sbs_inputs()),
      dbgmcu_(violations_, [this] { return machine_->halted_time(); }),
      iwdg_(timeline, violations_,
            {[this] { return flash_.options().watchdog_by_hardware(); },
             [this] { return dbgmcu_.watchdog_frozen_time(); }, [this] { watchdog_expired(); }}),
      memories_(flash_, rcc_), timers_(timeline, violations_, rcc_,
                                       [this](unsigned irq, bool level) { machine_->set_line(irq, level); }),
      hanging_("GFXMMU buffers", violations_) {
    make_gpios();
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
    // SILICON.md 3: an open part with BOOT0 low boots the user flash.
    config.vector_table = [] { return kFlashBase; };
    config.on_system_reset = [this](bool nrst) { system_reset(nrst); };
    return config;
}

FlashHooks Stm32h7s3::flash_hooks() {
    FlashHooks hooks;
    hooks.array_changed = [this](auto offset, auto length) { memories_.user_flash_changed(offset, length); };
    hooks.otp_changed = [this] { memories_.otp_changed(); };
    hooks.interrupt = [this](bool level) { machine_->set_line(kFlashIrq, level); };
    hooks.clock_limits_changed = [this] { clocks_changed(); };
    hooks.required_wrhighfreq = [this] { return required_wrhighfreq(rcc_.ahb_hz(), pwr_.vos_high()); };
    // One bank: code that runs from the array waits while the array is busy.
    hooks.stall_if_fetching = [this](Picoseconds duration) {
        bool fetching = machine_->core_running() && machine_->pc() - kFlashBase < InternalFlash::kSize;
        if (fetching) machine_->stall(duration);
    };
    return hooks;
}

SbsInputs Stm32h7s3::sbs_inputs() {
    SbsInputs inputs;
    inputs.csi_running = [this] { return rcc_.csi_running(); };
    inputs.powered = [this](unsigned domain) { return domain == 0 || pwr_.port_powered(domain); };
    inputs.loaded = [this](unsigned d) { return d == 0 || (wiring_.port_loaded && wiring_.port_loaded(d)); };
    inputs.hslv_option = [this](unsigned domain) { return flash_.options().hslv(domain); };
    inputs.millivolts = wiring_.io_millivolts;
    return inputs;
}

void Stm32h7s3::make_gpios() {
    for (char port : std::string("ABCDEFGHMNOP")) {
        auto gpio = std::make_unique<Gpio>(port, violations_);
        gpio->gate([this, port] { return rcc_.gpio_enabled(port); },
                   fmt::format("RCC_AHB4ENR.GPIO{}EN", port));
        pads_.add(port, *gpio);
        gpios_[port] = std::move(gpio);
    }
}

void Stm32h7s3::make_usarts() {
    for (const UsartPlace& place : kUsarts) {
        UsartWiring wiring;
        wiring.kernel_hz = [this, n = place.number] { return rcc_.usart_kernel_hz(n); };
        wiring.transmitted = [this, n = place.number](char c) {
            if (wiring_.character) wiring_.character(n, c);
        };
        wiring.interrupt = [this, n = place.number](bool level) {
            machine_->set_line(kUsart1Irq + n - 1, level);
        };
        auto usart =
            std::make_unique<Usart>(fmt::format("USART{}", place.number), timeline_, violations_, wiring);
        usart->gate([this, &place] { return rcc_.enabled(place.enable, place.bit); }, place.enable_name);
        usarts_.push_back(std::move(usart));
    }
}

void Stm32h7s3::map_devices() {
    memories_.attach(*machine_);
    unmodelled_.attach(*machine_);
    add_peripheral(0x52002000, 0x400, flash_, std::nullopt); // first: its option bytes decide for others
    add_peripheral(0x58024400, 0x400, rcc_, std::nullopt);
    add_peripheral(0x58024800, 0x400, pwr_, std::nullopt);
    add_peripheral(0x58000400, 0x400, sbs_, std::nullopt);
    add_peripheral(0x58004800, 0x400, iwdg_, std::nullopt);
    add_peripheral(0x5C001000, 0x1000, dbgmcu_, std::nullopt);
    sbs_.gate([this] { return rcc_.enabled(rcc::APB4ENR, 1); }, "RCC_APB4ENR.SBSEN");
    for (auto& [port, gpio] : gpios_) {
        unsigned n = unsigned(port - 'A');
        add_peripheral(0x58020000 + 0x400 * n, 0x400, *gpio, ResetBit{rcc::AHB4RSTR, n});
    }
    for (std::size_t i = 0; i < usarts_.size(); ++i)
        add_peripheral(kUsarts[i].base, 0x400, *usarts_[i], ResetBit{kUsarts[i].reset, kUsarts[i].bit});
    timers_.attach([this](std::uint32_t base, BusDevice& timer, std::uint32_t reset, unsigned bit) {
        add_peripheral(base, 0x400, timer, ResetBit{reset, bit});
    });
    machine_->add_device(0x25000000, 0x01000000, hanging_);
    machine_->add_apb_device(0, 0xE00E1000, 0x1000, dbgmcu_);
}

void Stm32h7s3::add_peripheral(std::uint32_t base, std::uint32_t size, BusDevice& device,
                               std::optional<ResetBit> reset) {
    Registers& registers = on_bus_.emplace_back(Registers{base, size, FaultyRegisters(device)});
    machine_->add_device(base, size, registers.device);
    peripherals_.push_back(&device);
    if (reset) rcc_.on_reset_bit(reset->reg, reset->bit, device);
}

bool Stm32h7s3::hold_register_bit(std::uint32_t address, unsigned bit, bool level) {
    for (Registers& registers : on_bus_) {
        if (address - registers.base >= registers.size) continue;
        registers.device.hold(address - registers.base, bit, level);
        return true;
    }
    return false;
}

void Stm32h7s3::clocks_changed() {
    memories_.apply_clocks();
    sbs_.update();
    timers_.clocks_changed();
    ClockState state = rcc_.clock_state();
    state.vos_high = pwr_.vos_high();
    state.flash_latency = flash_.latency();
    check_clock_limits(state, violations_);
}

// Order matters: the option bytes are loaded first, and the clocks fall back before their users start anew.
void Stm32h7s3::reset_peripherals() {
    for (BusDevice* device : peripherals_) device->reset();
    unmodelled_.reset();
    memories_.apply_options();
    memories_.apply_clocks();
}

void Stm32h7s3::power_on() {
    for (BusDevice* device : peripherals_) device->power_on();
    flash_.options().load();
    dbgmcu_.set_open(flash_.options().open());
    dbgmcu_.power_on();
    machine_->enable_access_port(1, flash_.options().open());
    reset_peripherals();
    machine_->power_on();
}

void Stm32h7s3::system_reset(bool nrst) {
    bool watchdog = std::exchange(next_cause_, ResetCause::Software) == ResetCause::Watchdog;
    rcc_.note_reset(watchdog ? ResetCause::Watchdog : nrst ? ResetCause::Pin : ResetCause::Software);
    reset_peripherals();
    if (on_reset_) on_reset_(nrst || watchdog);
}

// Every internal reset pulls NRST; from an event, since the expiry may come out of a register access.
void Stm32h7s3::watchdog_expired() {
    timeline_.schedule_in(0, [this] {
        next_cause_ = ResetCause::Watchdog;
        machine_->debug_port().nrst(true);
        machine_->debug_port().nrst(false);
    });
}

} // namespace vb
