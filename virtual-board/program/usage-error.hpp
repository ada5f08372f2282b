// What the user asked for cannot be done; the program ends with status 2.
#pragma once
#include <fmt/core.h>

#include <stdexcept>
#include <string>

namespace vb {

class UsageError : public std::runtime_error {
  public:
    // `id` is stable and listed in docs/virtual-board.md.
    UsageError(const std::string& id, const std::string& sentence)
        : std::runtime_error(fmt::format("{}: {}", id, sentence)) {}
};

} // namespace vb
