// The smallest probe: word accesses through the SW-DP and a MEM-AP (IHI0031), as a debugger makes them.
#pragma once
#include "core/board.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>

namespace vb::test {

class SwdHost {
  public:
    // main_ap: the access port where the memory is.
    explicit SwdHost(Board& board, unsigned main_ap = 1)
        : board_(board), port_(board.debug_port()), main_ap_(main_ap) {
        port_.line_reset();
        id_ = read(false, 0x0);
        write(false, 0x4, 0x50000000); // CSYSPWRUPREQ, CDBGPWRUPREQ
    }
    std::uint32_t id() const { return id_; }

    // Nothing: the access failed with FAULT.
    std::optional<std::uint32_t> load(std::uint32_t address) { return load(address, main_ap_); }
    std::optional<std::uint32_t> load(std::uint32_t address, unsigned ap) {
        open(address, ap);
        std::uint32_t data = 0;
        (void)port_.transfer(true, true, 0xC, data);
        auto ack = port_.transfer(false, true, 0xC, data); // RDBUFF
        bool error = failed();                             // clears it, too
        return ack == SwdAck::Ok && !error ? std::optional(data) : std::nullopt;
    }
    bool store(std::uint32_t address, std::uint32_t value) { return store(address, value, main_ap_); }
    bool store(std::uint32_t address, std::uint32_t value, unsigned ap) {
        open(address, ap);
        std::uint32_t data = value;
        (void)port_.transfer(true, false, 0xC, data);
        return !failed();
    }
    void change(std::uint32_t address, std::uint32_t clear, std::uint32_t set) {
        store(address, (load(address).value_or(0) & ~clear) | set);
    }
    void pass(Picoseconds time) { board_.executive().run_until(board_.executive().timeline().now() + time); }

  private:
    std::uint32_t read(bool ap, std::uint8_t address) {
        std::uint32_t data = 0;
        if (port_.transfer(ap, true, address, data) != SwdAck::Ok) throw std::runtime_error("no OK");
        return data;
    }
    void write(bool ap, std::uint8_t address, std::uint32_t data) {
        if (port_.transfer(ap, false, address, data) != SwdAck::Ok) throw std::runtime_error("no OK");
    }
    void open(std::uint32_t address, unsigned ap) {
        write(false, 0x8, ap << 24);
        write(true, 0x0, 0x23000002 | (ap == 1 ? 0x08000000 : 0)); // CSW: word, no increment
        write(true, 0x4, address);
    }
    // Reads STICKYERR and clears it through ABORT.
    bool failed() {
        bool error = read(false, 0x4) & 1u << 5;
        if (error) write(false, 0x0, 0x1E);
        return error;
    }

    Board& board_;
    DebugPort& port_;
    unsigned main_ap_;
    std::uint32_t id_;
};

} // namespace vb::test
