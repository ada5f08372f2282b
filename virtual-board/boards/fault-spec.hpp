// Declared faults of the command line (--fault SPEC), as words and numbers.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace vb {

// stuck:IO3=0  swap:IO2,IO3  absent  dqs  unpowered  dead-sector:0x10000  protected-sector:0x10000
struct FaultSpec {
    enum class Kind { Stuck, Swap, Absent, Dqs, Unpowered, DeadSector, ProtectedSector };
    Kind kind;
    unsigned line = 0, other_line = 0;
    bool level = false;
    std::uint32_t address = 0;
};

// Nothing, with a sentence in `why`, if it is not understood.
std::optional<FaultSpec> parse_fault(const std::string& spec, std::string& why);

} // namespace vb
