// Transfers of the STM32H7's SPI: CSTART to EOT, suspension, FIFOs.
#include "ip/spi/spi-rules.hpp"
#include "ip/spi/spi-v2.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vb {

using namespace spi_v2;
namespace rule = spi::rule;

void SpiV2::request_start() {
    if (!enabled() || !cfg2(cfg2::MASTER)) return;
    const std::uint64_t hz = clock_hz();
    // ES0396 "Master data transfer stall at system clock much faster than SCK".
    if (ended_at_ && hz && now() - *ended_at_ < kPerSecond / hz) {
        stuck_ = true;
        report(rule::kRestart,
               fmt::format("{}_CR1.CSTART was set within one period of SCK after EOT, SPE being 1 "
                           "all the time: the transfer stalls.",
                           label()));
    }
    if (suspended_) {
        stuck_ = true;
        report(rule::kRestart, fmt::format("{}_CR1.CSTART was set after CSUSP without SPE having been 0: the "
                                           "transfer stalls.",
                                           label()));
    }
    if (ended_at_) { // the same number of frames once more
        total_ = peek(kCr2) & 0xFFFF;
        accepted_ = std::uint32_t(tx_.size() / frame_bytes());
        begun_ = ended_ = 0;
        ended_at_.reset();
    }
    set_bits(kCr1, cr1::CSTART, true);
    drive_nss();
    first_frame_ = true;
    next_frame(now());
}

// "At the end of the frame in progress."
void SpiV2::request_suspend() {
    if (!started()) return;
    suspending_ = true;
    if (!bus().running()) suspend();
}

void SpiV2::suspend() {
    suspending_ = false;
    suspended_ = true; // "... and the SPI disabled and re-enabled before any next transaction starts"
    set_bits(kCr1, cr1::CSTART, false);
    flags_ |= sr::SUSP;
    drive_nss();
}

// MASRX: a full RxFIFO suspends the transfer until software has made room and cleared SUSP
// (docs/hardware/spi.md, automatic suspension).
bool SpiV2::may_go_on() {
    if (!enabled() || !started() || stuck_ || bus().running()) return false;
    if (counted() && begun_ >= total_) return false;
    if (transmits() && tx_.size() < frame_bytes()) return false; // the clock stands
    if (!receives() || !cr1(cr1::MASRX)) return true;
    if (room(rx_) < frame_bytes()) flags_ |= sr::SUSP;
    return !(flags_ & sr::SUSP);
}

// MSSI: idle clocks between NSS and the first frame, where the SPI drives NSS; MIDI: between two frames.
void SpiV2::next_frame(Picoseconds at) {
    if (!may_go_on()) return;
    SpiFrame frame;
    frame.hz = clock_hz();
    if (frame.hz == 0)
        return report(rule::kKernelClock,
                      fmt::format("{} starts a transfer while its kernel clock stands.", label()));
    frame.bits = frame_bits();
    frame.drives = transmits();
    frame.one_line = comm() == 3;
    frame.cpol = cfg2(cfg2::CPOL);
    frame.cpha = cfg2(cfg2::CPHA);
    frame.lsb_first = cfg2(cfg2::LSBFRST);
    frame.swapped = cfg2(cfg2::IOSWP);
    if (transmits())
        for (unsigned i = 0; i < frame_bytes(); ++i) frame.value |= std::uint32_t(tx_.pop()) << 8 * i;
    const bool own_select = cfg2(cfg2::SSOE) && !cfg2(cfg2::SSM);
    const unsigned idle = first_frame_ ? (own_select ? field(peek(kCfg2), cfg2::MSSI_Pos, 4) : 0)
                                       : field(peek(kCfg2), cfg2::MIDI_Pos, 4);
    first_frame_ = false;
    ++begun_;
    bus().begin(frame, at + idle * kPerSecond / frame.hz);
}

void SpiV2::frame_done(std::uint32_t received, Picoseconds at) {
    if (receives()) {
        if (room(rx_) < frame_bytes())
            flags_ |= sr::OVR; // what came before stays
        else
            for (unsigned i = 0; i < frame_bytes(); ++i) rx_.push(std::uint8_t(received >> 8 * i));
    }
    ++ended_;
    if (counted() && ended_ >= total_) end_of_count(at);
    if (started() && receives() && cr1(cr1::MASRX) && room(rx_) < frame_bytes()) flags_ |= sr::SUSP;
    if (suspending_) suspend();
    next_frame(at);
}

// TSER, if there is one, is what the transfer goes on with.
void SpiV2::end_of_count(Picoseconds at) {
    if (const std::uint32_t more = peek(kCr2) >> 16) {
        total_ += more;
        set(kCr2, peek(kCr2) & 0xFFFF);
        flags_ |= sr::TSERF;
        return;
    }
    flags_ |= sr::EOT;
    set_bits(kCr1, cr1::CSTART, false);
    suspending_ = false;
    ended_at_ = at;
    drive_nss();
}

void SpiV2::write_data(unsigned size, std::uint32_t value) {
    if (!enabled())
        return report(rule::kDisabledAccess,
                      fmt::format("{}_TXDR was written while CR1.SPE is 0: lost.", label()));
    if (size < frame_bytes())
        return report(rule::kAccessWidth,
                      fmt::format("{}_TXDR was written with {} byte(s) for frames of {} bits.", label(), size,
                                  frame_bits()));
    if (counted() && accepted_ >= total_)
        return report(
            rule::kSurplusData,
            fmt::format("{}_TXDR was written after the {} frames of TSIZE, or before TXTF was cleared: lost.",
                        label(), total_));
    if (room(tx_) < size)
        return report(rule::kNoRoom,
                      fmt::format("{}_TXDR was written with {} byte(s), there is room for {}: lost.", label(),
                                  size, room(tx_)));
    // What an access carries beyond TSIZE is ignored.
    for (unsigned i = 0; i < size; i += frame_bytes()) {
        if (counted() && accepted_ >= total_) break;
        for (unsigned j = 0; j < frame_bytes(); ++j) tx_.push(std::uint8_t(value >> 8 * (i + j)));
        ++accepted_;
    }
    if (counted() && accepted_ >= total_) {
        flags_ |= sr::TXTF;
        set_bits(kIer, sr::TXP | sr::DXP, false); // there is nothing more to ask for
    }
    next_frame(now());
}

std::uint32_t SpiV2::read_data(unsigned size) {
    if (size < frame_bytes()) {
        report(rule::kAccessWidth, fmt::format("{}_RXDR was read with {} byte(s), frames have {} bits.",
                                               label(), size, frame_bits()));
        return 0;
    }
    if (rx_.size() < size)
        report(rule::kNothingToRead,
               fmt::format("{}_RXDR was read with {} byte(s), {} are there.", label(), size, rx_.size()));
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size && !rx_.empty(); ++i) value |= std::uint32_t(rx_.pop()) << 8 * i;
    next_frame(now()); // there may be room again
    return value;
}

} // namespace vb
