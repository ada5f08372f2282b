// Errors of the driver: a stable id and a full sentence that says what was being done, what was found and
// what to do next. docs/troubleshooting.md lists every id; tests/unit/docs checks that none is missing there.
#pragma once
#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace xspi {

class Failure : public std::runtime_error {
  public:
    // What others do about it: nobody asks the text of an id.
    enum class Kind {
        Other,
        Link,          // nobody reaches the target, or not this one
        DamagedLink,   // it is reached, and what it and the probe say to each other arrives damaged
        Interrupted,   // by the user
        AgentDied,     // whatever it was doing
        WrongChip,     // another than the board's file names
        NotKept,       // a journal could not be written
        NotProgrammed, // by the chip's own word
    };
    template <typename... Arguments>
    Failure(Kind kind, const char* id, fmt::format_string<Arguments...> sentence, Arguments&&... arguments)
        : Failure(kind, id, fmt::format(sentence, std::forward<Arguments>(arguments)...), Whole{}) {}
    template <typename... Arguments>
    Failure(const char* id, fmt::format_string<Arguments...> sentence, Arguments&&... arguments)
        : Failure(Kind::Other, id, fmt::format(sentence, std::forward<Arguments>(arguments)...), Whole{}) {}
    // The same with more to say.
    Failure with(const std::string& more) const { return {kind_, id_, sentence_ + more, Whole{}}; }
    Kind kind() const { return kind_; }
    const char* id() const { return id_; }
    const std::string& sentence() const { return sentence_; } // without the id

  private:
    struct Whole {};
    Failure(Kind kind, const char* id, std::string sentence, Whole)
        : std::runtime_error(std::string(id) + ": " + sentence), kind_(kind), id_(id),
          sentence_(std::move(sentence)) {}

    Kind kind_;
    const char* id_;
    std::string sentence_;
};

} // namespace xspi
