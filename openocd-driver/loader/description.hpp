// The structures with which loaders that are ELF files describe their memory.
#pragma once
#include "openocd-driver/loader/loader.hpp"

#include <span>

namespace xspi {

// bytes: from the structure's first byte to the end of what the file has of it, which may be less than a
// whole one: only its array of sectors may be cut. Both throw LoaderProblem XSPI-1306.
//
// StorageInfo of an external loader: UM2237, and Dev_Inf.h of STM32CubeProgrammer's own.
void read_storage_info(std::span<const std::uint8_t> bytes, Loader& loader);
// FlashDevice: FlashOS.h of CMSIS-Pack.
void read_flash_device(std::span<const std::uint8_t> bytes, Loader& loader);

} // namespace xspi
