#include "tests/unit/flash-library/controllers/spi/spi-fake.hpp"
#include "flash-library/controllers/spi/spi-registers.hpp"
#include "flash-library/controllers/spi/spi-v2-registers.hpp"

using namespace xspi::registers;

namespace {
constexpr unsigned kLooksPerFrame = 2;
constexpr std::uint32_t kPin = 4;
} // namespace

void SpiFake::write(std::uintptr_t address, std::uint32_t value, unsigned bytes) {
    if (address != kSelectRegister) return put(static_cast<std::uint32_t>(address - kSpiBase), value, bytes);
    if (busy()) complain("NCS moved while a frame was on the wire");
    const bool select = (value & 1u << (kPin + 16)) != 0;
    if (select && !selected_) transactions.emplace_back();
    selected_ = select;
}

std::uint32_t SpiFake::read(std::uintptr_t address, unsigned bytes) {
    return get(static_cast<std::uint32_t>(address - kSpiBase), bytes);
}

std::uint8_t SpiFake::clock_byte(std::uint8_t out) {
    if (!selected_) {
        complain("clocks while NCS is high");
        return 0xFF;
    }
    transactions.back().push_back(out);
    return answer(transactions.back().size() - 1);
}

// ---- F4, F7

unsigned SpiV1Fake::frame_bytes() const {
    if (fifo_) return (cr2_ >> SPI_CR2_DS_Pos & 0xF) > 7 ? 2 : 1;
    return (cr1_ & SPI_CR1_DFF) != 0 ? 2 : 1;
}

// F4: one buffer. F7: 32 bits, and TXE while they are at most half full.
std::size_t SpiV1Fake::transmit_room() const { return fifo_ ? 4 / frame_bytes() : 1; }

void SpiV1Fake::control(std::uint32_t value) {
    const bool enabled = (cr1_ & SPI_CR1_SPE) != 0 && (value & SPI_CR1_SPE) != 0;
    if (enabled && ((cr1_ ^ value) & ~SPI_CR1_SPE) != 0) complain("CR1 changed while SPE is 1");
    if ((value & SPI_CR1_SPE) == 0 && shifting_) complain("SPE cleared while BSY");
    cr1_ = value & ~stuck_bits;
}

void SpiV1Fake::put(std::uint32_t offset, std::uint32_t value, unsigned bytes) {
    switch (offset) {
    case SPI_CR1: return control(value);
    case SPI_CR2:
        if ((cr1_ & SPI_CR1_SPE) != 0) complain("CR2 changed while SPE is 1");
        cr2_ = value;
        return;
    case SPI_I2SCFGR: i2scfgr_ = value; return;
    case SPI_DR:
        widths.push_back(bytes);
        if (bytes != frame_bytes()) complain("DR written by another width than a frame's");
        if (transmit_.size() >= transmit_room()) complain("DR written without TXE");
        transmit_.push_back(value);
        advance();
        return;
    default: complain("a register that is none");
    }
}

std::uint32_t SpiV1Fake::get(std::uint32_t offset, unsigned bytes) {
    switch (offset) {
    case SPI_CR1: return cr1_;
    case SPI_CR2: return cr2_;
    case SPI_I2SCFGR: return i2scfgr_;
    case SPI_SR: {
        const unsigned steps = ++all_looks_ == halt_at ? 4 * kLooksPerFrame : 1;
        for (unsigned i = 0; i < steps; ++i) advance();
        const bool overrun = overrun_;
        if (dr_was_read_) overrun_ = false; // DR, then SR: RM0090 28.3.10
        const bool room = fifo_ ? transmit_.size() * frame_bytes() <= 2 : transmit_.empty();
        const bool trailing = trailing_ != 0;
        if (trailing) --trailing_;
        return (receive_.empty() ? 0 : SPI_SR_RXNE) | (room ? SPI_SR_TXE : 0) | (overrun ? SPI_SR_OVR : 0) |
               (shifting_ || trailing || !transmit_.empty() ? SPI_SR_BSY : 0);
    }
    case SPI_DR: {
        widths.push_back(bytes);
        dr_was_read_ = true;
        if (receive_.empty()) {
            complain("DR read while it is empty");
            return 0;
        }
        const std::uint32_t value = receive_.front();
        receive_.pop_front();
        return value;
    }
    default: complain("a register that is none"); return 0;
    }
}

void SpiV1Fake::advance() {
    if (dead || (cr1_ & SPI_CR1_SPE) == 0) return;
    if (shifting_ && ++looks_ >= kLooksPerFrame) {
        std::uint32_t came = 0;
        for (unsigned i = frame_bytes(); i > 0; --i)
            came = came << 8 | clock_byte(static_cast<std::uint8_t>(frame_ >> (8 * (i - 1))));
        if (receive_.size() * frame_bytes() < (fifo_ ? 4 : frame_bytes())) {
            receive_.push_back(came);
        } else {
            overrun_ = true; // the new one is lost
            dr_was_read_ = false;
        }
        shifting_ = false;
        if (transmit_.empty()) ++gaps;
        trailing_ = transmit_.empty() ? 2 : 0;
    }
    if (shifting_ || transmit_.empty()) return;
    frame_ = transmit_.front();
    transmit_.pop_front();
    shifting_ = true;
    looks_ = 0;
}

// ---- H7

void SpiV2Fake::control(std::uint32_t value) {
    const bool enable = (value & SPI2V_CR1_SPE) != 0;
    if (!enable && enabled_) {
        if (busy()) complain("SPE cleared before EOT");
        transmit_.clear();
        receive_.clear();
        started_ = false;
    }
    if (enable && !enabled_) {
        size_ = words_[SPI2V_CR2] & SPI2V_CR2_TSIZE_Mask;
        accepted_ = done_ = 0;
    }
    if ((value & SPI2V_CR1_CSTART) != 0) {
        if (!enabled_) complain("CSTART while SPE is 0");
        started_ = enabled_;
    }
    enabled_ = enable;
    words_[SPI2V_CR1] = value & ~SPI2V_CR1_CSTART;
}

void SpiV2Fake::put(std::uint32_t offset, std::uint32_t value, unsigned bytes) {
    switch (offset) {
    case SPI2V_CR1: return control(value);
    case SPI2V_CFG1:
    case SPI2V_CFG2:
    case SPI2V_I2SCFGR:
        if (enabled_) complain("configuration written while SPE is 1");
        words_[offset] = offset == SPI2V_CFG1 ? value & ~stuck_bits : value;
        return;
    case SPI2V_TXDR:
        widths.push_back(bytes);
        for (unsigned i = 0; i < bytes; ++i) {
            if (transmit_.size() >= depth_ || accepted_ >= size_) complain("TXDR written without room");
            transmit_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
            ++accepted_;
        }
        return;
    default: words_[offset] = value;
    }
}

std::uint32_t SpiV2Fake::status() const {
    const bool room = enabled_ && depth_ - transmit_.size() >= 4 && accepted_ < size_;
    const bool end = started_ && done_ == size_;
    return (receive_.size() >= 4 ? SPI2V_SR_RXP : 0) | (room ? SPI2V_SR_TXP : 0) | (end ? SPI2V_SR_EOT : 0);
}

std::uint32_t SpiV2Fake::get(std::uint32_t offset, unsigned bytes) {
    if (offset == SPI2V_SR) {
        advance();
        return status();
    }
    if (offset != SPI2V_RXDR) return words_[offset];
    widths.push_back(bytes);
    std::uint32_t value = 0;
    for (unsigned i = 0; i < bytes; ++i) {
        if (receive_.empty()) {
            complain("RXDR read while it is empty");
            break;
        }
        value |= std::uint32_t{receive_.front()} << (8 * i);
        receive_.pop_front();
    }
    return value;
}

void SpiV2Fake::advance() {
    for (unsigned i = 0; i < 2 && !dead && busy(); ++i) { // two bytes a look
        if (transmit_.empty()) {
            ++gaps;
            return;
        }
        if (receive_.size() >= depth_) complain("overrun");
        receive_.push_back(clock_byte(transmit_.front()));
        transmit_.pop_front();
        ++done_;
    }
}
