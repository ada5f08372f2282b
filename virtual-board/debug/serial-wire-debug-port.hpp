// The SW-DP, version 1 or 2 of the Debug Port architecture (IHI0031 chapter B), as DPIDR says.
#pragma once
#include "core/debug-port.hpp"
#include "debug/mem-ap.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace vb {

class SerialWireDebugPort final : public DebugPort {
  public:
    struct Identity {
        std::uint32_t dpidr;
        std::uint32_t target_id;
    };
    SerialWireDebugPort(const Identity& identity, std::function<void(bool)> nrst)
        : identity_(identity), nrst_(std::move(nrst)) {}
    void add_access_port(unsigned number, std::unique_ptr<MemAp> port);
    void power_on();
    void enable(unsigned number, bool enabled) { ports_.at(number)->enable(enabled); }

    SwdAck transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) override;
    void line_reset() override;
    void nrst(bool asserted) override { nrst_(asserted); }
    bool target_powered() const override { return powered_; }

  private:
    bool exempt_from_fault(bool ap, bool read, std::uint8_t address) const;
    unsigned bank() const; // of the register at 0x4
    SwdAck read_port(std::uint8_t address, std::uint32_t& data);
    void write_port(std::uint8_t address, std::uint32_t data);
    SwdAck access(bool read, std::uint8_t address, std::uint32_t& data);
    void write_abort(std::uint32_t data);
    void write_control(std::uint32_t data);
    std::uint32_t banked_register() const;
    bool sticky() const;

    Identity identity_;
    std::function<void(bool)> nrst_;
    std::map<unsigned, std::unique_ptr<MemAp>> ports_;
    std::uint32_t control_ = 0, select_ = 0, line_control_ = 0, buffer_ = 0, resend_ = 0;
    bool powered_ = false, awaits_dpidr_ = true;
};

} // namespace vb
