#include "openocd-driver/loader/loader-file.hpp"

#include "openocd-driver/loader/judgement.hpp"

namespace xspi {

namespace {

[[noreturn]] void no_loader(std::string_view file) {
    std::string what = "it is neither an ELF file nor a definition.yaml with flash_algorithms";
    if (file.substr(0, 2) == "PK") what = "it is a ZIP archive: a CMSIS-Pack holds its .FLM files in it";
    if (file.substr(0, 8) == "!<arch>\n") what = "it is a library that is not linked";
    if (image_kind("", file.substr(0, 4096), file.size() <= 4096) != ImageKind::Bin)
        what = "it holds an image in hex or S-records";
    throw LoaderProblem{"XSPI-1302", "it is no flash loader: " + what};
}

} // namespace

std::vector<Loader> read_loaders(std::string_view file) {
    std::vector<Loader> loaders;
    if (file.substr(0, 4) == "\177ELF")
        loaders.push_back(read_elf_loader(file));
    else if (is_probe_rs(file))
        loaders = read_probe_rs(file);
    else
        no_loader(file);
    for (Loader& loader : loaders) judge(loader);
    return loaders;
}

} // namespace xspi
