// What the host keeps of bytes that a job has to erase although they are not its own, from before the erase
// until they are on the chip again: a loss of supply, a reset or a killed OpenOCD in between then loses
// nothing.
#pragma once
#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/program-plan.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xspi {

// Whose bytes they are. Two boards of one kind differ in the first.
struct JournalKey {
    std::string uid;        // of the microcontroller, 24 hex digits; empty: it could not be read
    std::string controller; // "XSPI2"; "FLASH" for the internal flash
    std::string chip;       // JEDEC id, 6 hex digits
    std::string unique_id;  // of the chip, hex digits, if it has one
    bool operator==(const JournalKey&) const = default;
};

struct JournalPiece {
    std::uint32_t address = 0; // offset in the bank
    std::vector<std::uint8_t> bytes;
    bool operator==(const JournalPiece&) const = default;
};

// One smallest erase block.
struct JournalBlock {
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes;   // what the job leaves in it
    std::vector<std::uint8_t> old;     // what was there before; empty: not read
    std::vector<JournalPiece> foreign; // of these: what was there before and is nobody's of the job
    bool back = false;                 // the job, or somebody later, has brought them there
    bool operator==(const JournalBlock&) const = default;
};

struct Journal {
    JournalKey key;
    std::string board, bank, began; // for people; began: date and time, UTC
    std::uint32_t base = 0;         // address of the bank's first byte
    std::uint32_t page_size = 0;
    std::vector<JournalBlock> blocks;
    bool operator==(const Journal&) const = default;

    bool settled() const;                // every block is back
    std::uint64_t foreign_bytes() const; // of the blocks that are not back
    std::string places() const;          // "0x70000000-0x70000123, …" of the same
};

// The blocks of a plan that hold foreign bytes while they are erased. steps: of the plan, for each block.
struct BlocksAtRisk {
    std::vector<JournalBlock> blocks;
    std::vector<std::size_t> steps;
};
BlocksAtRisk blocks_at_risk(const ProgramPlan& plan, const EraseLayout& layout);

// A file's bytes. After them come marks, each for one block that is back.
std::vector<std::uint8_t> encode(const Journal& journal);
std::vector<std::uint8_t> encode_mark(std::uint32_t block);
inline constexpr std::uint32_t kNoBlock = 0xFFFFFFFF; // as a mark: what earlier ones say does not count
// Nothing: damaged, cut off, or no journal of this version. A mark that is damaged counts as none.
std::optional<Journal> decode(std::span<const std::uint8_t> file);

} // namespace xspi
