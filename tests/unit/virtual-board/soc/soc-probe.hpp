// A probe on a bare microcontroller: accesses of any size through the SW-DP and an access port (IHI0031), as
// a debugger makes them.
#pragma once
#include "soc/soc.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace vb::test {

class SocProbe {
  public:
    explicit SocProbe(Soc& soc) : soc_(soc), port_(soc.machine().debug_port()) {
        port_.line_reset();
        id_ = transfer(false, true, 0x0);
        transfer(false, false, 0x4, 0x50000000); // CSYSPWRUPREQ, CDBGPWRUPREQ
    }
    std::uint32_t id() const { return id_; }
    void use(unsigned ap) { ap_ = ap; }

    // Nothing: the access failed with FAULT.
    std::optional<std::uint32_t> load(std::uint32_t address, unsigned size = 4) {
        open(address, size);
        std::uint32_t data = 0;
        (void)port_.transfer(true, true, 0xC, data);
        const auto ack = port_.transfer(false, true, 0xC, data); // RDBUFF
        const bool error = failed();                             // clears it, too
        if (ack != SwdAck::Ok || error) return std::nullopt;
        data >>= 8 * (address & 3);
        return size == 4 ? data : data & ((1u << 8 * size) - 1);
    }
    std::uint32_t word(std::uint32_t address) { return load(address).value_or(0xBADBADBA); }
    bool store(std::uint32_t address, std::uint32_t value, unsigned size = 4) {
        open(address, size);
        std::uint32_t data = value << 8 * (address & 3);
        (void)port_.transfer(true, false, 0xC, data);
        return !failed();
    }
    void change(std::uint32_t address, std::uint32_t clear, std::uint32_t set) {
        store(address, (word(address) & ~clear) | set);
    }
    std::uint32_t ap_register(unsigned ap, std::uint8_t offset) {
        transfer(false, false, 0x8, ap << 24 | (offset & 0xF0));
        transfer(true, true, offset & 0xC);
        return transfer(false, true, 0xC);
    }
    std::uint32_t dp_register(unsigned bank) { // DPBANKSEL of address 4
        transfer(false, false, 0x8, bank);
        const std::uint32_t value = transfer(false, true, 0x4);
        transfer(false, false, 0x8, 0);
        return value;
    }
    void pass(Picoseconds time) {
        Machine& machine = soc_.machine();
        machine.run_until(machine.timeline().now() + time);
    }
    std::size_t count(const std::string& rule) {
        const auto& all = soc_.violations().all();
        return std::size_t(
            std::count_if(all.begin(), all.end(), [&](const auto& v) { return v.rule == rule; }));
    }

  private:
    std::uint32_t transfer(bool ap, bool read, std::uint8_t address, std::uint32_t data = 0) {
        if (port_.transfer(ap, read, address, data) != SwdAck::Ok) throw std::runtime_error("no OK");
        return data;
    }
    void open(std::uint32_t address, unsigned size) {
        transfer(false, false, 0x8, ap_ << 24);
        transfer(true, false, 0x0, 0x23000000 | (size == 4 ? 2 : size == 2 ? 1 : 0)); // CSW: no increment
        transfer(true, false, 0x4, address);
    }
    bool failed() { // reads STICKYERR and clears it through ABORT
        const bool error = transfer(false, true, 0x4) & 1u << 5; // DPBANKSEL is 0
        if (error) transfer(false, false, 0x0, 0x1E);
        return error;
    }

    Soc& soc_;
    DebugPort& port_;
    std::uint32_t id_;
    unsigned ap_ = 0;
};

} // namespace vb::test
