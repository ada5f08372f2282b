// What differs between the parts of the STM32H742/743/750/753 line.
#pragma once
#include "soc/stm32h74x/flash.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vb::stm32h74x {

struct Part {
    std::string name; // "STM32H743VI"
    FlashGeometry flash;
    std::uint32_t axi_kib = 512;
    std::uint32_t sram_kib[3] = {128, 128, 32}; // SRAM1 to SRAM3 of D2; 0: not there
    std::uint32_t package = 0;                  // SYSCFG_PKGR
    std::uint32_t flash_kib() const { return flash.banks * flash.bank_size() / 1024; }
};

// By the name of the part; what follows package and size ("T6", "H6TR") does not matter.
std::optional<Part> find_part(const std::string& name);
std::vector<std::string> part_names(); // of those with LQFP100, 144 and 176 pins

} // namespace vb::stm32h74x
