#include "flash-library/controllers/spi/spi-controller.hpp"
#include "flash-library/controllers/spi/spi-encoding.hpp"

namespace xspi {

using namespace registers;

namespace {
// DR by the width of a frame: a wider access to the F7's would be two frames.
struct Flags {
    static constexpr std::uint32_t kStatus = SPI_SR, kRoom = SPI_SR_TXE, kArrived = SPI_SR_RXNE;
    std::uintptr_t dr;
};
struct ByteAccess : Flags {
    std::uint32_t get() const { return mmio_read8(dr); }
    void put(std::uint32_t value) const { mmio_write8(dr, static_cast<std::uint8_t>(value)); }
};
struct PairAccess : Flags {
    std::uint32_t get() const { return mmio_read16(dr); }
    void put(std::uint32_t value) const { mmio_write16(dr, static_cast<std::uint16_t>(value)); }
};
constexpr std::uint8_t kIdle = 0xFF; // sent where only what comes counts
} // namespace

// I2SCFGR: an application may have had I2S in its place.
TransferResult SpiController::set_up(const NorSetup& setup) {
    if (setup.kind != ControllerKind::Spi) return TransferResult::Unsupported;
    has_fifo_ = (setup.quirks & kQuirkSpiFifo) != 0;
    control_ = spi::cr1(setup);
    stop();
    set(SPI_I2SCFGR, 0);
    set(SPI_CR1, control_);
    set(SPI_CR2, spi::frame_cr2(has_fifo_, false));
    return holds(spi::settings(setup)) ? TransferResult::Done : TransferResult::TransferError;
}

// The length of a frame may change only while SPE is 0.
void SpiController::enable(bool wide) const {
    set(SPI_CR1, control_ | spi::frame_cr1(has_fifo_, wide));
    if (has_fifo_) set(SPI_CR2, spi::frame_cr2(has_fifo_, wide));
    set(SPI_CR1, control_ | spi::frame_cr1(has_fifo_, wide) | SPI_CR1_SPE);
}

// Everything that was sent has been received: only BSY is left (RM0090 28.3.8).
TransferResult SpiController::finish() {
    if (const auto r = await(SPI_SR, SPI_SR_BSY, false); r != TransferResult::Done) return r;
    set(SPI_CR1, control_);
    return TransferResult::Done;
}

TransferResult SpiController::exchange(const SpiHeader& header, const SpiData& data) {
    const std::uint32_t total = header.count + data.size();
    const bool wide = data.size() > 1 && (!data.in.empty() || total % 2 == 0);
    enable(wide);
    const auto r = wide ? exchange_pairs(header, data) : exchange_bytes(header, data);
    return r == TransferResult::Done ? finish() : r;
}

TransferResult SpiController::exchange_bytes(const SpiHeader& header, const SpiData& data) {
    const auto out = [&](std::uint32_t i) -> std::uint32_t {
        if (i < header.count) return header.bytes[i];
        return data.out.empty() ? kIdle : data.out[i - header.count];
    };
    const auto in = [&](std::uint32_t i, std::uint32_t value) {
        if (i >= header.count && !data.in.empty())
            data.in[i - header.count] = static_cast<std::uint8_t>(value);
    };
    return exchange_frames(ByteAccess{{base_ + SPI_DR}}, header.count + data.size(), out, in);
}

// Pairs of header and data together: behind a header of five bytes the first byte of data shares a frame with
// its last. The first byte is the upper one.
TransferResult SpiController::exchange_pairs(const SpiHeader& header, const SpiData& data) {
    const std::uint32_t total = header.count + data.size();
    const std::uint32_t first = header.count / 2; // frame that the data begin in, or behind
    const auto byte_out = [&](std::uint32_t i) -> std::uint32_t {
        if (i < header.count) return header.bytes[i];
        return i - header.count < data.out.size() ? data.out[i - header.count] : kIdle;
    };
    const auto out = [&](std::uint32_t frame) -> std::uint32_t {
        if (frame > first && data.out.empty()) return kIdle << 8 | kIdle;
        return byte_out(2 * frame) << 8 | byte_out(2 * frame + 1);
    };
    std::uint8_t* const bytes = data.in.data();
    const auto size = static_cast<std::uint32_t>(data.in.size());
    const auto in = [&](std::uint32_t frame, std::uint32_t value) {
        if (size == 0 || frame < first) return;
        const std::uint32_t at =
            2 * frame - header.count; // of the upper byte; one before 0 in a shared frame
        if (at < size) bytes[at] = static_cast<std::uint8_t>(value >> 8);
        if (at + 1 < size) bytes[at + 1] = static_cast<std::uint8_t>(value);
    };
    return exchange_frames(PairAccess{{base_ + SPI_DR}}, (total + 1) / 2, out, in);
}

// What is on its way is let go; DR and SR read in this order clear OVR, what was received goes.
void SpiController::stop() {
    constexpr unsigned kDeepest = 4; // bytes of the F7's FIFO
    (void)await(SPI_SR, SPI_SR_BSY, false);
    for (unsigned i = 0; i < kDeepest; ++i) (void)mmio_read16(base_ + SPI_DR);
    (void)get(SPI_SR);
    set(SPI_CR1, get(SPI_CR1) & ~SPI_CR1_SPE);
}

} // namespace xspi
