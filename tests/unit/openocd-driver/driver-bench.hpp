// A board with its two banks, as OpenOCD has them after its configuration.
#pragma once
#include "openocd-driver/failure.hpp"
#include "openocd-driver/programmer.hpp"
#include "tests/unit/openocd-driver/bridge-fake.hpp"
#include "tests/unit/openocd-driver/state-folder.hpp"

#include <optional>

struct DriverBench {
    static constexpr const char* kFacts =
        "mcu STM32H7S3L8\ncontroller XSPI2\nmapped 0x70000000\nsupply 1.8\nclock 200MHz\n"
        "pins {CLK PN6 NCS PN1 DQS PN0 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5\n"
        "      IO4 PN8 IO5 PN9 IO6 PN10 IO7 PN11}\n";

    explicit DriverBench(const std::string& flash = "flash ext MX25UW25645G", const std::string& pins = "");
    xspi::Bank* open(const std::string& name, std::uint32_t base, const std::string& kind);
    BridgeFake::Geometry geometry(xspi::Bank* bank) { return bridge.geometries[bank->handle]; }
    OctalChipFake& chip() { return bridge.fake.chip; }
    std::vector<std::uint8_t>& internal() { return bridge.fake.registers.memory; }

    // One section of an image.
    struct Section {
        std::uint32_t address;
        std::vector<std::uint8_t> bytes;
    };
    // `flash write_image`: begin, what OpenOCD calls in between, commit. Throws what the driver throws, after
    // discarding as the hook would.
    void program(const std::vector<Section>& sections, bool erase = true);
    bool begin(const std::vector<Section>& sections, bool erase);

    std::optional<StateFolder> own_state; // where the test has none
    BridgeFake bridge;
    xspi::Programmer programmer;
    xspi::Driver& driver = programmer.driver;
    xspi::Bank* ext = nullptr;
    xspi::Bank* in = nullptr;
};

std::vector<std::uint8_t> some_bytes(std::size_t length, std::uint8_t seed = 1);
