#include "soc/stm32f7/rcc.hpp"

#include "soc/stm32f7/register-maps.hpp"

namespace vb::stm32f7 {

namespace rcc = stm32f::rcc;

Rcc::Rcc(Timeline& timeline, Violations& violations, BoardClocks board, Line line)
    : stm32f::Rcc(timeline, violations, board, {rcc_registers(line), rcc::DCKCFGR1, 24}) {}

// USARTnSEL, two bits each: 0 PCLK, 1 SYSCLK, 2 HSI, 3 LSE.
std::uint64_t Rcc::usart_kernel_hz(unsigned n) const {
    switch (peek(rcc::DCKCFGR2) >> 2 * (n - 1) & 3) {
    case 0: return pclk_hz(n == 1 || n == 6 ? 2 : 1);
    case 1: return system_hz();
    case 2: return hsi_hz();
    default: return lse_hz();
    }
}

} // namespace vb::stm32f7
