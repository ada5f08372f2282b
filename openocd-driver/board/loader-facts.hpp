// What a board's file, or `flash bank`, says of a flash that is programmed by somebody else's loader.
#pragma once
#include "openocd-driver/board/fact-words.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace xspi {

struct LoaderFacts {
    std::string name = {};  // of its bank, "ext"
    std::string file = {};  // as it is written there
    std::uint32_t base = 0; // 0: the loader's own
    std::uint32_t size = 0; // 0: the loader's own, likewise
    // Count and size; count 0: as many as fit.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sectors = {};
};

// "16M", "64K", "0x1000": bytes. Throws Failure XSPI-0112.
std::uint32_t byte_count(std::string_view key, const std::string& text);
// "64K", or "8x8K 1x64K 127x128K" in their order. Throws Failure XSPI-0112.
std::vector<std::pair<std::uint32_t, std::uint32_t>> sector_list(const Words& words);

// `loader FILE [size N] [sectors LIST]`, as `flash bank` has it behind the target. Throws Failure XSPI-0112,
// 0115.
LoaderFacts read_loader_words(const std::string& bank, std::uint32_t base, const Words& words);

} // namespace xspi
