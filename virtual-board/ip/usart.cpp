#include "ip/usart.hpp"

#include <fmt/format.h>

#include <utility>

namespace vb {

namespace {
enum Offset : std::uint32_t {
    CR1 = 0x00,
    CR2 = 0x04,
    CR3 = 0x08,
    BRR = 0x0C,
    GTPR = 0x10,
    RTOR = 0x14,
    RQR = 0x18,
    ISR = 0x1C,
    ICR = 0x20,
    RDR = 0x24,
    TDR = 0x28,
    PRESC = 0x2C
};
// Bits: ST's device header; the USART of the STM32 with FIFO.
constexpr RegisterSpec kMap[] = {
    {CR1, "CR1", 0, 0xFFFFFFFF}, {CR2, "CR2", 0, 0xFFFFFF79},
    {CR3, "CR3", 0, 0xFFFEFFFF}, {BRR, "BRR", 0, 0xFFFF},
    {GTPR, "GTPR", 0, 0xFFFF},   {RTOR, "RTOR", 0, 0xFFFFFFFF},
    {RQR, "RQR", 0, 0x1F},       {ISR, "ISR", 0xC0, 0, 0xFFFFFFFF},
    {ICR, "ICR", 0, 0x00123BFF}, {RDR, "RDR", 0, 0, 0x1FF},
    {TDR, "TDR", 0, 0x1FF},      {PRESC, "PRESC", 0, 0xF},
};
// ST's device header stm32f746xx.h.
constexpr RegisterSpec kWithoutFifo[] = {
    {CR1, "CR1", 0, 0x1FFFFFFF}, {CR2, "CR2", 0, 0xFFFFFF70},
    {CR3, "CR3", 0, 0x017EFFFF}, {BRR, "BRR", 0, 0xFFFF},
    {GTPR, "GTPR", 0, 0xFFFF},   {RTOR, "RTOR", 0, 0xFFFFFFFF},
    {RQR, "RQR", 0, 0x1F},       {ISR, "ISR", 0xC0, 0, 0xFFFFFFFF},
    {ICR, "ICR", 0, 0x00121BDF}, {RDR, "RDR", 0, 0, 0x1FF},
    {TDR, "TDR", 0, 0x1FF},
};
std::span<const RegisterSpec> map_of(UsartKind kind) {
    return kind == UsartKind::WithFifo ? std::span<const RegisterSpec>(kMap) : kWithoutFifo;
}
constexpr std::uint32_t UE = 1u << 0, RE = 1u << 2, TE = 1u << 3, TCIE = 1u << 6, TXEIE = 1u << 7,
                        M0 = 1u << 12, OVER8 = 1u << 15, M1 = 1u << 28, FIFOEN = 1u << 29, TXFEIE = 1u << 30;
constexpr std::uint32_t TXFTIE = 1u << 23; // CR3
constexpr std::uint32_t TC = 1u << 6, TXE = 1u << 7, TEACK = 1u << 21, REACK = 1u << 22, TXFE = 1u << 23,
                        TXFT = 1u << 27;
constexpr std::uint32_t TXFRQ = 1u << 4; // RQR
constexpr unsigned kPrescaler[] = {1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256, 256, 256, 256, 256};
// CR3.TXFTCFG: TXFT asks for so many free places of sixteen.
constexpr unsigned kThreshold[] = {2, 4, 8, 12, 14, 16, 16, 16};
// CR2.STOP, in half bits.
constexpr unsigned kStopHalves[] = {2, 1, 4, 3};
} // namespace

Usart::Usart(std::string name, Timeline& timeline, Violations& violations, UsartWiring wiring, UsartKind kind)
    : PeripheralRegisters(std::move(name), map_of(kind), violations), timeline_(timeline),
      wiring_(std::move(wiring)), kind_(kind) {}

unsigned Usart::prescaler() const { return kind_ == UsartKind::WithFifo ? kPrescaler[peek(PRESC)] : 1; }

void Usart::reset() {
    discard();
    PeripheralRegisters::reset();
    update_flags();
}

void Usart::discard() {
    if (shifting_) timeline_.cancel(*shifting_);
    shifting_.reset();
    waiting_.clear();
}

std::size_t Usart::depth() const { return peek(CR1) & FIFOEN ? 16 : 1; }

// One start bit, seven to nine data bits (parity among them), stop bits.
Picoseconds Usart::character_time() const {
    std::uint64_t hz = wiring_.kernel_hz();
    std::uint32_t brr = peek(BRR), cr1 = peek(CR1);
    if (hz == 0 || brr < 16) return 0;
    std::uint64_t divider = cr1 & OVER8 ? ((brr & 0xFFF0) | (brr & 7) << 1) / 2 : brr;
    std::uint64_t data = cr1 & M1   ? 7
                         : cr1 & M0 ? 9
                                    : 8,
                  halves = 2 * (1 + data) + kStopHalves[peek(CR2) >> 12 & 3];
    return halves * divider * prescaler() * (kPerSecond / 1000) / (hz / 1000) / 2;
}

bool Usart::store(std::uint32_t offset, std::uint32_t value, Master) {
    switch (offset) {
    case CR1: store_cr1(value); break;
    case ICR: set_bits(ISR, value & 0x00123BFF, false); break;
    case RQR:
        if (value & TXFRQ) waiting_.clear();
        break;
    case TDR: transmit(std::uint8_t(value)); break;
    default: keep(offset, value);
    }
    update_flags();
    return true;
}

void Usart::store_cr1(std::uint32_t value) {
    keep(CR1, value);
    set_bits(ISR, TEACK, (value & (UE | TE)) == (UE | TE));
    set_bits(ISR, REACK, (value & (UE | RE)) == (UE | RE));
    if (value & UE) return;
    discard(); // at once, the character under way too
    set_bits(ISR, TC, true);
}

void Usart::transmit(std::uint8_t character) {
    if ((peek(CR1) & (UE | TE)) != (UE | TE)) {
        violations().report("VB-USART-001",
                            fmt::format("{}.TDR written while the transmitter is off", name()));
        return;
    }
    if (character_time() == 0) {
        violations().report("VB-USART-002",
                            fmt::format("{} transmits with BRR {} and a kernel clock of {} Hz", name(),
                                        peek(BRR), wiring_.kernel_hz()));
        return;
    }
    if (waiting_.size() >= depth()) {
        violations().report("VB-USART-003",
                            fmt::format("{}.TDR written while TXE is 0: a character is lost", name()));
        waiting_.pop_back();
    }
    waiting_.push_back(character);
    set_bits(ISR, TC, false);
    if (!shifting_) shift_next();
}

void Usart::shift_next() {
    char character = char(waiting_.front());
    waiting_.pop_front();
    shifting_ = timeline_.schedule_in(character_time(), [this, character] {
        shifting_.reset();
        if (wiring_.transmitted) wiring_.transmitted(character);
        if (!waiting_.empty() && character_time())
            shift_next();
        else
            set_bits(ISR, TC, true);
        update_flags();
    });
}

void Usart::update_flags() {
    const std::uint32_t cr1 = peek(CR1), cr3 = peek(CR3);
    const bool fifo = cr1 & FIFOEN;
    set_bits(ISR, TXE, waiting_.size() < depth());
    set_bits(ISR, TXFE, fifo && waiting_.empty());
    set_bits(ISR, TXFT, fifo && depth() - waiting_.size() >= kThreshold[cr3 >> 29]);
    const std::uint32_t isr = peek(ISR);
    const bool asks = (cr1 & TXEIE && isr & TXE) || (cr1 & TCIE && isr & TC) ||
                      (cr1 & TXFEIE && isr & TXFE) || (cr3 & TXFTIE && isr & TXFT);
    if (wiring_.interrupt) wiring_.interrupt(asks);
}

} // namespace vb
