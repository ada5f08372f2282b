// What differs between the parts of the STM32F74x/75x and F76x/77x lines.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vb::stm32f7 {

enum class Line { F74x, F76x }; // DEV_ID 0x449, 0x451

struct Part {
    std::string name; // "STM32F746NG"
    Line line = Line::F74x;
    std::uint32_t flash_kib = 1024;

    bool is_f76x() const { return line == Line::F76x; }
    std::uint32_t idcode() const { return is_f76x() ? 0x10016451 : 0x10016449; }
    std::uint32_t dtcm_kib() const { return is_f76x() ? 128 : 64; }
    std::uint32_t sram_kib() const {
        return is_f76x() ? 384 : 256;
    } // SRAM1 and the 16 KiB of SRAM2 behind it
};

// By the name of the part; what follows package and size ("H6", "T6TR") does not matter.
std::optional<Part> find_part(const std::string& name);
std::vector<std::string> part_names();

} // namespace vb::stm32f7
