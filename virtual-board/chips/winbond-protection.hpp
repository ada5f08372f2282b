// What BP, TB, SEC and CMP protect on Winbond parts (data sheets, "Status Register Memory Protection").
#pragma once
#include <cstdint>

namespace vb {

struct WinbondProtection {
    std::uint8_t status1;
    bool complement; // CMP
    bool bp3;        // SR1 has BP3-0 and TB in bits 2 to 6, not BP2-0, TB and SEC
};

bool winbond_protects(const WinbondProtection& bits, std::uint32_t chip, std::uint32_t first,
                      std::uint32_t count);

} // namespace vb
