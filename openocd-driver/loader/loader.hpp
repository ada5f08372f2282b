// What another tool's flash loader says of itself, as a value. It knows no target, no OpenOCD and no file.
#pragma once
#include "openocd-driver/image/image.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xspi {

// STM32CubeProgrammer's external loader; CMSIS-Pack's flash algorithm; an algorithm of probe-rs's
// definition.yaml.
enum class LoaderForm { Stldr, Flm, ProbeRs };

enum class LoaderCall { Init, UnInit, EraseSector, EraseChip, Program, Read, Verify, BlankCheck, CheckSum };
inline constexpr std::size_t kLoaderCalls = 9;
// As the form spells it: "SectorErase". nullptr: the form has no such function.
const char* call_name(LoaderForm form, LoaderCall call);
// Whether a flash cannot be programmed without it.
bool is_needed(LoaderForm form, LoaderCall call);

struct LoaderSectors {
    std::uint64_t offset; // of the first, from the memory's first byte
    std::uint32_t size, count;
    std::uint64_t end() const { return offset + std::uint64_t{size} * count; }
};

// The memory that it programs, in its own words: which may be wrong.
struct LoaderMemory {
    std::string name;
    std::uint16_t type = 0; // a number of the form's own, see type_name
    std::uint32_t base = 0; // where the core sees it
    std::uint64_t size = 0;
    std::uint32_t page = 0; // the most bytes of one call
    std::uint8_t erased = 0xFF;
    std::vector<LoaderSectors> sectors = {};                     // ascending
    std::optional<std::uint32_t> program_ms = {}, erase_ms = {}; // of one call, at most
    std::uint64_t sectors_end() const { return sectors.empty() ? 0 : sectors.back().end(); }
};
std::string type_name(LoaderForm form, std::uint16_t type); // "SPI flash"

struct LoaderRange {
    std::uint32_t address;
    std::uint64_t size;
    std::uint64_t end() const { return address + size; }
};

// What its machine code does, read from the instructions: a hint, since what is data looks like code, too.
struct LoaderHabits {
    bool static_base = false;                 // variables are reached by R9, which the caller sets
    std::uint32_t static_reach = 0;           // bytes from R9 on that it reaches for certain
    bool floating_point = false;              // FPU registers
    bool enables_interrupts = false;          // CPSIE
    bool cycle_counter = false, tick = false; // DWT, SysTick
    // KiB of registers that it reaches for: addresses of their first words, ascending.
    std::vector<std::uint32_t> peripherals = {};
};

struct LoaderFinding {
    enum class Weight {
        Note,    // it is so, and is taken care of
        Doubt,   // it may be wrong: it is checked against the chip where that can be
        Refused, // it cannot be run
    };
    const char* id; // XSPI-nnnn
    Weight weight;
    std::string words; // a sentence without its full stop
};

struct Loader {
    LoaderForm form = LoaderForm::Stldr;
    std::string label = {}; // of one of several in a file; else empty
    LoaderMemory memory = {};

    // What goes to the target's RAM: bytes, and what is zeroed before. The addresses are the ones it is
    // linked for; those of one that is movable are distances from any multiple of 4.
    bool movable = false;
    std::vector<FileSegment> loaded = {};
    std::vector<LoaderRange> zeroed = {};
    std::vector<LoaderRange> never_loaded = {}; // of the file: descriptions that only a host reads
    std::array<std::optional<std::uint32_t>, kLoaderCalls> entries = {}; // with the thumb bit
    std::uint32_t static_base = 0; // what R9 has to be; behind the image where it has no variables in it
    LoaderHabits habits = {};
    std::optional<std::uint32_t> stack = {}; // bytes, if it says so

    std::vector<LoaderFinding> findings = {};

    std::optional<std::uint32_t> entry(LoaderCall call) const { return entries[std::size_t(call)]; }
    bool is_refused() const;
    // All of RAM that it takes, ascending, with variables that no segment has; what is near is one. Nothing
    // of it may be anybody else's.
    std::vector<LoaderRange> image() const;
    std::uint64_t image_size() const; // the sum
    // What one call programs from a buffer: a page, or a part of one where the form allows that.
    std::uint32_t buffer_size() const;
    // The least RAM: image, one word to return to, stack, and buffers.
    std::uint64_t ram_need(unsigned buffers) const;
};

// Where it says nothing of its stack: more than any that was looked at takes.
inline constexpr std::uint32_t kLoaderStack = 4096;

} // namespace xspi
