// The bootloader in internal flash: core to its speed, external flash memory-mapped in its best mode,
// application checked and started. Whatever goes wrong ends in a sentence over RTT and a number of blinks,
// never in a core that a debugger cannot reach.
#include "firmware/bootloader/application.hpp"
#include "firmware/bootloader/button.hpp"
#include "firmware/bootloader/memory-protection.hpp"
#include "firmware/bootloader/report.hpp"
#include "firmware/bootloader/request.hpp"
#include "firmware/bootloader/update.hpp"
#include "firmware/common/board.hpp"
#include "firmware/common/caches.hpp"
#include "firmware/common/carry-out.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/rtt.hpp"
#include "firmware/flash/board-controller.hpp"
#include "firmware/flash/flash-bring-up.hpp"
#include "flash-library/core/mmio.hpp"

#include <type_traits>

using namespace firmware;

namespace {

// Both clocks that the option bit can lead to, made at compile time.
constexpr const xspi::FlashFacts& kFlash = kBoard.flashes[0];
constexpr xspi::FlashClock kFastClock = kFamily.flash_clock(kBoard, kFlash, true);
constexpr xspi::FlashClock kSlowClock = kFamily.flash_clock(kBoard, kFlash, false);

constexpr xspi::SpeedGrant kGrant = kFamily.speed_grant(kFlash);

constexpr xspi::Device kDevice = *xspi::find_device(kFamily.devices, kBoard.mcu);

xspi::RamMap ram_map() {
    if constexpr (kFamily.ram_option_word == 0) {
        constexpr xspi::RamMap map = kFamily.ram_map(kDevice, 0);
        return map;
    } else {
        constexpr auto map = kFamily.ram_map;
        return map(kDevice, xspi::mmio_read32(kFamily.ram_option_word));
    }
}

// A list without its unused capacity.
template <std::size_t N> struct Table {
    std::array<xspi::RegisterOp, N> ops{};
    std::array<xspi::Step, N> steps{};
};
template <std::size_t N> constexpr Table<N> table(const xspi::RegisterOps& list) {
    Table<N> t;
    for (std::size_t i = 0; i < N; ++i) {
        t.ops[i] = list.ops[i];
        t.steps[i] = list.steps[i];
    }
    return t;
}
constexpr auto kCoreTable = table<kFamily.core_clock(kBoard).count>(kFamily.core_clock(kBoard));
constexpr auto kFastTable = table<kFamily.flash_port(kBoard, kFlash, kFastClock).count>(
    kFamily.flash_port(kBoard, kFlash, kFastClock));
constexpr auto kSlowTable = table<kFamily.flash_port(kBoard, kFlash, kSlowClock).count>(
    kFamily.flash_port(kBoard, kFlash, kSlowClock));

// The slow table as what it has that the fast one has not: mostly a few values.
template <class A, class B> constexpr bool alike(const A& a, const B& b) {
    if constexpr (std::is_same_v<A, B>) return a.steps == b.steps;
    return false;
}
constexpr bool kAlike = alike(kSlowTable, kFastTable);
constexpr bool same(const xspi::RegisterOp& a, const xspi::RegisterOp& b) {
    return a.kind == b.kind && a.address == b.address && a.mask == b.mask && a.value == b.value &&
           a.timeout_us == b.timeout_us;
}
constexpr std::size_t kDifferences = [] {
    std::size_t count = 0;
    for (std::size_t i = 0; kAlike && i < kSlowTable.ops.size(); ++i)
        count += same(kSlowTable.ops[i], kFastTable.ops[i]) ? 0 : 1;
    return count;
}();
struct Difference {
    std::size_t at = 0;
    xspi::RegisterOp op;
};
constexpr std::array<Difference, kDifferences> kSlowDifferences = [] {
    std::array<Difference, kDifferences> differences;
    std::size_t count = 0;
    for (std::size_t i = 0; kAlike && i < kSlowTable.ops.size(); ++i)
        if (!same(kSlowTable.ops[i], kFastTable.ops[i])) differences[count++] = {i, kSlowTable.ops[i]};
    return differences;
}();

template <std::size_t N>
bool carry_out(const Table<N>& table, const xspi::Timebase& timebase, Reason reason) {
    Text why;
    if (firmware::carry_out(table.ops, table.steps, timebase, why)) return true;
    say(reason, why);
    return false;
}

bool bring_up_port(bool fast, const xspi::Timebase& timebase) {
    if constexpr (kAlike) {
        auto table = kFastTable;
        if (!fast)
            for (const Difference& difference : kSlowDifferences) table.ops[difference.at] = difference.op;
        return carry_out(table, timebase, Reason::FlashPort);
    } else {
        return fast ? carry_out(kFastTable, timebase, Reason::FlashPort)
                    : carry_out(kSlowTable, timebase, Reason::FlashPort);
    }
}

Reason reason_of(BringUpError error) {
    switch (error) {
    case BringUpError::None: return Reason::None;
    case BringUpError::Controller: return Reason::Controller;
    case BringUpError::NoChip: return Reason::NoChip;
    case BringUpError::UnknownChip: return Reason::UnknownChip;
    case BringUpError::OtherChip: return Reason::NoChip;
    case BringUpError::FastMode: return Reason::FastMode;
    }
    return Reason::Controller;
}

// Lives on for an update.
struct Flash {
    xspi::NorController* controller = nullptr;
    const FlashBringUp* chip = nullptr; // nullptr: it did not come up
};

Reason bring_up_flash(const xspi::Timebase& timebase, Flash& found) {
    const bool granted = !kGrant.needed() || (xspi::mmio_read32(kGrant.word) & kGrant.mask) != 0;
    const bool fast = granted && (!kGrant.needed() || kFastClock.high_speed);
    if (!fast && kFastClock.hz > kSlowClock.hz)
        notice(100, Text() << "the flash runs at " << kSlowClock.hz / 1'000'000 << " MHz instead of "
                           << kFastClock.hz / 1'000'000 << " MHz: option bit " << kGrant.option
                           << " is not set");
    const xspi::FlashClock& clock = fast ? kFastClock : kSlowClock;
    if (!bring_up_port(fast, timebase)) return Reason::FlashPort;
    static BoardController controller(timebase);
    static FlashBringUp flash(controller, timebase, kConnection, clock, kFlash.supply_mv);
    if (const Reason reason = reason_of(flash.run()); reason != Reason::None) {
        say(reason, flash.sentence());
        return reason;
    }
    if (const Text text = flash.notice(); !text.view().empty()) notice(101, text);
    const std::uint32_t size = flash.chip().size;
    found = {&controller, &flash};
    say(Text() << flash.chip().name << " (" << Hex{flash.chip().identity.word(), 6} << "), " << (size >> 20)
               << " MiB, " << xspi::name_of(flash.mode()) << " at " << flash.hz() / 1'000'000
               << " MHz, mapped at " << Hex{kConnection.window_base});
    return Reason::None;
}

constexpr std::uint32_t kBootAddress = boot_address(kBoard);
constexpr bool kInternal = !kFamily.pins.controller(kFlash.controller)->window.contains(kBootAddress);
std::uint32_t boot_size = 0; // bytes of the flash from there on

std::uint32_t internal_size() {
    constexpr auto banks = kFamily.internal_flash.banks(kDevice);
    for (const xspi::MemoryRegion& bank : banks)
        if (bank.contains(kBootAddress)) return bank.base + bank.size - kBootAddress;
    return 0;
}

Reason find_application(Application& application) {
    if (boot_size == 0) return Reason::NoApplication; // beyond the chip's end
    application = read_application(kBootAddress, boot_size);
    if (const Reason reason = check(application, boot_size, ram_map()); reason != Reason::None) return reason;
    return check_trailer(application, boot_size);
}
Reason find_application() {
    Application application;
    return find_application(application);
}

// Nothing can or shall be started.
[[noreturn]] void stay(const xspi::Timebase& timebase, Reason reason, const Flash& flash) {
    if constexpr (kUpdates) serve_update({timebase, reason, flash.controller, flash.chip, find_application});
    blink_for_ever(reason, timebase.core_hz());
}

} // namespace

int main() {
    xspi::mmio_write32(SCB_SHCSR, xspi::mmio_read32(SCB_SHCSR) | SCB_SHCSR_FAULTENA);
    close_windows();
    disable_caches(); // a restart by a debugger: lines of an earlier flash content must not be executed
    rtt::start();
    constexpr std::string_view board = kBoard.name; // not all of kBoard in the image
    say(Text() << "bootloader for " << board);
    if constexpr (kUpdates) button::start();
    const bool asked = kUpdates && take_request();

    static xspi::Timebase timebase(kFamily.reset_hz);
    timebase.start();
    if (!carry_out(kCoreTable, timebase, Reason::CoreClock))
        blink_for_ever(Reason::CoreClock, kFamily.reset_hz);
    constexpr std::uint32_t hz = kFamily.core_hz(kBoard);
    timebase.set_core_hz(hz);

    Flash flash;
    const Reason trouble = bring_up_flash(timebase, flash);
    if (flash.chip != nullptr) open_flash(kConnection.window_base, flash.chip->chip().size);
    if (kInternal)
        boot_size = internal_size();
    else if (trouble != Reason::None)
        stay(timebase, trouble, flash);
    else if (const std::uint32_t before = kBootAddress - kConnection.window_base;
             before < flash.chip->chip().size)
        boot_size = flash.chip->chip().size - before;

    enable_caches(); // what is hashed comes by lines
    Application application;
    if (const Reason reason = find_application(application); reason != Reason::None) {
        explain(reason, application);
        disable_caches();
        stay(timebase, reason, flash);
    }
    if constexpr (kUpdates) {
        if (asked || button::held()) {
            say(Text() << (asked ? "the application asks for an update" : "the button is held"));
            disable_caches();
            stay(timebase, Reason::None, flash);
        }
        button::stop();
    }
    say(Text() << "starts the application at " << Hex{application.reset_vector} << ", core "
               << timebase.core_hz() / 1'000'000 << " MHz");
    start(application);
}
