// What the update wants done to a memory next. Who does it needs no knowledge of USB.
#pragma once
#include "firmware/update/dfu-protocol.hpp"

#include <cstdint>
#include <span>

namespace firmware::update {

struct Job {
    enum class Kind : std::uint8_t {
        None,
        Erase,   // `size` bytes at `address`: a sector, or a block of the area
        Program, // `data` at `address`; what is 0xFF in it stays as it is
        Read,    // into `room`
        Check    // is there an application that can be started
    };
    Kind kind = Kind::None;
    std::uint8_t area = 0;
    bool of_head = false; // Program: a part of the new application's head
    bool of_old = false;  // makes the old application unable to start, or brings it back
    std::uint32_t address = 0;
    std::uint32_t size = 0;
    std::span<const std::uint8_t> data = {};
    std::span<std::uint8_t> room = {};
    constexpr explicit operator bool() const { return kind != Kind::None; }
};

} // namespace firmware::update
