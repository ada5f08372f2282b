#include "openocd-driver/debugger/register-map.hpp"

namespace xspi {

std::string_view meaning_of(const FieldDescription& field, std::uint32_t value) {
    std::string_view rest = field.meanings;
    for (; value != 0; value--) {
        const std::size_t bar = rest.find('|');
        if (bar == std::string_view::npos) return {};
        rest.remove_prefix(bar + 1);
    }
    return rest.substr(0, rest.find('|'));
}

std::span<const PeripheralDescription> peripherals_of(const Family& family) {
    if (family.folder == "stm32h7rs") return stm32h7rs_peripherals();
    if (family.folder == "stm32h74x") return stm32h74x_peripherals();
    return {};
}

} // namespace xspi
