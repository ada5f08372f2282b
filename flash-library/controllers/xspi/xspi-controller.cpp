// Transactions. State (configure, abort, memory-mapped mode) is in xspi-controller-state.cpp.
#include "flash-library/controllers/xspi/xspi-controller.hpp"
#include "flash-library/controllers/xspi/xspi-encoding.hpp"
#include "flash-library/controllers/xspi/xspi-registers.hpp"
#include "flash-library/controllers/xspi/xspi-wait.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>
#include <cstring>

namespace xspi {

using namespace registers;

namespace {
constexpr std::uint32_t kPollInterval = 256; // clocks between two status reads: microseconds
constexpr std::uint32_t kPollLookUs = 3;     // between two looks at SR: about as long
constexpr unsigned kWord = 4;

std::uint32_t fifo_level(std::uint32_t sr) { return (sr & XSPI_SR_FLEVEL) >> XSPI_SR_FLEVEL_Pos; }
} // namespace

// Where read data go; what comes beyond its end (the second byte of a pair) is dropped.
class XspiController::Sink {
  public:
    explicit Sink(std::span<std::uint8_t> data) : out_(data.data()), room_(data.size()) {}
    void put(std::uint32_t word) {
        const std::size_t bytes = std::min<std::size_t>(room_, kWord);
        if (bytes == kWord) {
            std::memcpy(out_, &word, kWord); // one store: the common case
        } else {
            std::memcpy(out_, &word, bytes);
        }
        out_ += bytes;
        room_ -= bytes;
    }
    void put(std::uint8_t byte) {
        if (room_ == 0) return;
        *out_++ = byte;
        --room_;
    }

  private:
    std::uint8_t* out_;
    std::size_t room_;
};

// The last register written starts the transaction (SILICON 2.1): IR without an address, AR with one, DR when
// data are written. So CCR, which says which of them it is, comes before both.
void XspiController::start(const Command& c, std::uint32_t address, std::uint32_t length) const {
    if (length != 0) set(XSPI_DLR, length - 1);
    set(XSPI_TCR, tcr(c));
    if (has_mode_bits(c)) set(XSPI_ABR, c.mode_bits);
    set(XSPI_CCR, ccr(c));
    set(XSPI_IR, c.opcode);
    if (has_address(c)) set(XSPI_AR, address);
}

TransferResult XspiController::command(const Command& command, std::uint32_t address) {
    if (const auto r = begin(FMODE::IndirectWrite); r != TransferResult::Done) return r;
    Command without_data = command;
    without_data.data_phase = {};
    start(without_data, address, 0);
    return finish();
}

TransferResult XspiController::read(const Command& command, std::uint32_t address,
                                    std::span<std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (const auto r = begin(FMODE::IndirectRead); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(command, static_cast<std::uint32_t>(data.size()));
    start(command, address, length);
    if (const auto r = drain(Sink(data), length); r != TransferResult::Done) return r;
    return finish();
}

TransferResult XspiController::write(const Command& command, std::uint32_t address,
                                     std::span<const std::uint8_t> data) {
    if (data.empty()) return TransferResult::Done;
    if (const auto r = begin(FMODE::IndirectWrite); r != TransferResult::Done) return r;
    const std::uint32_t length = wire_length(command, static_cast<std::uint32_t>(data.size()));
    start(command, address, length);
    if (const auto r = fill(data, length); r != TransferResult::Done) return r;
    return finish();
}

// Words only while the FIFO holds whole ones; the last 1..3 bytes byte by byte, as ST's HAL reads every byte.
// (The H7R7 report of unreliable 8-bit accesses to DR is about accesses through the debug port.) TCF counts
// like a filled FIFO: it is reported to come without FTF, and nothing more arrives after it.
TransferResult XspiController::drain(Sink sink, std::uint32_t length) {
    while (length != 0) {
        const std::uint32_t unit = std::min<std::uint32_t>(length, kWord);
        const auto ready = [unit](std::uint32_t s) {
            return fifo_level(s) >= unit || (s & XSPI_SR_TCF) != 0;
        };
        std::uint32_t sr = 0;
        if (const auto r = wait_until(ready, sr); r != TransferResult::Done) return r;
        std::uint32_t arrived = (sr & XSPI_SR_TCF) != 0 ? length : std::min(fifo_level(sr), length);
        for (; arrived >= kWord; arrived -= kWord, length -= kWord) sink.put(mmio_read32(base_ + XSPI_DR));
        if (arrived != length) continue; // a word that is not whole yet
        for (; length != 0; --length) sink.put(mmio_read8(base_ + XSPI_DR));
    }
    return TransferResult::Done;
}

TransferResult XspiController::fill(std::span<const std::uint8_t> data, std::uint32_t length) {
    std::size_t sent = 0;
    const auto ready = [](std::uint32_t s) { return fifo_level(s) <= kXspiFifoBytes - kWord; };
    while (sent < length) {
        std::uint32_t sr = 0;
        if (const auto r = wait_until(ready, sr); r != TransferResult::Done) return r;
        for (std::uint32_t room = kXspiFifoBytes - fifo_level(sr); room >= kWord && sent < length;
             room -= kWord) {
            if (sent + kWord <= data.size()) {
                std::uint32_t word = 0;
                std::memcpy(&word, data.data() + sent, kWord);
                mmio_write32(base_ + XSPI_DR, word);
                sent += kWord;
            } else {
                mmio_write8(base_ + XSPI_DR, data[std::min(sent, data.size() - 1)]);
                ++sent;
            }
        }
    }
    return TransferResult::Done;
}

TransferResult XspiController::poll(const Command& command, std::uint32_t address, std::uint8_t mask,
                                    std::uint8_t match, std::uint32_t timeout_us,
                                    std::uint32_t& last_status) {
    if (const auto r = begin(FMODE::AutoPolling); r != TransferResult::Done) return r;
    const std::uint32_t twice = pairs(command) ? 0x101 : 1; // the chip repeats the register in both bytes
    set(XSPI_PSMKR, mask * twice);
    set(XSPI_PSMAR, match * twice);
    set(XSPI_PIR, kPollInterval);
    start(command, address, wire_length(command, 1));

    Deadline deadline(*timebase_, timeout_us);
    for (bool passed = false;; passed = deadline.passed()) {
        const std::uint32_t sr = status();
        // DR holds the last status; before the first one has come a read of it would stall the bus.
        if ((sr & (XSPI_SR_FTF | XSPI_SR_SMF)) != 0) last_status = mmio_read32(base_ + XSPI_DR) & 0xFF;
        if ((sr & XSPI_SR_SMF) != 0) break;
        if ((sr & XSPI_SR_TEF) != 0) return fail(TransferResult::TransferError, sr);
        if (passed) return fail(TransferResult::Timeout, sr);
        spin(static_cast<std::uint32_t>(timebase_->cycles_from_us(kPollLookUs)));
    }
    set(XSPI_FCR, XSPI_FCR_ALL);
    return wait_idle(); // APMS: stops at the match
}

TransferResult XspiController::finish() {
    std::uint32_t sr = 0;
    const auto complete = [](std::uint32_t s) { return (s & XSPI_SR_TCF) != 0; };
    if (const auto r = wait_until(complete, sr); r != TransferResult::Done) return r;
    set(XSPI_FCR, XSPI_FCR_CTCF);
    return wait_idle();
}

} // namespace xspi
