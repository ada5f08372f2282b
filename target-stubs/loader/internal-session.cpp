#include "target-stubs/loader/internal-session.hpp"
#include "flash-library/nor/blank.hpp"

#include <algorithm>
#include <array>

namespace xspi::loader {

namespace {
constexpr std::uint32_t kUnit = agent::Stm32h7rsFlash::kQuadWord;
}

bool InternalSession::erase_range(std::uint32_t offset, std::uint32_t size) {
    for (std::uint32_t done = 0; done < size; done += facts_.sector)
        if (!flash_.erase(offset + done, facts_.sector).ok()) return false;
    return true;
}

// Whole quad-words, whose rest stays blank.
bool InternalSession::program_range(std::uint32_t offset, std::span<const std::uint8_t> data) {
    if (offset % kUnit != 0) return false;
    const std::size_t whole = data.size() / kUnit * kUnit;
    if (!flash_.program(offset, data.first(whole)).ok()) return false;
    if (whole == data.size()) return true;
    std::array<std::uint8_t, kUnit> last;
    last.fill(kErased);
    std::copy(data.begin() + static_cast<std::ptrdiff_t>(whole), data.end(), last.begin());
    return flash_.program(offset + static_cast<std::uint32_t>(whole), last).ok();
}

} // namespace xspi::loader
