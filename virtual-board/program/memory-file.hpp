// A file that a memory of the board is loaded from and, if it is a bin file, written back to.
#pragma once
#include "core/board.hpp"

#include <cstdint>
#include <string>

namespace vb {

class MemoryFile {
  public:
    // Fills the memory from the file, the rest with `erased`. A missing bin file is an erased memory. Throws
    // UsageError if the file cannot be read, holds something outside the memory, or is one that store() could
    // never write.
    MemoryFile(std::string path, NamedMemory memory, std::uint8_t erased);

    // Writes a bin file back if the memory has changed since, whole or not at all (a temporary file takes its
    // name).
    bool store();

  private:
    void load(std::uint8_t erased);
    void require_place() const;
    std::uint64_t digest() const;

    std::string path_;
    NamedMemory memory_;
    bool is_bin_ = false;
    bool exists_ = false;
    std::uint64_t stored_digest_ = 0;
};

} // namespace vb
