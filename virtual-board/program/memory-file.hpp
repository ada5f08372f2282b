// A file that a memory of the board is loaded from and, if it is a bin file, written back to.
#pragma once
#include "core/board.hpp"
#include "program/damage-file.hpp"
#include "program/owned-file.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vb {

class MemoryFile {
  public:
    // Fills the memory from the file, the rest with `erased`. A missing bin file is an erased memory. Throws
    // UsageError if the file cannot be read, holds something outside the memory, is one that store() could
    // never write, or another virtual board's. A bin file is this one's alone as long as the object lives.
    MemoryFile(std::string path, NamedMemory memory, std::uint8_t erased);

    // Writes a bin file back if the memory has changed since, whole or not at all (a temporary file takes its
    // name).
    bool store();

  private:
    void load(std::uint8_t erased);
    void claim();
    std::uint64_t digest() const;

    std::string path_;
    NamedMemory memory_;
    std::optional<OwnedFile> file_;    // a bin file
    std::optional<DamageFile> damage_; // beside a bin file of a flash with an ECC
    bool is_bin_ = false;
    bool exists_ = false;
    std::uint64_t stored_digest_ = 0;
};

} // namespace vb
