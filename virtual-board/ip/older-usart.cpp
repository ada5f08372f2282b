#include "ip/older-usart.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t {
    SR = 0x00,
    DR = 0x04,
    BRR = 0x08,
    CR1 = 0x0C,
    CR2 = 0x10,
    CR3 = 0x14,
    GTPR = 0x18
};
// Bits: ST's device header stm32f407xx.h; RM0090 30.6.
constexpr RegisterSpec kMap[] = {
    {SR, "SR", 0xC0, 0x360, 0x9F}, {DR, "DR", 0, 0x1FF},   {BRR, "BRR", 0, 0xFFFF},   {CR1, "CR1", 0, 0xBFFF},
    {CR2, "CR2", 0, 0x7F6F},       {CR3, "CR3", 0, 0xFFF}, {GTPR, "GTPR", 0, 0xFFFF},
};
constexpr std::uint32_t TC = 1u << 6, TXE = 1u << 7;                                                // SR
constexpr std::uint32_t TE = 1u << 3, TCIE = 1u << 6, TXEIE = 1u << 7, M = 1u << 12, UE = 1u << 13, // CR1
    OVER8 = 1u << 15;
// Flags that software clears by writing 0: RXNE, TC, LBD, CTS.
constexpr std::uint32_t kClearable = 0x360;
// CR2.STOP, in half bits.
constexpr unsigned kStopHalves[] = {2, 1, 4, 3};
} // namespace

OlderUsart::OlderUsart(std::string name, Timeline& timeline, Violations& violations, Wiring wiring)
    : PeripheralRegisters(std::move(name), kMap, violations), timeline_(timeline),
      wiring_(std::move(wiring)) {}

void OlderUsart::reset() {
    discard();
    PeripheralRegisters::reset();
    update_flags();
}

void OlderUsart::discard() {
    if (shifting_) timeline_.cancel(*shifting_);
    shifting_.reset();
    waiting_.reset();
    status_read_ = false;
}

// One start bit, eight or nine data bits (parity among them), stop bits. With OVER8 the fraction has three
// bits.
Picoseconds OlderUsart::character_time() const {
    const std::uint64_t hz = wiring_.kernel_hz();
    const std::uint32_t brr = peek(BRR), cr1 = peek(CR1);
    const std::uint64_t divider = cr1 & OVER8 ? ((brr & 0xFFF0) | (brr & 7) << 1) / 2 : brr;
    if (hz < 1000 || divider == 0) return 0;
    const std::uint64_t halves = 2 * (1 + (cr1 & M ? 9 : 8)) + kStopHalves[peek(CR2) >> 12 & 3];
    return halves * divider * (kPerSecond / 1000) / (hz / 1000) / 2;
}

std::optional<std::uint32_t> OlderUsart::load(std::uint32_t offset, Master) {
    if (offset == SR && peek(SR) & TC) status_read_ = true;
    return offset == DR ? 0 : peek(offset);
}

bool OlderUsart::store(std::uint32_t offset, std::uint32_t value, Master) {
    switch (offset) {
    case SR: set_bits(SR, ~value & kClearable, false); break;
    case DR: transmit(std::uint8_t(value)); break;
    case CR1: store_cr1(value); break;
    default: keep(offset, value);
    }
    update_flags();
    return true;
}

void OlderUsart::store_cr1(std::uint32_t value) {
    keep(CR1, value);
    if (value & UE) return;
    discard(); // RM0090 30.6.4, UE: the current operations are stopped at the end of the byte; here at once
    set_bits(SR, TC, true);
}

void OlderUsart::transmit(std::uint8_t character) {
    if ((peek(CR1) & (UE | TE)) != (UE | TE)) {
        violations().report("VB-USART-001",
                            fmt::format("{}.DR written while the transmitter is off", name()));
        return;
    }
    if (character_time() == 0) {
        violations().report("VB-USART-002", fmt::format("{} transmits with BRR {} and a clock of {} Hz",
                                                        name(), peek(BRR), wiring_.kernel_hz()));
        return;
    }
    if (std::exchange(status_read_, false)) set_bits(SR, TC, false);
    if (!shifting_) return shift(character);
    if (waiting_)
        violations().report("VB-USART-003",
                            fmt::format("{}.DR written while TXE is 0: a character is lost", name()));
    waiting_ = character;
}

void OlderUsart::shift(std::uint8_t character) {
    shifting_ = timeline_.schedule_in(character_time(), [this, character] {
        shifting_.reset();
        if (wiring_.transmitted) wiring_.transmitted(char(character));
        if (waiting_ && character_time()) {
            shift(*std::exchange(waiting_, std::nullopt));
        } else {
            set_bits(SR, TC, true);
        }
        update_flags();
    });
}

void OlderUsart::update_flags() {
    set_bits(SR, TXE, !waiting_);
    const std::uint32_t cr1 = peek(CR1), sr = peek(SR);
    const bool asks = (cr1 & TXEIE && sr & TXE) || (cr1 & TCIE && sr & TC);
    if (wiring_.interrupt) wiring_.interrupt(asks);
}

} // namespace vb
