// What a debugger does with memory that is flash: reads of a window that is not mapped, writes, breakpoints.
#include "openocd-driver/debugger/debugging.hpp"
#include "openocd-driver/debugger/breakpoint.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/check-image.hpp"
#include "openocd-driver/target/link-trouble.hpp"

#include <algorithm>

namespace xspi {

namespace {

constexpr std::int64_t kSayAgainMs = 1000;

// mapped: by this driver, and the core did not run since.
Failure why_unreadable(const Bank& bank, std::uint32_t address, bool mapped) {
    if (auto link = explain_link(bridge_recent_log())) return *link;
    const std::uint32_t size = bank.memory->size();
    if (size != 0 && address - bank.base >= size)
        return {"XSPI-0712", "0x{:08X} cannot be read: {} ends at 0x{:08X}", address, bank.name,
                bank.base + (size - 1)};
    if (mapped)
        return {
            "XSPI-0713",
            "0x{:08X} cannot be read, although the window of {} was mapped: something has changed the flash "
            "controller, its clock or the chip since. `xspi map` maps it again",
            address, bank.name};
    return {"XSPI-0541",
            "0x{:08X} cannot be read: the window of {} is not mapped, as after every reset. `xspi map` maps "
            "it (in "
            "gdb: `monitor xspi map`), `xspi read` reads the chip, and the bootloader maps it when it runs",
            address, bank.name};
}

} // namespace

bool Debugging::in_flash(target* owner, std::uint32_t address) const {
    return driver_.bank_at(owner, address) != nullptr;
}

// A flash that its controller cannot map; nullptr: nothing of that kind is there.
Bank* Debugging::unmapped_at(target* owner, std::uint32_t address) const {
    Bank* bank = driver_.window_at(owner, address);
    return bank != nullptr && !bank->memory->mappable() ? bank : nullptr;
}

bool Debugging::read(target* owner, std::uint32_t address, std::span<std::uint8_t> bytes) {
    Bank* bank = unmapped_at(owner, address);
    if (bank == nullptr || bytes.empty()) return false;
    if (!bridge_target_halted(owner))
        throw Failure(
            "XSPI-0548",
            "0x{:08X} cannot be read while the core runs: {} is read by a program on the core. `halt` first",
            address, bank->name);
    if (bank->memory->size() == 0) access_.probe(*bank);
    const std::uint32_t offset = address - bank->base;
    if (offset + std::uint64_t{bytes.size()} > bank->memory->size())
        throw Failure("XSPI-0712", "0x{:08X} cannot be read: {} ends at 0x{:08X}", address, bank->name,
                      bank->base + (bank->memory->size() - 1));
    if (ahead_.serve({bank, access_.runs()}, offset, bytes, bridge_milliseconds())) return true;
    const std::uint32_t size = std::uint32_t(bytes.size());
    auto data = access_.read(*bank, offset,
                             std::min(ahead_.amount(bank, offset, size), bank->memory->size() - offset));
    std::copy_n(data.begin(), bytes.size(), bytes.begin());
    ahead_.keep({bank, access_.runs()}, offset, std::move(data), size, bridge_milliseconds());
    return true;
}

void Debugging::check_execution(target* owner, std::uint32_t address) const {
    const Bank* bank = unmapped_at(owner, address);
    if (bank == nullptr) return;
    throw Failure("XSPI-0547",
                  "the core cannot execute at 0x{:08X}: it is {}, a flash on an SPI, which no controller "
                  "maps. Link code "
                  "to internal flash or RAM, and let it copy what it needs of this flash",
                  address, bank->name);
}

// On silicon a write to the window is a bus error, or a program command that the chip was not enabled for.
void Debugging::check_write(target* owner, std::uint32_t address) {
    const Bank* bank = driver_.window_at(owner, address);
    if (bank == nullptr) return;
    const std::uint32_t size = bank->memory->size();
    if (size != 0 && address - bank->base >= size)
        throw Failure(
            "XSPI-0545",
            "0x{:08X} cannot be written: {} ends at 0x{:08X}. Is the image larger than the chip, or linked "
            "for another address?",
            address, bank->name, bank->base + size - 1);
    throw Failure("XSPI-0542",
                  "0x{:08X} cannot be written: it is {} {}. Program flash with `flash write_image`, "
                  "`program` or gdb's `load`",
                  address, unmapped_at(owner, address) != nullptr ? "flash" : "the window of", bank->name);
}

void Debugging::write_failed(target* owner, std::uint32_t address) {
    constexpr std::uint32_t kPrivatePeripheralBus = 0xE0000000; // always there: it is the link that failed
    if (address >= kPrivatePeripheralBus) return;
    const std::vector<xspi_bank_range> ranges = driver_.bank_ranges(owner);
    if (driver_.bank_at(owner, address) != nullptr || ranges.empty()) return;
    bridge_log(BRIDGE_ERROR,
               fmt::format("XSPI-0546: 0x{:08X} is in no flash bank, and no memory answers there; {}",
                           address, list_banks(ranges))
                   .c_str());
}

void Debugging::memory_unreadable(target* owner, std::uint32_t address, bool by_command,
                                  std::int64_t now_ms) {
    const Bank* bank = driver_.window_at(owner, address);
    if (bank == nullptr || (!by_command && now_ms < say_unreadable_from_ms_)) return;
    say_unreadable_from_ms_ = now_ms + kSayAgainMs;
    bridge_log(BRIDGE_ERROR, why_unreadable(*bank, address, cores_.mapped(owner)).what());
}

std::string explain_refusal(const BreakpointUnit& unit, std::uint32_t address, bool in_flash) {
    const char* why_no_software = in_flash ? ", and flash cannot hold a software breakpoint"
                                           : ", and a hardware breakpoint was asked for";
    if (unit.revision == 1 && address > kRevision1Last)
        return fmt::format(
            "XSPI-0544: no breakpoint at 0x{:08X}: the core's FPB is of revision 1 and reaches "
            "0x00000000-0x{:08X} only{}. Stop in code that lies below, or put a BKPT instruction "
            "into the source",
            address, kRevision1Last, why_no_software);
    if (unit.free == 0)
        return fmt::format(
            "XSPI-0543: no breakpoint at 0x{:08X}: all {} comparators of the core's FPB are in "
            "use{}. Delete one (in gdb: `info breakpoints`, `delete NUMBER`; in telnet: `bp`, `rbp "
            "ADDRESS`)",
            address, unit.comparators, why_no_software);
    return {};
}

} // namespace xspi
