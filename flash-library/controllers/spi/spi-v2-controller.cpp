#include "flash-library/controllers/spi/spi-v2-controller.hpp"
#include "flash-library/controllers/spi/spi-v2-encoding.hpp"

#include <cstring>

namespace xspi {

using namespace registers;
using spi_v2::kPacket;

namespace {
constexpr std::uint32_t kAhead = 2;  // packets that were sent and have not come back
constexpr std::uint8_t kIdle = 0xFF; // sent where only what comes counts

std::uint8_t byte_out(const SpiHeader& header, const SpiData& data, std::uint32_t i) {
    if (i < header.count) return header.bytes[i];
    return data.out.empty() ? kIdle : data.out[i - header.count];
}
} // namespace

// CFG1 and CFG2 can be written only while SPE is 0.
TransferResult SpiV2Controller::set_up(const NorSetup& setup) {
    if (setup.kind != ControllerKind::SpiV2) return TransferResult::Unsupported;
    stop();
    set(SPI2V_I2SCFGR, 0);
    set(SPI2V_IER, 0);
    set(SPI2V_CFG1, spi_v2::cfg1(setup));
    set(SPI2V_CR1, SPI2V_CR1_SSI);
    set(SPI2V_CFG2, spi_v2::kCfg2);
    return holds(spi_v2::settings(setup)) ? TransferResult::Done : TransferResult::TransferError;
}

// With few packets ahead there is room for the next one whenever one has come, and that need not be asked
// for.
template <class Out, class In>
TransferResult SpiV2Controller::exchange_packets(std::uint32_t count, const Out& out, const In& in) {
    std::uint32_t sent = 0;
    while (sent < count && sent < kAhead) {
        if (const auto r = await(SPI2V_SR, SPI2V_SR_TXP, true); r != TransferResult::Done) return r;
        set(SPI2V_TXDR, out(sent++));
    }
    for (std::uint32_t received = 0; received < count; ++received) {
        if (const auto r = await(SPI2V_SR, SPI2V_SR_RXP, true); r != TransferResult::Done) return r;
        const std::uint32_t word = get(SPI2V_RXDR);
        if (sent < count) set(SPI2V_TXDR, out(sent++));
        in(received, word);
    }
    return TransferResult::Done;
}

// The first byte on the wire is the lowest of a word.
TransferResult SpiV2Controller::exchange(const SpiHeader& header, const SpiData& data) {
    const std::uint32_t total = header.count + data.size();
    if (total > SPI2V_CR2_TSIZE_Mask) return TransferResult::Unsupported;
    const std::uint32_t packets = total / kPacket, rest = packets * kPacket;
    set(SPI2V_CR2, total);
    set(SPI2V_CR1, SPI2V_CR1_SSI | SPI2V_CR1_SPE);
    set(SPI2V_CR1, SPI2V_CR1_SSI | SPI2V_CR1_SPE | SPI2V_CR1_CSTART);
    const auto out = [&](std::uint32_t packet) {
        const std::uint32_t at = packet * kPacket;
        std::uint32_t word = 0xFFFFFFFF;
        if (at < header.count) {
            word = 0;
            for (unsigned i = 0; i < kPacket; ++i)
                word |= std::uint32_t{byte_out(header, data, at + i)} << (8 * i);
        } else if (!data.out.empty()) {
            std::memcpy(&word, data.out.data() + (at - header.count), sizeof(word));
        }
        return word;
    };
    const auto in = [&](std::uint32_t packet, std::uint32_t word) {
        if (data.in.empty()) return;
        const std::uint32_t at = packet * kPacket;
        if (at >= header.count) {
            std::memcpy(data.in.data() + (at - header.count), &word, sizeof(word));
            return;
        }
        for (unsigned i = 0; i < kPacket; ++i)
            if (at + i >= header.count)
                data.in[at + i - header.count] = static_cast<std::uint8_t>(word >> (8 * i));
    };
    if (const auto r = exchange_packets(packets, out, in); r != TransferResult::Done) return r;
    send_rest(header, data, rest);
    return take_rest(header, data, rest);
}

// Less than a packet: TXP says nothing of it, and the FIFO is empty.
void SpiV2Controller::send_rest(const SpiHeader& header, const SpiData& data, std::uint32_t from) const {
    for (std::uint32_t i = from; i < header.count + data.size(); ++i)
        mmio_write8(base_ + SPI2V_TXDR, byte_out(header, data, i));
}

TransferResult SpiV2Controller::take_rest(const SpiHeader& header, const SpiData& data, std::uint32_t from) {
    if (const auto r = await(SPI2V_SR, SPI2V_SR_EOT, true); r != TransferResult::Done) return r;
    for (std::uint32_t i = from; i < header.count + data.size(); ++i) {
        const std::uint8_t byte = mmio_read8(base_ + SPI2V_RXDR);
        if (i >= header.count && !data.in.empty()) data.in[i - header.count] = byte;
    }
    set(SPI2V_IFCR, SPI2V_IFCR_ALL);
    set(SPI2V_CR1, SPI2V_CR1_SSI);
    return TransferResult::Done;
}

// SPE = 0 ends what runs and empties the FIFOs.
void SpiV2Controller::stop() {
    set(SPI2V_CR1, get(SPI2V_CR1) & ~SPI2V_CR1_SPE);
    set(SPI2V_IFCR, SPI2V_IFCR_ALL);
}

} // namespace xspi
