// The flash loaders' images for any board, put into the driver by the build (embed.py).
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/nor/nor-setup.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xspi {

// Those of CMSIS-Pack, which probe-rs and pyOCD call, too; those of STM32CubeProgrammer.
enum class LoaderFunction {
    FlmInit,
    FlmUnInit,
    FlmEraseChip,
    FlmEraseSector,
    FlmProgramPage,
    FlmBlankCheck,
    FlmVerify,
    FlmReadFlash,
    StldrInit,
    StldrWrite,
    StldrRead,
    StldrSectorErase,
    StldrMassErase,
    StldrVerify,
    StldrCheckSum,
};
inline constexpr std::size_t kLoaderFunctions = 15;

// Linked for address 0, for an address that is a multiple of 4. All numbers are offsets.
struct LoaderImage {
    std::span<const std::uint8_t> bytes;
    std::uint32_t data = 0;        // up to here code, from here on variables
    std::uint32_t memory = 0;      // bytes with what begins as zero
    std::uint32_t relocations = 0; // which words hold addresses: their numbers, of 16 bits; 0 ends them
    std::uint32_t moved_to = 0;    // the word that says where they are right for
    std::uint32_t facts = 0;       // loader::Facts
    std::array<std::uint32_t, kLoaderFunctions> functions{}; // with the thumb bit
};

// nullptr: there is none for this CPU and kind.
const LoaderImage* find_loader_image(Cpu cpu, ControllerKind kind);

} // namespace xspi
