#include "flash-library/controllers/fifo.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>
#include <cstring>

namespace xspi {

namespace {
using status_register::TCF;
constexpr std::uint32_t kWord = sizeof(std::uint32_t);

// TCF counts like a filled FIFO: it is reported to come without FTF, and nothing more arrives after it.
bool has_arrived(std::uint32_t sr, std::uint32_t bytes) { return fifo_level(sr) >= bytes || (sr & TCF) != 0; }
bool has_at_most(std::uint32_t sr, std::uint32_t bytes) { return fifo_level(sr) <= bytes; }

// Where read data go.
class Sink {
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
} // namespace

// As ST's HAL reads every byte. (The H7R7 report of unreliable 8-bit accesses to DR is about accesses through
// the debug port.)
TransferResult drain_fifo(const FifoPort& port, std::span<std::uint8_t> data, std::uint32_t length,
                          std::uint32_t& sr) {
    Sink sink(data);
    while (length != 0) {
        const std::uint32_t unit = std::min(length, kWord);
        const auto r = wait_for_status(port.timebase, port.sr, has_arrived, unit, sr);
        if (r != TransferResult::Done) return r;
        std::uint32_t arrived = (sr & TCF) != 0 ? length : std::min(fifo_level(sr), length);
        for (; arrived >= kWord; arrived -= kWord, length -= kWord) sink.put(mmio_read32(port.dr));
        if (arrived != length) continue; // a word that is not whole yet
        for (; length != 0; --length) sink.put(mmio_read8(port.dr));
    }
    return TransferResult::Done;
}

TransferResult fill_fifo(const FifoPort& port, std::span<const std::uint8_t> data, std::uint32_t length,
                         std::uint32_t& sr) {
    std::size_t sent = 0;
    while (sent < length) {
        const auto r = wait_for_status(port.timebase, port.sr, has_at_most, port.bytes - kWord, sr);
        if (r != TransferResult::Done) return r;
        for (std::uint32_t room = port.bytes - fifo_level(sr); room >= kWord && sent < length;
             room -= kWord) {
            if (sent + kWord <= data.size()) {
                std::uint32_t word = 0;
                std::memcpy(&word, data.data() + sent, kWord);
                mmio_write32(port.dr, word);
                sent += kWord;
            } else {
                mmio_write8(port.dr, data[std::min(sent, data.size() - 1)]);
                ++sent;
            }
        }
    }
    return TransferResult::Done;
}

} // namespace xspi
