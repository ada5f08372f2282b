#include "openocd-driver/commands.hpp"

#include "openocd-driver/failure.hpp"

namespace xspi {

namespace {

constexpr const char* kHelp =
    "xspi board NAME {FACTS}   declare a board; see docs/adding-a-board.md\n"
    "xspi info                 the banks: chip, mode, clock, erase types and times\n"
    "xspi map                  map the external chip for execution\n"
    "xspi help                 this text\n";

std::string info(Driver& driver) {
    std::string text;
    for (const auto& bank : driver.banks())
        text += fmt::format("{} at 0x{:08X}: {}", bank->name, bank->base, driver.info(*bank));
    return text;
}

std::string map(Driver& driver) {
    std::string text;
    for (const auto& bank : driver.banks()) {
        if (bank->memory->kind() != agent::Memory::External) continue;
        driver.probe(*bank); // leaves the window mapped
        text += fmt::format("{} is mapped at 0x{:08X}\n", bank->name, bank->base);
    }
    return text;
}

} // namespace

std::string run_command(Driver& driver, const std::vector<std::string>& words) {
    const std::string& name = words.front();
    if (name == "info") return info(driver);
    if (name == "map") return map(driver);
    if (name == "help") return kHelp;
    throw Failure("XSPI-0110", "`xspi {}` is no command; `xspi help` lists them", name);
}

} // namespace xspi
