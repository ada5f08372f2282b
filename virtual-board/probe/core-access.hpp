// Core registers and system reset through the debug registers of an ARMv7-M core, as ST-LINK's own commands
// do it.
#pragma once
#include "probe/mem-access.hpp"

namespace vb {

class CoreAccess {
  public:
    using Status = MemAccess::Status;
    CoreAccess(MemAccess& memory, const Costs& costs) : memory_(memory), costs_(costs) {}

    // These commands carry no AP number: they use AP 0, where ST-LINK's hla interface expects the core.
    Status read_debug(std::uint32_t address, std::uint32_t& value);
    Status write_debug(std::uint32_t address, std::uint32_t value);
    Status read_register(std::uint8_t selector, std::uint32_t& value);
    Status write_register(std::uint8_t selector, std::uint32_t value);
    Status system_reset(); // AIRCR.SYSRESETREQ

  private:
    Status wait_for_register();

    MemAccess& memory_;
    const Costs& costs_;
};

} // namespace vb
