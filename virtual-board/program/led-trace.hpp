// Levels of the LEDs over virtual time as a value change dump (IEEE 1364).
#pragma once
#include "core/board.hpp"
#include "program/owned-file.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace vb {

// Looks at the LEDs every 100 us of virtual time: shorter pulses are not in the trace (the report counts
// them).
class LedTrace {
  public:
    // Throws UsageError if the file cannot be made.
    LedTrace(const std::string& path, Board& board);
    void sample_for_ever();
    // What has been written is in the file; says on stderr, once, if it is not.
    bool flush();

  private:
    void header(const std::vector<LedState>& leds);
    void sample();

    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    Board& board_;
    std::string path_;
    OwnedFile owned_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    bool failed_ = false;
    std::vector<int> last_; // -1: not yet written
};

} // namespace vb
