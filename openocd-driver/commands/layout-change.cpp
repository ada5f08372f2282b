#include "openocd-driver/commands/layout-change.hpp"

#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/memory/lent-flash.hpp"

#include <algorithm>

namespace xspi {

namespace {
constexpr std::uint32_t kPiece = 1024; // of the one bank
} // namespace

LayoutChange::LayoutChange(const Board& board, const OptionByte& option, std::uint32_t value)
    : board_(board), option_(option), value_(value) {
    const MemoryRegion first = board.family.internal_flash.banks(board.device)[0];
    base_ = first.base;
    layout_.size = board.device.flash_kib * 1024;
}

std::string LayoutChange::notice() const {
    const std::uint32_t second = base_ + layout_.second_bank(), row = base_ + BankLayout::kRow;
    const std::string what =
        single()
            ? fmt::format("makes one bank of the two at 0x{:08X} and 0x{:08X}, with sectors of twice the "
                          "size",
                          base_, second)
            : fmt::format("makes two banks of the internal flash, at 0x{:08X} and 0x{:08X}, with sectors "
                          "of half the size",
                          base_, second);
    const std::string moves = single()
                                  ? fmt::format("what is at 0x{:08X} now will be at 0x{:08X}", second, row)
                                  : fmt::format("what is at 0x{:08X} now will be at 0x{:08X}", row, second);
    return fmt::format(
        "XSPI-0450: {} = {} ({}) {}. Nothing is erased, but the bytes change their addresses, every 16 of "
        "them: of the vector table at 0x{:08X} the first four words stay, {}, and so on. No program that it "
        "holds runs afterwards: program it again, linked for the new map. Write protection (nWRP) then means "
        "other sectors",
        option_.name, value_, option_.word_for(value_), what, base_, moves);
}

std::vector<std::uint8_t> LayoutChange::read(TargetPort& target, bool single) const {
    std::vector<std::uint8_t> bytes(kPiece);
    if (single) {
        target.read(base_, bytes);
        return bytes;
    }
    std::vector<std::uint8_t> halves(kPiece);
    const std::span<std::uint8_t> all(halves);
    target.read(base_, all.first(kPiece / 2));
    target.read(base_ + layout_.second_bank(), all.subspan(kPiece / 2));
    for (std::uint32_t at = 0; at < kPiece; ++at) bytes[at] = halves[BankLayout{kPiece}.in_dual(at)];
    return bytes;
}

// Both ways of reading, as they are now: one of them will be what the other is then.
void LayoutChange::remember(TargetPort& target) {
    before_ = read(target, !single());
    before_as_new_ = read(target, single());
}

std::string LayoutChange::follow(Programmer& programmer, TargetPort& target) {
    ::target* const owner = programmer.driver.owner();
    for (const auto& bank : programmer.driver.banks())
        if (LentFlash* lent = bank->memory->lent()) lent->forget();
    if (bridge_reset_halt(owner) != BRIDGE_OK ||
        bridge_reprobe(owner, board_.family.internal_flash.openocd_driver.data()) != BRIDGE_OK)
        throw Failure("XSPI-0456",
                      "{} is written, but the reset after it, or OpenOCD's look at the new sectors, failed; "
                      "its words stand above. End OpenOCD, power the board off and on, and look again",
                      option_.name);
    if (before_.empty() || before_ == before_as_new_) return ""; // blank, or it does not matter
    if (read(target, single()) != before_as_new_) return "";
    return fmt::format(
        "XSPI-0454: {} is written, but the internal flash still shows the old map: it is loaded "
        "when power comes. Power the board off and on before anything is erased or programmed",
        option_.name);
}

} // namespace xspi
