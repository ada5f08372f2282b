// What a board gives to its microcontroller: clocks, supplies, and what is soldered to the pins.
#pragma once
#include "core/spi-device.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace vb {

struct BoardClocks {
    std::uint64_t hse_hz = 24'000'000; // 0: nothing is there
    bool hse_is_crystal = true;        // a crystal does not oscillate with HSEBYP=1, a generator needs it
    bool lse_fitted = true;
};

// What feeds the core. The values are the bits of the H7RS's PWR_CSR2 and of the H74x's PWR_CR3.
enum class CoreSupply : std::uint32_t { Bypass = 0x1, Ldo = 0x2, Smps = 0x4 };

struct SocWiring {
    BoardClocks clocks;
    CoreSupply core_supply = CoreSupply::Ldo;
    // By supply pin as ST's data sheet names it: "VDD", "VDDXSPI2". A pin that is not named has what VDD has,
    // VDD 3300.
    std::map<std::string, unsigned> millivolts;

    unsigned supply(const std::string& pin) const {
        for (const auto& name : {pin, std::string("VDD")})
            if (const auto found = millivolts.find(name); found != millivolts.end()) return found->second;
        return 3300;
    }
};

// A flash chip on a controller's pins.
struct FlashWires {
    std::string controller; // instance as ST names it: "XSPI2", "QUADSPI", "SPI1"
    // Signal to pad ("PN6"). XSPI and QUADSPI: CLK, NCS, DQS, IO0, IO1, ... SPI: SCK, MISO, MOSI, NSS, the
    // last of them on any pad. The alternate function follows from the pad.
    std::map<std::string, std::string> pins;
    SpiDevice* chip = nullptr; // outlives the microcontroller
    bool powered = true;       // false: it is no load for the port's I/O supply
    // The board's resistors by signal: true pulls up, false down. A signal may have one and no pad.
    std::map<std::string, bool> resistors = {};
    // How long the chip wants NCS high after a read, and after anything else (its data sheet); 0: not known.
    Picoseconds high_after_read = 0, high_after_other = 0;
};

} // namespace vb
