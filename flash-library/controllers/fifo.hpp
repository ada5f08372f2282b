// Data through DR and the FIFO behind it, for QUADSPI, OCTOSPI and XSPI. By words; the last 1..3 bytes byte
// by byte. DR is touched only when the FIFO can take it: else the bus would stand still.
#pragma once
#include "flash-library/controllers/status-register.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

namespace xspi {

inline constexpr std::uint32_t kFifoWord = sizeof(std::uint32_t);

// Where read data go; what comes beyond its end (the second byte of a pair) is dropped.
class FifoSink {
  public:
    explicit FifoSink(std::span<std::uint8_t> data) : out_(data.data()), room_(data.size()) {}
    void put(std::uint32_t word) {
        const std::size_t bytes = std::min<std::size_t>(room_, kFifoWord);
        if (bytes == kFifoWord) {
            std::memcpy(out_, &word, kFifoWord); // one store: the common case
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

// `length` bytes, as DLR says. `wait` is (ready, sr) -> TransferResult. ST's HAL reads every byte; the H7R7
// report of unreliable 8-bit accesses to DR is about accesses through the debug port. TCF counts like a
// filled FIFO: it is reported to come without FTF, and nothing more arrives after it.
template <class Wait>
TransferResult drain_fifo(Wait wait, std::uintptr_t dr, FifoSink sink, std::uint32_t length) {
    using status_register::TCF;
    while (length != 0) {
        const std::uint32_t unit = std::min(length, kFifoWord);
        const auto ready = [unit](std::uint32_t s) { return fifo_level(s) >= unit || (s & TCF) != 0; };
        std::uint32_t sr = 0;
        if (const auto r = wait(ready, sr); r != TransferResult::Done) return r;
        std::uint32_t arrived = (sr & TCF) != 0 ? length : std::min(fifo_level(sr), length);
        for (; arrived >= kFifoWord; arrived -= kFifoWord, length -= kFifoWord) sink.put(mmio_read32(dr));
        if (arrived != length) continue; // a word that is not whole yet
        for (; length != 0; --length) sink.put(mmio_read8(dr));
    }
    return TransferResult::Done;
}

// `length` may be one more than there are data: the last byte goes out twice.
template <class Wait> TransferResult fill_fifo(Wait wait, std::uintptr_t dr, std::uint32_t fifo_bytes,
                                               std::span<const std::uint8_t> data, std::uint32_t length) {
    std::size_t sent = 0;
    const auto ready = [fifo_bytes](std::uint32_t s) { return fifo_level(s) <= fifo_bytes - kFifoWord; };
    while (sent < length) {
        std::uint32_t sr = 0;
        if (const auto r = wait(ready, sr); r != TransferResult::Done) return r;
        for (std::uint32_t room = fifo_bytes - fifo_level(sr); room >= kFifoWord && sent < length;
             room -= kFifoWord) {
            if (sent + kFifoWord <= data.size()) {
                std::uint32_t word = 0;
                std::memcpy(&word, data.data() + sent, kFifoWord);
                mmio_write32(dr, word);
                sent += kFifoWord;
            } else {
                mmio_write8(dr, data[std::min(sent, data.size() - 1)]);
                ++sent;
            }
        }
    }
    return TransferResult::Done;
}

} // namespace xspi
