#include "flash-library/controllers/spi/spi-controller.hpp"
#include "flash-library/controllers/spi/spi-encoding.hpp"

#include <cstring>

namespace xspi {

using namespace registers;

namespace {
constexpr std::uint32_t kIdlePair = 0xFFFF; // sent where only what comes counts

// The first byte on the wire is the upper one of a pair. The core's words begin with the lower one.
std::uint16_t load_pair(const std::uint8_t* from) {
    std::uint16_t pair = 0;
    std::memcpy(&pair, from, sizeof(pair));
    return __builtin_bswap16(pair);
}
void store_pair(std::uint8_t* to, std::uint32_t pair) {
    const std::uint16_t bytes = __builtin_bswap16(static_cast<std::uint16_t>(pair));
    std::memcpy(to, &bytes, sizeof(bytes));
}
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
void SpiController::enable(bool wide) {
    wide_ = wide;
    set(SPI_CR1, control_ | spi::frame_cr1(has_fifo_, wide));
    if (has_fifo_) set(SPI_CR2, spi::frame_cr2(has_fifo_, wide));
    set(SPI_CR1, control_ | spi::frame_cr1(has_fifo_, wide) | SPI_CR1_SPE);
}

// DR is accessed by the width of a frame: a wider access to the F7's would be two frames.
TransferResult SpiController::exchange(const SpiHeader& header, const SpiData& data) {
    const bool wide = data.in.empty() ? (header.count + data.out.size()) % 2 == 0 : data.in.size() > 1;
    enable(wide);
    TransferResult r = TransferResult::Done;
    if (!data.in.empty()) {
        r = wide ? receive_pairs(header, data.in) : receive_one(header, data.in);
    } else if (wide) {
        r = send_pairs(header, data.out);
    } else {
        r = send(header.span());
        if (r == TransferResult::Done) r = send(data.out);
    }
    return r == TransferResult::Done ? finish() : r;
}

TransferResult SpiController::send(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
        if (const auto r = await(SPI_SR, SPI_SR_TXE, true); r != TransferResult::Done) return r;
        mmio_write8(base_ + SPI_DR, byte);
    }
    return TransferResult::Done;
}

// An odd header takes the first byte with it.
TransferResult SpiController::send_pairs(const SpiHeader& header, std::span<const std::uint8_t> bytes) {
    std::array<std::uint8_t, SpiHeader::kMost + 1> first = {};
    std::memcpy(first.data(), header.bytes.data(), header.count);
    const std::uint32_t shared = header.count % 2;
    if (shared != 0) first[header.count] = bytes[0];
    const auto put = [&](const std::uint8_t* from, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; i += 2) {
            if (const auto r = await(SPI_SR, SPI_SR_TXE, true); r != TransferResult::Done) return r;
            mmio_write16(base_ + SPI_DR, load_pair(from + i));
        }
        return TransferResult::Done;
    };
    if (const auto r = put(first.data(), header.count + shared); r != TransferResult::Done) return r;
    return put(bytes.data() + shared, static_cast<std::uint32_t>(bytes.size()) - shared);
}

// One frame out, and the one that comes with it.
TransferResult SpiController::swap(std::uint32_t pair, std::uint32_t& came) {
    mmio_write16(base_ + SPI_DR, static_cast<std::uint16_t>(pair));
    if (const auto r = await(SPI_SR, SPI_SR_RXNE, true); r != TransferResult::Done) return r;
    came = mmio_read16(base_ + SPI_DR);
    return TransferResult::Done;
}

TransferResult SpiController::swap_byte(std::uint8_t byte, std::uint8_t& came) {
    mmio_write8(base_ + SPI_DR, byte);
    if (const auto r = await(SPI_SR, SPI_SR_RXNE, true); r != TransferResult::Done) return r;
    came = mmio_read8(base_ + SPI_DR);
    return TransferResult::Done;
}

TransferResult SpiController::receive_one(const SpiHeader& header, std::span<std::uint8_t> data) {
    for (const std::uint8_t byte : header.span())
        if (const auto r = swap_byte(byte, data[0]); r != TransferResult::Done) return r;
    return swap_byte(static_cast<std::uint8_t>(kIdlePair), data[0]);
}

// A chip repeats its status for as long as it is clocked, busy and write-enabled as they are then: W25Q64JV
// data sheet 8.2.4, M950x0 6.3.
TransferResult SpiController::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                   std::uint32_t timeout_us, std::uint32_t& last_status) {
    if (!spi_can(command) || !has_data(command)) return TransferResult::Unsupported;
    const SpiHeader header = spi_header(command, 0);
    select();
    const TransferResult result = follow(header, mask, match, timeout_us, last_status);
    if (result != TransferResult::Done) stop();
    deselect();
    return result;
}

TransferResult SpiController::follow(const SpiHeader& header, std::uint8_t mask, std::uint8_t match,
                                     std::uint32_t timeout_us, std::uint32_t& last_status) {
    std::uint8_t status = 0;
    enable(false);
    for (const std::uint8_t byte : header.span())
        if (const auto r = swap_byte(byte, status); r != TransferResult::Done) return r;
    Deadline deadline(*timebase_, timeout_us);
    unsigned looks = 0;
    for (bool passed = false;; passed = deadline.passed()) {
        if (const auto r = swap_byte(static_cast<std::uint8_t>(kIdlePair), status); r != TransferResult::Done)
            return r;
        last_status = status;
        if ((status & mask) == match) return finish();
        if (passed) return TransferResult::Timeout;
        pause_before(++looks);
    }
}

// Behind a header of five bytes the first byte of data shares a frame with its last.
TransferResult SpiController::receive_pairs(const SpiHeader& header, std::span<std::uint8_t> data) {
    const auto header_byte = [&](std::uint32_t i) -> std::uint32_t {
        return i < header.count ? header.bytes[i] : kIdlePair & 0xFF;
    };
    std::uint32_t came = 0;
    for (std::uint32_t i = 0; i < header.count; i += 2)
        if (const auto r = swap(header_byte(i) << 8 | header_byte(i + 1), came); r != TransferResult::Done)
            return r;
    const std::uint32_t shared = header.count % 2;
    if (shared != 0) data[0] = static_cast<std::uint8_t>(came);
    const auto rest = static_cast<std::uint32_t>(data.size()) - shared;
    if (const auto r = stream(data.data() + shared, rest / 2); r != TransferResult::Done) return r;
    if (rest % 2 == 0) return TransferResult::Done;
    if (const auto r = swap(kIdlePair, came); r != TransferResult::Done) return r;
    data.back() = static_cast<std::uint8_t>(came >> 8);
    return TransferResult::Done;
}

// One frame is on the wire and one waits: TXE is set whenever RXNE is, and need not be asked for.
TransferResult SpiController::stream(std::uint8_t* to, std::uint32_t pairs) {
    const std::uintptr_t dr = base_ + SPI_DR;
    for (std::uint32_t ahead = 0; ahead < pairs && ahead < 2; ++ahead) {
        if (const auto r = await(SPI_SR, SPI_SR_TXE, true); r != TransferResult::Done) return r;
        mmio_write16(dr, kIdlePair);
    }
    for (std::uint32_t left = pairs; left != 0; --left, to += 2) {
        // The look that follows a read of DR is the only one that sees OVR: it clears it.
        const std::uint32_t sr = get(SPI_SR);
        if ((sr & SPI_SR_OVR) != 0) return TransferResult::TransferError;
        if ((sr & SPI_SR_RXNE) == 0)
            if (const auto r = await(SPI_SR, SPI_SR_RXNE, true); r != TransferResult::Done) return r;
        const std::uint32_t came = mmio_read16(dr);
        if (left > 2) mmio_write16(dr, kIdlePair);
        store_pair(to, came);
    }
    return (get(SPI_SR) & SPI_SR_OVR) == 0 ? TransferResult::Done : TransferResult::TransferError;
}

TransferResult SpiController::finish() {
    if (const auto r = await(SPI_SR, SPI_SR_TXE, true); r != TransferResult::Done) return r;
    if (const auto r = await(SPI_SR, SPI_SR_BSY, false); r != TransferResult::Done) return r;
    drop_received();
    set(SPI_CR1, control_);
    return TransferResult::Done;
}

// DR and then SR read clear OVR (RM0090 28.3.10). An empty DR is not read, and of the F7's no more than RXNE
// stands for.
void SpiController::drop_received() const {
    constexpr unsigned kDeepest = 4; // bytes of the F7's FIFO
    for (unsigned i = 0; i < kDeepest && (get(SPI_SR) & SPI_SR_RXNE) != 0; ++i)
        if (has_fifo_ && !wide_)
            (void)mmio_read8(base_ + SPI_DR);
        else
            (void)mmio_read16(base_ + SPI_DR);
}

// What is on its way is let go.
void SpiController::stop() {
    (void)await(SPI_SR, SPI_SR_BSY, false);
    drop_received();
    set(SPI_CR1, get(SPI_CR1) & ~SPI_CR1_SPE);
}

} // namespace xspi
