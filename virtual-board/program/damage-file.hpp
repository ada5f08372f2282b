// FILE.ecc beside a flash's bin file: the units whose ECC does not fit what they hold, which bytes alone do
// not tell. It is there only while there are such units.
//
// A heading, and a line for each: offset and bytes, both in hexadecimal. A unit that holds other bytes by
// now, because the bin file was changed, is sound again.
#pragma once
#include "core/board.hpp"

#include <cstdint>
#include <string>

namespace vb {

class DamageFile {
  public:
    // Marks what the file names, if it is there. `memory` has an ECC and outlives this. Throws UsageError
    // VB-IMG-007 if the file is another's.
    DamageFile(const std::string& beside, NamedMemory memory);

    // Throws std::system_error if it cannot be written.
    void store();

  private:
    void mark(const std::string& line);
    std::string text() const;

    std::string path_;
    NamedMemory memory_;
    std::string stored_;
};

} // namespace vb
