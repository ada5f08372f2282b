#include "tests/unit/openocd-driver/driver-bench.hpp"

using namespace xspi;

DriverBench::DriverBench(const std::string& flash, const std::string& pins) {
    if (!StateFolder::one_lives()) own_state.emplace();
    driver.set_hooks(true);
    std::string facts = kFacts + flash + "\n";
    if (!pins.empty()) {
        const std::size_t at = facts.find("pins");
        facts.replace(at, facts.find('}') + 1 - at, pins);
    }
    driver.declare_board("bench", facts);
    ext = open("ext", 0x70000000, "external");
    in = open("int", 0x08000000, "internal");
}

Bank* DriverBench::open(const std::string& name, std::uint32_t base, const std::string& kind) {
    const auto number = static_cast<unsigned>(driver.banks().size());
    return driver.open_bank(bridge.bank_handle(number), bridge.cpu(), name, base, {kind});
}

bool DriverBench::begin(const std::vector<Section>& sections, bool erase) {
    std::vector<xspi_segment> segments;
    for (const Section& s : sections)
        segments.push_back({s.address, static_cast<std::uint32_t>(s.bytes.size()), s.bytes.data()});
    const xspi_image image{segments.data(), segments.size(), false};
    return programmer.job.begin(bridge.cpu(), &image, erase);
}

void DriverBench::program(const std::vector<Section>& sections, bool erase) {
    try {
        if (!begin(sections, erase))
            for (const Section& s : sections) {
                Bank* bank = s.address >= 0x70000000 ? ext : in;
                programmer.job.write(*bank, s.bytes, s.address - bank->base);
            }
    } catch (...) {
        programmer.job.discard();
        throw;
    }
    programmer.job.commit(bridge.cpu());
}

std::vector<std::uint8_t> some_bytes(std::size_t length, std::uint8_t seed) {
    std::vector<std::uint8_t> bytes(length);
    for (std::size_t i = 0; i < length; ++i)
        bytes[i] = static_cast<std::uint8_t>((i * 7 + i / 256 + seed) % 251);
    return bytes;
}
