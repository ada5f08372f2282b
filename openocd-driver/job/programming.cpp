#include "openocd-driver/job/programming.hpp"

#include "flash-library/application/vector-table.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>

namespace xspi {

namespace {

std::uint64_t digest_of(std::span<const std::uint8_t> bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::vector<agent::Range> to_ranges(const std::vector<FlashRange>& ranges) {
    std::vector<agent::Range> result;
    result.reserve(ranges.size());
    for (const FlashRange& range : ranges) result.push_back({range.address, range.length});
    return result;
}

[[noreturn]] void refuse(const Bank& bank, const AgentFlash& flash, const PlanResult& result) {
    if (result.error == PlanError::NeedsErase)
        throw Failure("XSPI-0502",
                      "{}: at 0x{:08X} the flash is not blank and holds something else; nothing was written. "
                      "Erase first, "
                      "or use `flash write_image erase` or `program`",
                      bank.name, bank.base + result.address);
    const char* instead = result.error == PlanError::BlockTooLarge
                              ? more_room_for(result.length, flash.ring_size_after_reset())
                              : "";
    throw Failure("XSPI-0501", "{}: the job cannot be done: {} (at 0x{:08X}){}", bank.name,
                  sentence_for(result.error), bank.base + result.address, instead);
}

// The first byte of a range that is not what it should be, as a sentence.
Failure mismatch(const Bank& bank, AgentFlash& flash, const FlashRange& range,
                 std::span<const std::uint8_t> expected, const char* cause) {
    std::vector<std::uint8_t> found = flash.read(range.address, range.length);
    unsigned bits = 0, bytes = 0;
    std::size_t first = expected.size();
    for (std::size_t i = 0; i < expected.size(); i++) {
        if (expected[i] == found[i]) continue;
        first = std::min(first, i);
        bytes++;
        bits |= unsigned(expected[i] ^ found[i]);
    }
    if (first == expected.size())
        return Failure("XSPI-0512",
                       "{}: the digest of 0x{:08X} to 0x{:08X} is wrong, but reading it again gives what was "
                       "written: the "
                       "flash is read unreliably; the clock may be too fast for the board",
                       bank.name, bank.base + range.address, std::uint32_t(bank.base + range.end() - 1));
    const std::string fault =
        bank.memory->reading_fault(flash, std::uint32_t(range.address + first), expected[first]);
    return Failure("XSPI-0511",
                   "{}: verification failed at 0x{:08X}: expected 0x{:02X}, found 0x{:02X}; {} bytes differ "
                   "in 0x{:08X} to "
                   "0x{:08X}, in bits 0x{:02X}. {}",
                   bank.name, std::uint32_t(bank.base + range.address + first), expected[first], found[first],
                   bytes, bank.base + range.address, std::uint32_t(bank.base + range.end() - 1), bits,
                   !fault.empty()                          ? fault
                   : std::popcount(bits) == 1 && bytes > 1 ? "Always the same bit: that data line is suspect"
                                                           : cause);
}

// Pieces of at most 64 KiB, so that a mismatch is found again quickly.
void append_pieces(std::vector<FlashRange>& pieces, const FlashRange& range) {
    for (std::uint64_t at = range.address; at < range.end(); at += 65536)
        pieces.push_back(
            {std::uint32_t(at), std::uint32_t(std::min<std::uint64_t>(65536, range.end() - at))});
}

FlashRange common_part(const ImageSegment& segment, const FlashRange& range) {
    const std::uint64_t end =
        std::min<std::uint64_t>(segment.address + std::uint64_t{segment.bytes.size()}, range.end());
    const std::uint32_t begin = std::max(segment.address, range.address);
    return {begin, end > begin ? std::uint32_t(end - begin) : 0};
}

// An image of thousands of pieces leaves as many holes: what lies close together is read at once, since a
// request takes as long as some kilobytes.
std::vector<std::vector<std::uint8_t>> read_ranges(AgentFlash& flash, std::span<const FlashRange> ranges) {
    constexpr std::uint64_t kClose = 2048, kAtOnce = 65536;
    std::vector<std::vector<std::uint8_t>> contents;
    while (contents.size() < ranges.size()) {
        const std::size_t first = contents.size();
        const FlashRange& begin = ranges[first];
        std::size_t last = first;
        for (; last + 1 < ranges.size(); last++) {
            const FlashRange& next = ranges[last + 1];
            const std::uint64_t end = ranges[last].end();
            if (next.address < end || next.address > end + kClose || next.end() > begin.address + kAtOnce)
                break;
        }
        const auto bytes = flash.read(begin.address, std::uint32_t(ranges[last].end() - begin.address));
        for (std::size_t i = first; i <= last; i++) {
            const auto at = bytes.begin() + std::ptrdiff_t(ranges[i].address - begin.address);
            contents.emplace_back(at, at + std::ptrdiff_t(ranges[i].length));
        }
    }
    return contents;
}

Seen to_seen(agent::Seen seen) {
    switch (seen) {
    case agent::Seen::Different: return Seen::Different;
    case agent::Seen::Blank: return Seen::Blank;
    case agent::Seen::All: break;
    }
    return Seen::All;
}

// What the memory holds now, but for what is known already.
void answer(PlanInput& input, AgentFlash& flash) {
    const std::vector<FlashRange> ranges = digest_requests(input);
    const auto first_words = glances(input);
    std::vector<agent::Glance> asked;
    for (std::size_t i = input.digests.size(); i < ranges.size(); ++i)
        asked.push_back({ranges[i].address, ranges[i].length | (first_words[i] ? agent::kGlanceMayDo : 0),
                         first_words[i].value_or(0)});
    for (const agent::RangeDigest& d : flash.digest(std::span<const agent::Glance>(asked)))
        input.digests.push_back({d.digest, d.blank != 0, to_seen(d.seen)});
}

ProgramPlan answered_plan(const Bank& bank, AgentFlash& flash, PlanInput input) {
    answer(input, flash);
    input.old_contents = read_ranges(flash, read_requests(input));
    PlanResult result = make_plan(input);
    if (result.error != PlanError::None) refuse(bank, flash, result);
    return std::move(result.plan);
}

// The first segment up to the end of its 64 KiB: a memory that was not erased is seen there already, without
// comparing megabytes. Nothing: that is all there is.
std::optional<PlanInput> beginning_of(const PlanInput& whole) {
    constexpr std::uint32_t kBeginning = 64 * 1024;
    if (whole.segments.empty()) return std::nullopt;
    const std::uint32_t room = kBeginning - whole.segments.front().address % kBeginning;
    if (whole.segments.size() == 1 && whole.segments.front().bytes.size() <= room) return std::nullopt;
    PlanInput input = whole;
    input.segments.resize(1);
    input.reset_vector.reset();
    ImageSegment& first = input.segments.front();
    first.bytes.resize(std::min<std::size_t>(first.bytes.size(), room));
    return input;
}

// Both ask for the same ranges first, up to where the beginning cuts a block.
std::size_t same_requests(const PlanInput& beginning, const PlanInput& whole) {
    const std::vector<FlashRange> first = digest_requests(beginning), all = digest_requests(whole);
    const auto end = std::mismatch(first.begin(), first.end(), all.begin(), all.end()).first;
    return std::size_t(end - first.begin());
}

} // namespace

// The first pieces are small, since most images that differ do so everywhere.
std::optional<FlashRange> some_difference(const Bank& bank, AgentFlash& flash,
                                          const std::vector<FlashRange>& within) {
    std::uint32_t most = 64 * 1024;
    for (const ImageSegment& segment : bank.segments)
        for (const FlashRange& range : within) {
            const FlashRange part = common_part(segment, range);
            for (std::uint64_t at = part.address; at < part.end(); most = std::min(2 * most, 1u << 20)) {
                const FlashRange piece{std::uint32_t(at),
                                       std::uint32_t(std::min<std::uint64_t>(most, part.end() - at))};
                const auto expected =
                    std::span(segment.bytes).subspan(piece.address - segment.address, piece.length);
                const agent::Range asked{piece.address, piece.length};
                if (flash.digest({&asked, 1}).front().digest != digest_of(expected)) return piece;
                at = piece.end();
            }
        }
    return std::nullopt;
}

std::optional<ResetVector> reset_vector_in(const Bank& bank, const std::vector<ImageSegment>& segments) {
    if (bank.memory->kind() != agent::Memory::External) return std::nullopt;
    if (bank.memory->geometry().overwrites)
        return std::nullopt; // an EEPROM is on an SPI: nothing starts there
    if (!bank.application || *bank.application >= bank.memory->size()) return std::nullopt;
    const std::uint32_t begin = *bank.application;
    std::array<std::uint8_t, 8> table{};
    std::size_t there = 0;
    for (const ImageSegment& segment : segments)
        for (std::uint32_t i = 0; i < table.size(); i++)
            if (const std::uint32_t at = begin + i - segment.address; at < segment.bytes.size()) {
                table[i] = segment.bytes[at];
                there++;
            }
    const auto word = [&](std::size_t at) {
        return table[at] | std::uint32_t(table[at + 1]) << 8 | std::uint32_t(table[at + 2]) << 16 |
               std::uint32_t(table[at + 3]) << 24;
    };
    const VectorTable vectors{bank.base + begin, word(0), word(kResetVectorOffset)};
    constexpr std::uint32_t kRamEnd = 0x40000000; // Armv7-M B3.1: SRAM and, below, TCM and flash
    const bool stack =
        vectors.stack_pointer != 0 && vectors.stack_pointer <= kRamEnd && vectors.stack_pointer % 4 == 0;
    if (there != table.size() || !stack || !leads_into_flash(vectors, bank.memory->size() - begin))
        return std::nullopt;
    return ResetVector{begin + kResetVectorOffset};
}

bool leaves_mixture(const Bank& bank, const ProgramPlan& plan) {
    return !plan.empty() && !plan.arming && reset_vector_in(bank, bank.segments).has_value();
}

ProgramPlan plan_for(const Bank& bank, AgentFlash& flash, const PlanWish& wish) {
    PlanInput input;
    input.geometry = bank.memory->geometry();
    // Full USB commands of an ST-LINK, in whole pages, and at most a quarter of the ring: the next payloads
    // are on the wire while the chip works.
    constexpr std::uint32_t kStep = 3 * kTransferUnit / 2;
    input.geometry.program_step = std::min(kStep, flash.ring_size() / 4);
    input.geometry.first_step = kFirstStep;
    // A word on SWD (IHI0031): request 8, ACK 3, data 32, parity 1, two turnarounds. JTAG is near that.
    constexpr std::uint64_t kClocksPerWord = 46;
    if (const std::uint64_t khz = bridge_link_khz(); khz != 0)
        input.geometry.wire_page_us = input.geometry.page_size / 4 * kClocksPerWord * 1000 / khz;
    input.geometry.merged_step = std::min(input.geometry.merged_step, flash.ring_size());
    if (bank.memory->lent() == nullptr) input.geometry.payload_limit = flash.ring_size();
    input.segments = bank.segments;
    std::sort(input.segments.begin(), input.segments.end(),
              [](const ImageSegment& a, const ImageSegment& b) { return a.address < b.address; });
    input.erase = bank.erases;
    // Who writes to an EEPROM without an erase means what the chip does: it needs none.
    input.allow_erase = wish.allow_erase || input.geometry.overwrites;
    // What a driver of OpenOCD's programs may have to be blank.
    if (wish.glances && bank.memory->lent() == nullptr && input.geometry.page_size >= agent::kGlanceStride)
        input.glance_stride = agent::kGlanceStride;
    if (wish.atomic) input.reset_vector = reset_vector_in(bank, input.segments);
    input.digest = digest_of;
    if (PlanResult check = check_plan_input(input); check.error != PlanError::None)
        refuse(bank, flash, check);
    if (!input.allow_erase)
        if (auto beginning = beginning_of(input)) {
            answer(*beginning, flash);
            input.digests = beginning->digests;
            input.digests.resize(same_requests(*beginning, input));
            answered_plan(bank, flash, std::move(*beginning));
        }
    return answered_plan(bank, flash, std::move(input));
}

std::vector<FlashRange> changed_ranges(const ProgramPlan& plan) {
    std::vector<FlashRange> ranges;
    for (const PlanStep& step : plan.steps) {
        const auto programmed = std::uint32_t(step.bytes.size());
        const std::uint32_t erased = step.kind == StepKind::Erase ? step.size : step.erase_first_size;
        const FlashRange range{step.address, std::max(programmed, erased)};
        if (!ranges.empty() && ranges.back().end() == range.address)
            ranges.back().length += range.length;
        else
            ranges.push_back(range);
    }
    return ranges;
}

namespace {

// Programming over what was there leaves its zeros, too, and never a one.
bool holds_too_much(std::span<const std::uint8_t> found, std::span<const std::uint8_t> expected) {
    bool differs = false;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if ((found[i] & ~expected[i]) != 0) return false;
        differs = differs || found[i] != expected[i];
    }
    return differs;
}

// A piece is not what it should be: may that be because a block of it was not blank?
void require_no_presumption(const Bank& bank, const ProgramPlan& plan, AgentFlash& flash,
                            const FlashRange& piece) {
    for (const FlashRange& range : plan.presumed) {
        const std::uint32_t begin = std::max(range.address, piece.address);
        const std::uint64_t end = std::min(range.end(), piece.end());
        if (begin >= end) continue;
        const FlashRange part{begin, std::uint32_t(end - begin)};
        if (holds_too_much(flash.read(part.address, part.length), expected_bytes(plan, part, false)))
            throw NotBlank{bank.name, bank.base + part.address};
    }
}

void verify_ranges(const Bank& bank, const ProgramPlan& plan, AgentFlash& flash,
                   const std::vector<FlashRange>& ranges, bool armed) {
    std::vector<FlashRange> pieces;
    for (const FlashRange& range : ranges) append_pieces(pieces, range);
    auto digests = flash.digest(to_ranges(pieces));
    for (std::size_t i = 0; i < pieces.size(); i++) {
        std::vector<std::uint8_t> expected = expected_bytes(plan, pieces[i], armed);
        if (digests[i].digest == digest_of(expected)) continue;
        require_no_presumption(bank, plan, flash, pieces[i]);
        throw mismatch(bank, flash, pieces[i], expected, bank.memory->write_fault().c_str());
    }
}

} // namespace

void verify(const Bank& bank, const ProgramPlan& plan, AgentFlash& flash) {
    verify_ranges(bank, plan, flash, plan.verify, false);
}

void verify(const Bank& bank, std::span<const ExpectedBytes> image, AgentFlash& flash) {
    std::vector<FlashRange> pieces;
    std::vector<std::span<const std::uint8_t>> expected;
    for (const ExpectedBytes& e : image) {
        append_pieces(pieces, {e.address, std::uint32_t(e.bytes.size())});
        for (std::size_t i = expected.size(); i < pieces.size(); i++)
            expected.push_back(e.bytes.subspan(pieces[i].address - e.address, pieces[i].length));
    }
    auto digests = flash.digest(to_ranges(pieces));
    for (std::size_t i = 0; i < pieces.size(); i++)
        if (digests[i].digest != digest_of(expected[i]))
            throw mismatch(bank, flash, pieces[i], expected[i],
                           "The flash does not hold this image: program it");
}

void arm(const Bank& bank, const ProgramPlan& plan, AgentFlash& flash) {
    if (!plan.arming) return;
    const PlanStep& step = *plan.arming;
    flash.program(step.address, step.bytes, 0);
    flash.finish();
    verify_ranges(bank, plan, flash, {{step.address, std::uint32_t(step.bytes.size())}}, true);
}

namespace {

std::string amount(std::uint64_t bytes) {
    const double kib = double(bytes) / 1024;
    return kib >= 1024 ? fmt::format("{:.1f} MiB", kib / 1024) : fmt::format("{:.1f} KiB", kib);
}

// Its times are typical ones: a chip may well be faster.
std::string share_of_limit(const PlanStatistics& s, double seconds) {
    const double limit = double(s.estimated_us) / 1e6;
    if (limit > seconds) return fmt::format("the chip's typical times come to {:.2f} s", limit);
    return fmt::format("{:.0f} % of the chip's own limit", 100.0 * limit / seconds);
}

} // namespace

std::string result_line(const Bank& bank, const ProgramPlan& plan, std::int64_t milliseconds) {
    const PlanStatistics& s = plan.statistics;
    if (plan.empty())
        return fmt::format("{}: already programmed, nothing to do ({} blocks compared)", bank.name,
                           s.blocks_touched);
    const double seconds = double(std::max<std::int64_t>(milliseconds, 1)) / 1000;
    const std::string kept = s.bytes_preserved == 0
                                 ? ""
                                 : fmt::format(", {} bytes outside of the image put back", s.bytes_preserved);
    return fmt::format(
        "{}: programmed {} in {:.2f} s{}: {} blocks erased, {} kept, {} pages{}{}", bank.name,
        amount(s.bytes_programmed), seconds,
        bank.memory->knows_times() ? " (" + share_of_limit(s, seconds) + ")" : "", s.blocks_erased,
        s.blocks_kept, s.pages, kept,
        leaves_mixture(bank, plan) ? "; if cut off, it would have left a mixture of two applications" : "");
}

} // namespace xspi
