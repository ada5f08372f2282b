// What programming an image will do to one flash bank, as a value: made before anything happens, printable,
// pure. Host only. Made in three stages, because what the chip holds decides:
//   digest_requests(input)  -> the target digests these ranges, or looks   -> input.digests
//                              at them where glances(input) says so
//   read_requests(input)    -> old bytes that an erase would destroy, and  -> input.old_contents
//                              the reset vector if it may be valid
//   make_plan(input)        -> steps in their order
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xspi {

struct FlashRange {
    std::uint32_t address = 0; // offset in the bank
    std::uint32_t length = 0;
    constexpr std::uint64_t end() const { return std::uint64_t{address} + length; }
    constexpr bool operator==(const FlashRange&) const = default;
};

struct PlanEraseType {
    std::uint32_t size = 0;       // bytes
    std::uint64_t typical_us = 0; // 0: not coded, a usual time is assumed
    // Where there are such sectors, by rising address, counted from each range's start; none: everywhere.
    std::vector<FlashRange> ranges{};
};

struct PlanGeometry {
    std::uint32_t size = 0;                 // bytes
    std::vector<PlanEraseType> erase_types; // by rising size
    bool chip_erase = false;                // the chip can be erased as a whole
    std::uint64_t chip_erase_us = 0;
    std::uint32_t program_unit =
        1; // > 1: ECC words, to be programmed once after an erase (internal flash: 16)
    std::uint32_t page_size = 256; // what one program command takes
    std::uint64_t page_us = 0;
    std::uint64_t wire_page_us = 0;         // that a page takes on its way to the target
    bool even_only = false;                 // addresses and lengths must be even (8D-8D-8D)
    bool overwrites = false;                // a program of the smallest erase needs none before it (EEPROM)
    std::uint32_t program_step = 16 * 1024; // longest payload without preserved bytes
    std::uint32_t first_step = 0xFFFFFFFF;  // of the first, which the chip waits for; each next twice that
    std::uint32_t merged_step =
        64 * 1024; // longest payload with preserved bytes for more than the smallest erase
    std::uint32_t payload_limit = 0xFFFFFFFF; // longest payload that the target's RAM holds
};

struct ImageSegment {
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes;
};

// How much of a range the target has read.
enum class Seen : std::uint8_t {
    All,       // digest and blank count
    Different, // enough to know that it is neither blank nor what it should be
    Blank,     // FFh at some places of each page
};

// The target's answer to one digest request.
struct RangeContents {
    std::uint64_t digest = 0;
    bool blank = false; // all FFh
    Seen seen = Seen::All;
};

using DigestFunction = std::uint64_t (*)(std::span<const std::uint8_t>); // as the target digests: XXH3_64bits

// The reset vector of an application that the image brings, Armv7-M B1.5.3: its second word. A start-up code
// that finds bit 0 (Thumb) clear, or an address outside of the flash, does not start it.
struct ResetVector {
    std::uint32_t address = 0; // offset in the bank of that word; segments hold all four bytes
};

struct PlanInput {
    PlanGeometry geometry;
    std::vector<ImageSegment> segments; // by rising address, not overlapping
    std::vector<FlashRange> erase;      // to be FFh where no segment lies; any order, may overlap
    bool allow_erase = true;
    // From one place to the next that a glance looks at: no more than a page. 0: everything is digested.
    std::uint32_t glance_stride = 0;
    // Set: the application that holds this word starts whole or not at all, however the job ends. Not for
    // ECC words, which are programmed once.
    std::optional<ResetVector> reset_vector;
    DigestFunction digest = nullptr;
    std::vector<RangeContents> digests;                  // in the order of digest_requests
    std::vector<std::vector<std::uint8_t>> old_contents; // in the order of read_requests
};

enum class PlanError : std::uint8_t {
    None,
    BadGeometry, // no erase type, sectors that do not nest, a part of the bank in none
    OutOfRange,  // a segment or an erase range leaves the bank
    NotSorted,   // segments are not by rising address
    Overlapping, // two segments hold the same address
    EmptySegment,
    MissingAnswer,  // digests or old contents do not fit the requests
    NeedsErase,     // allow_erase is false and a block cannot be programmed without
    BadResetVector, // no segment holds all of it, or the memory has ECC words
    BlockTooLarge,  // a block has bytes of others and is larger than payload_limit
};
const char* name_of(PlanError error);
const char* sentence_for(PlanError error);
// For BlockTooLarge: what would help. Empty: nothing.
const char* more_room_for(std::uint32_t block_length, std::uint32_t payload_limit_after_reset);

enum class StepKind : std::uint8_t { Erase, Program };

struct PlanStep {
    StepKind kind = StepKind::Erase;
    std::uint32_t address = 0;
    std::uint32_t size = 0; // Erase: the erase type's size; the bank's size: chip erase
    std::uint32_t erase_first_size =
        0;                           // Program: erase type to erase `address` with, once the bytes are there
    std::vector<std::uint8_t> bytes; // Program
    // Within the bytes: what is nobody's of this job, lost from the erase's begin until it is programmed.
    std::vector<FlashRange> foreign;
    std::uint64_t typical_us = 0; // its share of PlanStatistics::estimated_us
};

struct PlanStatistics {
    std::uint32_t blocks_touched = 0;    // smallest erase blocks that image and erase ranges lie in
    std::uint32_t blocks_kept = 0;       // of these: hold already what they should
    std::uint32_t blocks_erased = 0;     // by all erase commands, blank neighbours included
    std::uint32_t blocks_programmed = 0; // get bytes, erased or not
    std::uint32_t erases = 0;            // erase commands
    std::uint32_t pages = 0;             // program commands
    std::uint64_t bytes_programmed = 0;
    std::uint64_t bytes_preserved = 0;   // old bytes written back, which a loss of supply could lose
    std::uint64_t estimated_us = 0;      // the chip's own limit: typical erase and page times
    std::uint64_t preserved_at_once = 0; // the most of them that are lost at one time
    std::uint64_t at_risk_us = 0;        // how long any of them are
};

struct ProgramPlan {
    std::vector<PlanStep> steps;
    // The last thing to be programmed, once all else has been verified: one bit of the reset vector, so that
    // it is there or not, with nothing in between.
    std::optional<PlanStep> arming;
    bool overwrites = false; // PlanGeometry's: no erase comes before a program
    bool disarms = false;    // the first steps make a reset vector invalid that is there now
    // Blocks that were taken for blank by a glance and are programmed without an erase: if they hold
    // something else, verifying finds it. All of their bytes are the job's.
    std::vector<FlashRange> presumed;
    std::vector<FlashRange> verify; // what was written, merged; expected_bytes() says what must be there
    PlanStatistics statistics;
    bool empty() const { return steps.empty(); }
};

struct PlanResult {
    PlanError error = PlanError::None;
    std::uint32_t address = 0; // where it lies
    std::uint32_t length = 0;  // BlockTooLarge: bytes of that block
    ProgramPlan plan;
};

// Geometry, segments and ranges; the stages below expect an input that passes.
PlanResult check_plan_input(const PlanInput& input);

std::vector<FlashRange> digest_requests(const PlanInput& input);
// One for each of them: the word that the range shall begin with, where a glance may do. Such a range is a
// block of which no byte is to be kept, and holds something else than FFh at one of the places at least, so
// that what is there already is not taken for blank.
std::vector<std::optional<std::uint32_t>> glances(const PlanInput& input);
std::vector<FlashRange> read_requests(const PlanInput& input);
PlanResult make_plan(const PlanInput& input);

// What a range of plan.verify must hold after the steps were carried out, and, if armed, the arming.
std::vector<std::uint8_t> expected_bytes(const ProgramPlan& plan, const FlashRange& range, bool armed);

// One line per step and a summary, for `xspi plan`. base: address of the bank's first byte.
std::string to_text(const ProgramPlan& plan, std::uint32_t base);

} // namespace xspi
