// An ST-LINK V3 from its USB endpoints inwards: one command, its data stage, its answer.
#pragma once
#include "probe/core-access.hpp"
#include "probe/costs.hpp"
#include "probe/data-damage.hpp"
#include "probe/mem-access.hpp"
#include "probe/swd-link.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace vb {

class StlinkFirmware {
  public:
    using Status = stlink::Status;
    using Command = std::span<const std::uint8_t, 16>;

    StlinkFirmware(DebugPort& port, Executive& executive, const Costs& costs)
        : costs_(costs), link_(port, executive, costs), memory_(link_), core_(memory_, costs) {}

    // A command whose data stage goes to the probe, and one that is answered with `size` bytes. Both last
    // what USB and SWD cost.
    void write_command(Command command, std::span<const std::uint8_t> data);
    std::vector<std::uint8_t> read_command(Command command, std::size_t size);
    // Declared damage to what it reads and writes in the target's memory.
    void damage(const DataFaults& from_target, const DataFaults& to_target) {
        from_target_ = DataDamage(from_target);
        to_target_ = DataDamage(to_target, 1);
    }
    // USB device closed: debug mode is left, NRST released, as the server does for a client that went away.
    void close();

    Picoseconds now() const { return link_.now(); }
    const SwdCounters& swd() const { return link_.counters(); }
    std::uint64_t usb_commands() const { return usb_commands_; }

  private:
    using Reply = std::vector<std::uint8_t>;
    void usb_out(std::size_t bytes);
    void usb_in(std::size_t bytes);

    Reply debug_read(Command command, std::size_t size);
    Reply debug_simple(Command command); // commands answered with a status and nothing else
    Reply version() const;
    Reply version_ex() const;
    Reply target_voltage() const;
    Reply last_rw_status() const;
    Reply idcodes();
    Reply all_registers();
    Reply get_com_freq() const;
    Reply set_com_freq(std::uint32_t khz);
    Reply read_dap_register(std::uint16_t port, std::uint16_t address);
    Reply read_register(std::uint8_t selector);
    Reply read_debug_register(std::uint32_t address);
    Status enter(std::uint8_t mode);
    Status write_dap_register(std::uint16_t port, std::uint16_t address, std::uint32_t value);
    Status init_ap(std::uint8_t ap);
    Status drive_nrst(std::uint8_t how);

    MemBlock mem_block(Command command, unsigned size, bool increment) const;
    Reply read_memory(const MemBlock& block, std::size_t length, std::size_t size);
    void write_memory(const MemBlock& block, std::span<const std::uint8_t> data);
    Status write_item(std::uint8_t ap, std::uint32_t address, std::uint32_t value);
    Status read_item(std::uint8_t ap, std::uint32_t address, std::uint32_t& value);
    void misc_out(Command command, std::span<const std::uint8_t> data);
    std::uint32_t default_csw(std::uint8_t ap) const;

    const Costs& costs_;
    SwdLink link_;
    MemAccess memory_;
    CoreAccess core_;
    DataDamage from_target_, to_target_;
    std::uint8_t mode_ = stlink::kModeMass; // what a NUCLEO's probe is in after plugging in
    Status last_rw_ = Status::Ok;
    std::uint32_t last_rw_address_ = 0;
    std::map<std::uint8_t, std::uint32_t> csw_; // what the host wrote to CSW of an AP
    Reply misc_reply_;
    std::uint64_t usb_commands_ = 0;
};

} // namespace vb
