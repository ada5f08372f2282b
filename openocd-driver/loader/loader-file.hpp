// Loaders read from a file: what a file is, its first bytes tell, not its name.
#pragma once
#include "openocd-driver/loader/loader.hpp"

#include <string_view>

namespace xspi {

// Why a file gives no loader. The words go on behind the file's name and have no full stop.
struct LoaderProblem {
    const char* id;
    std::string words;
};

// One of an ELF file; of a definition.yaml as many as it has algorithms, at least one. What is odd about one
// stands in its findings. Throws LoaderProblem XSPI-1302 to XSPI-1307.
std::vector<Loader> read_loaders(std::string_view file);

// ---- Of each form, in the file of its name

// A symbol FlashDevice makes an ELF file a CMSIS-Pack algorithm, StorageInfo one of STM32CubeProgrammer's.
Loader read_elf_loader(std::string_view file);
bool is_probe_rs(std::string_view file);
std::vector<Loader> read_probe_rs(std::string_view file);

} // namespace xspi
