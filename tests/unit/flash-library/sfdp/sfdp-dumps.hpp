// The tables of tests/data/sfdp/, compiled in.
#pragma once
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct SfdpDump {
    std::string_view name; // the file's, without .sfdp
    std::uint32_t identity = 0;
    std::span<const std::uint8_t> bytes;
};

std::span<const SfdpDump> sfdp_dumps();

inline const SfdpDump& sfdp_dump(std::string_view name) {
    for (const SfdpDump& dump : sfdp_dumps())
        if (dump.name == name) return dump;
    throw std::out_of_range("no tests/data/sfdp/" + std::string(name) + ".sfdp");
}
