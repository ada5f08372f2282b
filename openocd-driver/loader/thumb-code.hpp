// What can be told of a loader by looking at its instructions.
#pragma once
#include "openocd-driver/loader/loader.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xspi {

// code: a section of Thumb instructions and the words they load, at an address that is a multiple of 4.
// functions: where some begin, in bytes from its start, ascending. Adds to habits what is found.
void look_at_code(std::span<const std::uint8_t> code, const std::vector<std::size_t>& functions,
                  LoaderHabits& habits);

} // namespace xspi
