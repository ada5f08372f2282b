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

} // namespace xspi
