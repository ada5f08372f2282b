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
        : Failure(id, fmt::format(sentence, std::forward<Arguments>(arguments)...), Whole{}) {}
    const char* id() const { return id_; }
    const std::string& sentence() const { return sentence_; } // without the id

  private:
    struct Whole {};
    Failure(const char* id, std::string sentence, Whole)
        : std::runtime_error(std::string(id) + ": " + sentence), id_(id), sentence_(std::move(sentence)) {}

    const char* id_;
    std::string sentence_;
};

} // namespace xspi
