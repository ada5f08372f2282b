// Blocks of memory through a MEM-AP: CSW, TAR, a run of DRW accesses, RDBUFF.
#pragma once
#include "probe/swd-link.hpp"

#include <cstdint>
#include <span>

namespace vb {

// CSW that debuggers use for an AHB-AP unless told otherwise: HPROT privileged data, MasterType debug.
inline constexpr std::uint32_t kDefaultCsw = 0x23000000;

struct MemBlock {
    std::uint8_t ap;
    std::uint32_t csw;     // bits 31..8 are used; size and increment are set from below
    std::uint32_t address; // a multiple of size; another one is refused with Status::Fault
    unsigned size;         // 1, 2 or 4 bytes an access
    bool increment = true; // false: every access at the same address
};

class MemAccess {
  public:
    using Status = SwdLink::Status;
    explicit MemAccess(SwdLink& link) : link_(link) {}

    // `data.size()` is a multiple of block.size; another one is refused. After a fault the sticky flags are
    // cleared, as a host that knows no DP (OpenOCD's hla transport) needs it.
    Status read(const MemBlock& block, std::span<std::uint8_t> data);
    Status write(const MemBlock& block, std::span<const std::uint8_t> data);
    Status read_word(std::uint8_t ap, std::uint32_t csw, std::uint32_t address, std::uint32_t& value);
    Status write_word(std::uint8_t ap, std::uint32_t csw, std::uint32_t address, std::uint32_t value);

    // Address of the access that failed last.
    std::uint32_t fault_address() const { return fault_address_; }

  private:
    Status begin(const MemBlock& block, std::size_t length);
    Status read_run(const MemBlock& block, std::uint32_t address, std::span<std::uint8_t> data);
    Status finish(Status status, std::uint32_t address);

    SwdLink& link_;
    std::uint32_t fault_address_ = 0;
};

} // namespace vb
