// Errors of the driver: a stable id and a full sentence that says what was being done, what was found and
// what to do next. docs/troubleshooting.md lists every id; tests/unit/docs checks that none is missing there.
#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace xspi {

class Failure : public std::runtime_error {
  public:
    template <typename... Arguments>
    Failure(const char* id, fmt::format_string<Arguments...> sentence, Arguments&&... arguments)
        : std::runtime_error(std::string(id) + ": " +
                             fmt::format(sentence, std::forward<Arguments>(arguments)...)),
          id_(id) {}
    const char* id() const { return id_; }

  private:
    const char* id_;
};

} // namespace xspi
