// `openocd-xspi list`: the boards that come along, and the probes that are plugged in.
#include "openocd-driver/shell/subcommand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace xspi {

namespace {

namespace fs = std::filesystem;

std::string line_of(const fs::path& file) {
    std::string text;
    std::getline(std::ifstream(file) >> std::ws, text);
    return text;
}

// By the USB ids of their makers, and CMSIS-DAP by its own rule: those words in the product's name.
std::string kind_of(const std::string& vendor, const std::string& product_id, const std::string& product) {
    static const std::set<std::string> kStLinks{"3744", "3748", "374a", "374b", "374d", "374e",
                                                "374f", "3752", "3753", "3754", "3755", "3757"};
    if (vendor == "0483" && kStLinks.contains(product_id)) return "stlink";
    if (vendor == "1366") return "jlink";
    return product.find("CMSIS-DAP") != std::string::npos ? "cmsis-dap" : "";
}

Json probes() {
    Json found = Json::array();
    std::error_code error;
    for (const auto& device : fs::directory_iterator("/sys/bus/usb/devices", error)) {
        const std::string product = line_of(device.path() / "product");
        const std::string kind =
            kind_of(line_of(device.path() / "idVendor"), line_of(device.path() / "idProduct"), product);
        if (!kind.empty())
            found.push_back(
                {{"probe", kind}, {"product", product}, {"serial", line_of(device.path() / "serial")}});
    }
    return found;
}

// Their facts lie beside this program, a file for each.
Json boards() {
    Json found = Json::array();
    std::error_code error;
    std::set<fs::path> files;
    for (const auto& file :
         fs::directory_iterator(fs::read_symlink("/proc/self/exe").parent_path() / "boards", error))
        if (file.path().extension() == ".json") files.insert(file.path());
    for (const fs::path& file : files) {
        const Json facts = Json::parse(std::ifstream(file), nullptr, false);
        if (facts.is_discarded()) continue;
        found.push_back({{"board", file.stem().string()},
                         {"mcu", facts.value("mcu", "")},
                         {"flashes", facts.value("flashes", Json::array())}});
    }
    return found;
}

// ", ext W25Q64JV on QUADSPI"; a chip may have no name in the board's file.
std::string flashes_of(const Json& board) {
    std::string text;
    for (const Json& flash : board["flashes"]) {
        const std::string chip = flash.value("chip", "");
        text += fmt::format(", {} {}{}on {}", flash.value("name", ""), chip, chip.empty() ? "" : " ",
                            flash.value("controller", ""));
    }
    return text;
}

} // namespace

Run add_list(CLI::App&) {
    return []() -> Answer {
        Answer answer{{{"boards", boards()}, {"probes", probes()}}, "boards:\n"};
        for (const Json& board : answer.json["boards"])
            answer.text += fmt::format("  {:<18} {}{}\n", board["board"].get<std::string>(),
                                       board["mcu"].get<std::string>(), flashes_of(board));
        answer.text += "probes:\n";
        for (const Json& probe : answer.json["probes"])
            answer.text +=
                fmt::format("  {:<18} {}, serial {}\n", probe["probe"].get<std::string>(),
                            probe["product"].get<std::string>(), probe["serial"].get<std::string>());
        if (answer.json["probes"].empty())
            answer.text +=
                "  none is plugged in, or none that OpenOCD's stlink, jlink and cmsis-dap speak to\n";
        return answer;
    };
}

} // namespace xspi
