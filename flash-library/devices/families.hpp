// All families, for the driver: the only file that knows more than one.
#pragma once
#include "flash-library/devices/check-facts.hpp"
#include "flash-library/devices/stm32f401/family.hpp"
#include "flash-library/devices/stm32f40x/family.hpp"
#include "flash-library/devices/stm32f411/family.hpp"
#include "flash-library/devices/stm32f412/family.hpp"
#include "flash-library/devices/stm32f42x/family.hpp"
#include "flash-library/devices/stm32f446/family.hpp"
#include "flash-library/devices/stm32f469/family.hpp"
#include "flash-library/devices/stm32f72x/family.hpp"
#include "flash-library/devices/stm32f74x/family.hpp"
#include "flash-library/devices/stm32f76x/family.hpp"
#include "flash-library/devices/stm32h74x/family.hpp"
#include "flash-library/devices/stm32h7rs/family.hpp"

#include <array>
#include <string_view>

namespace xspi {

inline constexpr std::array kFamilies{&stm32h7rs::kFamily, &stm32h74x::kFamily, &stm32f401::kFamily,
                                      &stm32f40x::kFamily, &stm32f411::kFamily, &stm32f412::kFamily,
                                      &stm32f42x::kFamily, &stm32f446::kFamily, &stm32f469::kFamily,
                                      &stm32f72x::kFamily, &stm32f74x::kFamily, &stm32f76x::kFamily};

// nullptr: no family has an MCU of that name.
constexpr const Family* find_family(std::string_view mcu) {
    for (const Family* family : kFamilies)
        if (find_device(family->devices, mcu) != nullptr) return family;
    return nullptr;
}

// Of whichever family the board's MCU is.
constexpr FactsProblem check_facts(const BoardFacts& board) {
    const Family* family = find_family(board.mcu);
    return family != nullptr ? check_facts(*family, board) : FactsProblem{.error = FactsError::UnknownMcu};
}

} // namespace xspi
