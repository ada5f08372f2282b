#include "firmware/bootloader/update.hpp"
#include "firmware/common/carry-out.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/led.hpp"
#include "firmware/flash/board-controller.hpp"
#include "firmware/update/external-flash.hpp"
#include "firmware/update/internal-flash.hpp"
#include "firmware/update/memory-string.hpp"
#include "firmware/usb/descriptors.hpp"
#include "firmware/usb/usb-device.hpp"
#include "flash-library/core/mmio.hpp"

#include <array>
#include <optional>
#include <span>

namespace firmware {

namespace {

using update::Area;
using update::DfuStatus;
using update::Job;

constexpr xspi::RegisterOps usb_ops() {
    return kFamily.usb(kBoard, *xspi::find_usb_port(kFamily.usb_ports, kBoard.usb));
}
constexpr std::size_t kUsbOps = usb_ops().count;
template <class T>
constexpr std::array<T, kUsbOps> first(const std::array<T, xspi::RegisterOps::kCapacity>& all) {
    std::array<T, kUsbOps> some;
    for (std::size_t i = 0; i < kUsbOps; ++i) some[i] = all[i];
    return some;
}
constexpr auto kUsbTable = first(usb_ops().ops);
constexpr auto kUsbSteps = first(usb_ops().steps);

// Microseconds, from the cycle counter, which turns over every few seconds: whoever asks moves it on.
class Clock {
  public:
    static void start(const xspi::Timebase& timebase) {
        timebase_ = &timebase;
        last_ = timebase.cycles();
    }
    static std::uint32_t now() {
        const std::uint32_t before = disable();
        const std::uint32_t cycles = timebase_->cycles() - last_, mhz = timebase_->core_hz() / 1'000'000;
        const std::uint32_t passed = cycles / mhz;
        last_ += passed * mhz;
        us_ += passed;
        const std::uint32_t us = us_;
        asm volatile("msr primask, %0" : : "r"(before) : "memory");
        return us;
    }

  private:
    static std::uint32_t disable() {
        std::uint32_t before = 0;
        asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before) : : "memory");
        return before;
    }
    static inline const xspi::Timebase* timebase_ = nullptr;
    static inline std::uint32_t last_ = 0, us_ = 0;
};

// Half a second on and off while somebody wants an update, a reason's number of blinks otherwise; while
// something is written it is on every other time.
class Signal {
  public:
    explicit Signal(Reason reason) : blinks_(static_cast<unsigned>(reason)) {
        led_.start();
        changed_ = Clock::now();
    }
    void tick() {
        constexpr std::uint32_t kOnUs = 200'000, kOffUs = 300'000, kPauseUs = 1'500'000, kWaitUs = 500'000;
        const bool lit = step_ % 2 != 0;
        const bool pause = blinks_ != 0 && step_ == 2 * blinks_;
        const std::uint32_t us = blinks_ == 0 ? kWaitUs : lit ? kOnUs : pause ? kOffUs + kPauseUs : kOffUs;
        if (Clock::now() - changed_ < us) return;
        step_ = pause || (blinks_ == 0 && lit) ? 0 : step_ + 1;
        changed_ += us;
        led_.set(step_ % 2 != 0);
    }
    void worked() {
        led_.toggle();
        changed_ = Clock::now();
    }

  private:
    static constexpr xspi::LedPin kPin = last_led(kBoard);
    Led led_{kPin};
    unsigned blinks_;
    unsigned step_ = 0;
    std::uint32_t changed_ = 0;
};

// Alternate settings 0 and 1.
class Memories {
  public:
    explicit Memories(const Situation& situation)
        : find_application_(situation.find_application), internal_(situation.timebase) {
        if (situation.chip == nullptr) return;
        external_.emplace(*situation.controller, situation.timebase, *situation.chip);
        if (!external_->start()) external_.reset();
    }

    std::array<Area, 2> areas() const {
        Area nothing{.name = "External (no chip)"}; // hosts take no memory without a sector
        nothing.add({kConnection.window_base, 4096, 1, false, 0});
        return {external_ ? external_->area() : nothing, update::InternalFlash::area()};
    }

    DfuStatus perform(const Job& job) {
        if (job.kind == Job::Kind::Check) return check();
        if (job.area == 0 && !external_) return DfuStatus::ErrTarget;
        switch (job.kind) {
        case Job::Kind::Erase:
            return job.area == 0 ? external_->erase(job.address, job.size) : internal_.erase(job.address);
        case Job::Kind::Program:
            return job.area == 0 ? external_->program(job.address, job.data)
                                 : internal_.program(job.address, job.data);
        case Job::Kind::Read:
            return job.area == 0 ? external_->read(job.address, job.room)
                                 : internal_.read(job.address, job.room);
        default: return DfuStatus::Ok;
        }
    }

  private:
    DfuStatus check() {
        if (external_ && !external_->map()) return DfuStatus::ErrFirmware;
        return find_application_() == Reason::None ? DfuStatus::Ok : DfuStatus::ErrFirmware;
    }

    Reason (*find_application_)();
    std::optional<update::ExternalFlash> external_;
    update::InternalFlash internal_;
};

constexpr std::uint32_t kBootAddress = boot_address(kBoard);
constexpr std::uint8_t kBootArea = update::InternalFlash::area().room(kBootAddress, false) != 0 ? 1 : 0;

// RAM of nobody's, for the sector that the old application begins in. Whole words of its ECC first: what it
// holds after power-on has none that is right.
std::span<std::uint8_t> spare_ram() {
    constexpr xspi::MemoryRegion ram = kFamily.flash_test_room.buffers;
    const std::span words(reinterpret_cast<volatile std::uint64_t*>(ram.base), ram.size / 8);
    for (volatile std::uint64_t& word : words) word = 0;
    return {reinterpret_cast<std::uint8_t*>(ram.base), ram.size};
}

[[noreturn]] void leave(const xspi::Timebase& timebase) {
    constexpr std::uint32_t kHostSeesItUs = 20'000;
    timebase.delay_us(kHostSeesItUs); // the status stage, and what the host does of its own
    usb::stop();
    timebase.delay_us(kHostSeesItUs);
    xspi::mmio_write32(SCB_AIRCR, SCB_AIRCR_SYSRESETREQ);
    for (;;) {}
}

} // namespace

void serve_update(const Situation& situation) {
    const xspi::Timebase& timebase = situation.timebase;
    Text why;
    if (!carry_out(kUsbTable, kUsbSteps, timebase, why)) {
        say(Reason::Usb, why);
        blink_for_ever(situation.reason != Reason::None ? situation.reason : Reason::Usb, timebase.core_hz());
    }
    Clock::start(timebase);
    static Memories memories(situation);
    static const std::array<Area, 2> areas = memories.areas();
    static const std::array<Text, 2> strings{update::memory_string(areas[0]),
                                             update::memory_string(areas[1])};
    static update::Writer writer(areas, kBootArea, kBootAddress, spare_ram());
    static update::DfuDevice device(writer, areas);
    say(Text() << "waits for an update over USB: " << strings[0].view() << ", " << strings[1].view());
    usb::describe_memories(strings[0].view(), strings[1].view());
    usb::start(device, timebase.core_hz(), Clock::now);
    Signal signal(situation.reason);
    while (!usb::leaving()) {
        Job job;
        {
            const usb::Lock lock;
            job = writer.take(Clock::now());
        }
        if (job) {
            const DfuStatus status = memories.perform(job);
            {
                const usb::Lock lock;
                writer.done(status);
            }
            if (status != DfuStatus::Ok)
                say(Text() << "update: error " << static_cast<std::uint32_t>(status) << " at "
                           << Hex{job.address});
            signal.worked();
        }
        usb::poll();
        signal.tick();
        // The port's interrupt comes through; the bus is left to the probe.
        constexpr std::uint32_t kIdleTurns = 10'000;
        if (!job) xspi::spin(kIdleTurns);
    }
    say(Text() << "update: starts the application");
    leave(timebase);
}

} // namespace firmware
