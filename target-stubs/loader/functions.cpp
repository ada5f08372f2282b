// What the tools call, by the conventions of CMSIS-Pack ("Flash Programming Algorithm": 0 is good) and of
// STM32CubeProgrammer (UM2237, external loaders: 1 is good). All of them come by way of entry.cpp.
#include "flash-library/core/core-state.hpp"
#include "flash-library/core/mmio.hpp"
#include "target-stubs/loader/entry.hpp"
#ifdef LOADER_INTERNAL
#include "target-stubs/loader/internal-session.hpp"
#else
#include "target-stubs/loader/chip-session.hpp"
#endif

#include <cstddef>
#include <new>

namespace xspi::loader {

[[gnu::section(".facts"), gnu::used]] constinit Facts loader_facts{};

namespace {

constexpr std::uint32_t kStarted = 0x600DC41B;
// Of the image, not of what starts as zero: some tools do not zero it.
[[gnu::section(".facts")]] constinit std::uint32_t started = 0;
[[gnu::section(".facts")]] constinit std::uint32_t interrupts_off = 0;

#ifdef LOADER_INTERNAL
using TheSession = InternalSession;
#else
using TheSession = ChipSession;
#endif

CoreState core;
alignas(TheSession) std::byte room[sizeof(TheSession)];
TheSession& session() { return *std::launder(reinterpret_cast<TheSession*>(room)); }

constexpr std::size_t kVectors = 16;
constexpr std::uintptr_t kVectorAlignment = 128; // VTOR.TBLOFF; wherever the image lies
std::uint32_t vector_room[kVectors + kVectorAlignment / sizeof(std::uint32_t)];

std::uintptr_t vectors() {
    const auto begin = reinterpret_cast<std::uintptr_t>(vector_room);
    const std::uintptr_t table = (begin + kVectorAlignment - 1) & ~(kVectorAlignment - 1);
    for (std::size_t i = 1; i < kVectors; ++i)
        mmio_write32(table + i * sizeof(std::uint32_t),
                     static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&loader_fault)));
    return table;
}

constexpr std::uint32_t kCanary = 0xC0FFEE57;
std::uintptr_t canary() { return reinterpret_cast<std::uintptr_t>(&stack_bottom); }

void begin(std::uint32_t fault_result) {
    mmio_write32(canary(), kCanary);
    asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(interrupts_off) : : "memory");
    loader_fault_result = fault_result;
    core.take_over(vectors());
}

// Whether the stack was large enough. Then nothing else can be relied on either.
bool end() {
    core.restore();
    asm volatile("msr primask, %0" : : "r"(interrupts_off) : "memory");
    const bool intact = mmio_read32(canary()) == kCanary;
    if (!intact) started = 0;
    return intact;
}

// With a memory that Init has found, work(session); one that failed is mapped again if that can be.
template <typename Work> bool work_on_memory(std::uint32_t fault_result, Work work) {
    if (started != kStarted) return false;
    begin(fault_result);
    session().enter();
    const bool done = work(session());
    if (!done) (void)session().map();
    return end() && done;
}

bool start(std::uint32_t fault_result) {
    started = 0;
    begin(fault_result);
    new (room) TheSession(loader_facts);
    session().enter();
    const bool found = session().start();
    const bool done = end() && found;
    if (done) started = kStarted;
    return done;
}

std::uint32_t offset_of(std::uint32_t address) { return address - loader_facts.base; }

std::span<const std::uint8_t> bytes_at(const void* buffer, std::uint32_t size) {
    return {static_cast<const std::uint8_t*>(buffer), size};
}
std::span<std::uint8_t> room_at(void* buffer, std::uint32_t size) {
    return {static_cast<std::uint8_t*>(buffer), size};
}

// From the sector that holds the first byte to the one that holds the last.
bool erase_sectors(std::uint32_t fault_result, std::uint32_t first, std::uint32_t last) {
    return work_on_memory(fault_result, [&](Session& memory) {
        const std::uint32_t sector = loader_facts.sector;
        const std::uint32_t from = offset_of(first) / sector * sector, to = offset_of(last) / sector * sector;
        return to >= from && memory.erase(from, to - from + sector);
    });
}

bool erase_all(std::uint32_t fault_result) {
    return work_on_memory(fault_result, [](Session& memory) { return memory.erase_all(); });
}

bool program(std::uint32_t fault_result, std::uint32_t address, std::uint32_t size, const void* data) {
    return work_on_memory(fault_result, [&](Session& memory) {
        return memory.program(offset_of(address), bytes_at(data, size));
    });
}

bool read(std::uint32_t fault_result, std::uint32_t address, std::uint32_t size, void* data) {
    return work_on_memory(
        fault_result, [&](Session& memory) { return memory.read(offset_of(address), room_at(data, size)); });
}

// Address of the first byte that differs, or behind the last one.
std::uint32_t compare(std::uint32_t address, std::uint32_t size, const void* data) {
    std::uint32_t same = 0;
    const bool read = work_on_memory(address, [&](Session& memory) {
        return memory.compare(offset_of(address), bytes_at(data, size), same);
    });
    return read ? address + same : address;
}

constexpr std::uint32_t kGood = 0, kBad = 1;    // CMSIS-Pack
constexpr std::uint32_t kDone = 1, kFailed = 0; // STM32CubeProgrammer

} // namespace

} // namespace xspi::loader

extern "C" {

using namespace xspi::loader;

std::uint32_t loader_fault_result;

std::uint32_t loader_faulted() {
    (void)end();
    started = 0;
    return loader_fault_result;
}

// Init's and UnInit's purpose (erase, program, verify) makes no difference. The address is where a tool takes
// the memory to lie.
std::uint32_t loader_flm_Init(std::uint32_t, std::uint32_t, std::uint32_t) {
    return start(kBad) ? kGood : kBad;
}

std::uint32_t loader_flm_UnInit(std::uint32_t) { return kGood; } // it stays mapped

std::uint32_t loader_flm_EraseChip() { return erase_all(kBad) ? kGood : kBad; }

std::uint32_t loader_flm_EraseSector(std::uint32_t address) {
    return erase_sectors(kBad, address, address) ? kGood : kBad;
}

std::uint32_t loader_flm_ProgramPage(std::uint32_t address, std::uint32_t size, const void* data) {
    return program(kBad, address, size, data) ? kGood : kBad;
}

std::uint32_t loader_flm_BlankCheck(std::uint32_t address, std::uint32_t size, std::uint32_t value) {
    const bool only = work_on_memory(kBad, [&](Session& memory) {
        return memory.holds_only(offset_of(address), size, static_cast<std::uint8_t>(value));
    });
    return only ? kGood : kBad;
}

std::uint32_t loader_flm_Verify(std::uint32_t address, std::uint32_t size, const void* data) {
    return compare(address, size, data);
}

// probe-rs: pc_read.
std::uint32_t loader_flm_ReadFlash(std::uint32_t address, std::uint32_t size, void* data) {
    return read(kBad, address, size, data) ? kGood : kBad;
}

std::uint32_t loader_stldr_Init() { return start(kFailed) ? kDone : kFailed; }

std::uint32_t loader_stldr_Write(std::uint32_t address, std::uint32_t size, const void* data) {
    return program(kFailed, address, size, data) ? kDone : kFailed;
}

std::uint32_t loader_stldr_Read(std::uint32_t address, std::uint32_t size, void* data) {
    return read(kFailed, address, size, data) ? kDone : kFailed;
}

std::uint32_t loader_stldr_SectorErase(std::uint32_t first, std::uint32_t last) {
    return erase_sectors(kFailed, first, last) ? kDone : kFailed;
}

std::uint32_t loader_stldr_MassErase() { return erase_all(kFailed) ? kDone : kFailed; }

// The sum of bytes from there on, and what it began with.
std::uint32_t loader_stldr_CheckSum(std::uint32_t address, std::uint32_t size, std::uint32_t sum) {
    const std::uint32_t began = sum;
    const bool read =
        work_on_memory(began, [&](Session& memory) { return memory.add_up(offset_of(address), size, sum); });
    return read ? sum : began;
}

// 0, or the address of the first byte that differs; the sum stands in the upper half. `beside`: how many
// bytes at the beginning (bits 3:0) and in all (19:16) of the words are none of the data's and not added up.
std::uint64_t loader_stldr_Verify(std::uint32_t address, const void* data, std::uint32_t words,
                                  std::uint32_t beside) {
    const std::uint32_t size = words * sizeof(std::uint32_t);
    const std::uint32_t before = beside & 0xF, less = beside >> 16 & 0xF;
    const std::uint32_t sum = size < less ? 0 : loader_stldr_CheckSum(address + before, size - less, 0);
    const std::uint32_t at = compare(address, size, data);
    return std::uint64_t{sum} << 32 | (at == address + size ? 0 : at);
}
}
