// A file with the SFDP of a chip: a comment with its JEDEC id, then lines `offset: bytes`, all hexadecimal.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vb {

struct SfdpDump {
    std::array<std::uint8_t, 3> id{};
    std::vector<std::uint8_t> bytes; // from offset 0 on; what the file does not hold is FF
    std::vector<bool> held;          // which of them the file holds

    bool holds(std::size_t first, std::size_t count) const;
    std::uint32_t dword(std::size_t at) const; // little endian; all ones where nothing is held
};

// The dump, or what is wrong with it: an id (VB-CHIP-…) and a sentence.
std::variant<SfdpDump, std::string> read_sfdp_dump(std::string_view text);

} // namespace vb
