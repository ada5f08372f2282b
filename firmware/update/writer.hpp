// What an update has still to do, in the order in which it is safe: sectors to erase, blocks to program, the
// head of a new application last. The host's requests come in on one side (from an interrupt), the jobs go
// out on the other; nothing here waits, and nothing knows hardware.
#pragma once
#include "firmware/update/area.hpp"
#include "firmware/update/file-check.hpp"
#include "firmware/update/head.hpp"
#include "firmware/update/job.hpp"
#include "firmware/update/old-application.hpp"
#include "firmware/update/ranges.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace firmware::update {

class Writer {
  public:
    static constexpr std::size_t kAreas = 2;
    static constexpr std::size_t kSlots = 4; // blocks on their way from the host to the chip
    // Erase commands come a millisecond or three apart; so long without one, and there are no more.
    static constexpr std::uint32_t kQuietUs = 20'000;

    // boot_area, boot_address: where an application begins. room: for its first sector.
    Writer(std::span<const Area, kAreas> areas, std::uint8_t boot_area, std::uint32_t boot_address,
           std::span<std::uint8_t> room)
        : areas_(areas), head_(boot_area, boot_address),
          old_(areas[boot_area], boot_area, boot_address, room) {}

    // ---- From the host. Ok, or why not. now: microseconds, modulo 2^32.
    DfuStatus erase(std::uint8_t area, std::uint32_t address, std::uint32_t now);
    DfuStatus erase_all(std::uint8_t area, std::uint32_t now);
    bool takes_erase(std::uint8_t area) const { return !erases_[area].full(); }
    bool takes_block() const { return blocks_ < kSlots; }
    std::span<std::uint8_t, kTransferSize> free_slot() { return slots_[(first_ + blocks_) % kSlots].bytes; }
    DfuStatus block(std::uint8_t area, std::uint32_t address, std::uint32_t length); // in free_slot()
    // Everything is to come to its end now, the head included. check: and then there has to be an
    // application.
    void finish(bool check);
    // The host has begun anew, or is gone. What it had sent completely counts.
    void restart();
    void cancel(); // forget everything that is not under way; an error stays
    // Once nothing is left to do: into `read_bytes`.
    void read(std::uint8_t area, std::uint32_t address, std::uint32_t length);
    std::span<std::uint8_t> read_bytes() { return std::span(slots_[0].bytes).first(read_.size); }

    bool idle() const; // nothing is left to do
    DfuStatus error() const { return error_; }
    void clear_error() { error_ = DfuStatus::Ok; }
    std::uint32_t remaining_us(std::uint32_t now) const; // of everything
    std::uint32_t until_slot_is_free_us(std::uint32_t now) const;

    // ---- To whoever does it.
    Job take(std::uint32_t now);
    void done(DfuStatus status);

  private:
    struct Slot {
        std::uint8_t area = 0;
        std::uint32_t address = 0, length = 0;
        std::array<std::uint8_t, kTransferSize> bytes;
    };
    Job erase_at(std::uint8_t area, const Range& range, std::uint32_t address) const;
    Job next_erase(std::uint32_t now) const;
    Job next_block() const;
    Job next_job(std::uint32_t now);
    Job next_change(std::uint32_t now);
    Job last_job();
    Job after_disarming(const Job& job);
    bool changes_application(const Job& job) const;
    void end_with(DfuStatus error);
    void replace_head();
    bool complete() const;
    // The first of the blocks is.
    bool under_way() const { return job_.kind == Job::Kind::Program && !job_.of_head && !job_.of_old; }
    std::uint32_t job_us(const Job& job) const;
    std::uint32_t rest_of_job_us(std::uint32_t now) const;

    std::span<const Area, kAreas> areas_;
    Head head_;
    OldApplication old_;
    FileCheck file_;
    std::array<Ranges, kAreas> erases_;   // still to be erased
    std::array<Ranges, kAreas> unfilled_; // erased page by page, and no data have come for it
    std::array<Slot, kSlots> slots_;
    std::size_t first_ = 0, blocks_ = 0;
    Job job_;  // under way
    Job read_; // asked for
    std::uint32_t job_began_ = 0, last_erase_ = 0;
    bool finishing_ = false, check_ = false, wrote_ = false;
    bool wrote_part_ = false; // of a sector that takes several blocks
    DfuStatus error_ = DfuStatus::Ok;
};

} // namespace firmware::update
