// What host and caller share. The caller is a small program beside a foreign flash loader in the target's
// RAM: it calls the loader's functions one after the other, as the host asks, so that a call costs no
// exchange with the core's registers; and it digests what the memory holds, since nothing that the loader
// says of it counts.
//
// Position independent: the host puts its image anywhere at a multiple of kAlignment. The image begins with
// Header. Control is where the two meet. All fields are little-endian words. What goes over the probe may
// arrive damaged: each part has a hash, a single word its complement.
#pragma once
#include <cstddef>
#include <cstdint>

namespace xspi::caller {

inline constexpr std::uint32_t kMagic = 0x43505358; // "XSPC"
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::uint32_t kAlignment = 64; // of the image: more than a cache line

// Offsets from the image's first byte; functions with the thumb bit.
struct Header {
    std::uint32_t magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t entry = 0;
    std::uint32_t digest =
        0; // a function for Slot: (Range*, count, RangeDigest*), with a hash of the digests behind them
    std::uint32_t zero = 0; // likewise: (Range*, count)
    std::uint32_t control = 0;
    std::uint32_t size = 0; // of image and Control
};

// Not cryptographic; a changed word always shows.
constexpr std::uint32_t hash_word(std::uint32_t hash, std::uint32_t word) {
    hash = (hash ^ word) * 0x9E3779B1u;
    return hash ^ hash >> 15;
}
constexpr std::uint32_t hash_of(const std::uint32_t* words, std::uint32_t count,
                                std::uint32_t seed = kMagic) {
    for (std::uint32_t i = 0; i < count; ++i) seed = hash_word(seed, words[i]);
    return seed;
}

// One function to be called, or with a step many times over: with arguments that grow by it.
struct Slot {
    std::uint32_t sequence = 0; // 1, 2, 3, ...; it lies in slots[sequence % kSlots]
    std::uint32_t function = 0; // address with the thumb bit
    std::uint32_t arguments[4] = {};
    // size != 0: arguments are (address, bytes, buffer); what is asked for in one call is at most `step`
    // bytes of it.
    std::uint32_t size = 0, step = 0;
    std::uint32_t good = 0;        // R0 of a call that succeeded; kAnything: it says nothing
    std::uint32_t buffer = 0;      // what the calls read, or 0
    std::uint32_t buffer_size = 0; // of it, a multiple of 4
    std::uint32_t buffer_hash = 0;
    std::uint32_t hash = 0; // of the words before
};
inline constexpr std::uint32_t kSlots = 4;
inline constexpr std::uint32_t kAnything = 0xA5A5A5A5;

enum class Error : std::uint32_t {
    None = 0,
    DamagedSlot = 1,   // nothing was called: send it again, ring again
    DamagedBuffer = 2, // likewise
    Failed = 3,        // the function said so: Report::result. The caller goes on with nothing
    StackUsedUp = 4,   // likewise
};

// Written by the caller alone.
struct Report {
    std::uint32_t magic = 0;     // kMagic once it runs
    std::uint32_t completed = 0; // sequence of the last slot that is wholly done
    Error error = Error::None;
    std::uint32_t error_ring = 0; // the doorbell at which it came
    std::uint32_t address = 0;    // arguments[0] of the call that failed
    std::uint32_t result = 0;     // R0 of the last call
    std::uint32_t changed = 0;    // slots whose buffer was another after the calls
    std::uint32_t hash = 0;       // of the words before
    // These move all the time.
    std::uint32_t calls = 0;     // begun
    std::uint32_t under_way = 0; // arguments[0] of the last one
};

struct Signal {
    std::uint32_t value = 0;
    std::uint32_t complement = 0;
    constexpr bool sent() const { return complement == ~value; }
};
// The doorbell: the newest slot, and how often it was rung for it.
constexpr std::uint32_t ring(std::uint32_t sequence, std::uint32_t attempt) {
    return sequence << 8 | (attempt & 0xFF);
}

inline constexpr std::uint32_t kCanary = 0x57AC4E57; // at the stack's lowest word

struct Control {
    alignas(64) Report report;
    // From the host.
    alignas(64) Signal doorbell;
    Signal stop;
    std::uint32_t static_base = 0; // R9, before it is started
    std::uint32_t stack_limit = 0; // address of the canary
    alignas(64) Slot slots[kSlots];
};

// As the agent's Glance: with kGlanceMayDo a look at the first word of each kGlanceStride may be enough.
struct Range {
    std::uint32_t address = 0; // as the core sees it
    std::uint32_t length = 0;
    std::uint32_t first_word = 0; // what it shall begin with
};
inline constexpr std::uint32_t kGlanceMayDo = 1u << 31;
inline constexpr std::uint32_t kGlanceStride = 256;

// Its result: RangeDigest of the agent's protocol.
enum class Seen : std::uint32_t { All = 0, Different = 1, Blank = 2 };
struct RangeDigest {
    std::uint64_t digest = 0; // XXH3_64bits
    std::uint32_t blank = 0;  // 1: all 0xFF
    Seen seen = Seen::All;
};

} // namespace xspi::caller
