#include "soc/stm32h74x/debug-components.hpp"

namespace vb::stm32h74x {

namespace {
constexpr std::uint32_t kApb = 0xE00E0000, kSystemView = 0x5C000000, kSize = 0x1000;
struct Place {
    const char* name;
    std::uint32_t base; // on the APB
    ComponentId id;
};
// Places: ST's pack (STM32H743.sdf). Part numbers: Arm's for these components; the funnel's is the pack's.
constexpr Place kPlaces[] = {
    {"SWO", 0xE00E3000, {0x914, 0, 9}},   {"SWTF", 0xE00E4000, {0x908, 0, 9}},
    {"TSG", 0xE00E5000, {0x101, 0, 0xF}}, {"SysCTI", 0xE00F1000, {0x906, 0, 9}},
    {"CSTF", 0xE00F3000, {0x908, 0, 9}},  {"ETF", 0xE00F4000, {0x961, 0, 9}},
    {"TPIU", 0xE00F5000, {0x912, 0, 9}},
};
std::uint32_t narrow(std::uint32_t word, std::uint32_t offset, unsigned size) {
    return size == 4 ? word : word >> 8 * (offset & 3) & ((1u << 8 * size) - 1);
}
} // namespace

std::optional<std::uint32_t> DebugComponents::Component::read(std::uint32_t offset, unsigned size, Master) {
    const std::uint32_t word = offset & ~3u;
    if (word >= 0xFD0) return narrow(component_register(id_, word), offset, size);
    const auto found = words_.find(word);
    return narrow(found == words_.end() ? 0 : found->second, offset, size);
}

bool DebugComponents::Component::write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) {
    if (size == 4 && offset < 0xFB0) words_[offset] = value; // the lock registers only take a key
    return true;
}

void DebugComponents::attach(Machine& machine, unsigned ap) {
    for (const Place& place : kPlaces) {
        Component& component = components_.emplace_back(place.name, place.id);
        machine.add_apb_device(ap, place.base, kSize, component);
        machine.add_device(place.base - kApb + kSystemView, kSize, component);
    }
}

} // namespace vb::stm32h74x
