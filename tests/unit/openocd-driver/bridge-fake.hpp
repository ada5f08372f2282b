// OpenOCD as bridge.h shows it to the driver, over a TargetFake. One lives at a time.
#pragma once
#include "openocd-driver/bridge/bridge.h"
#include "tests/unit/openocd-driver/target-fake.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

// Internal flash that OpenOCD's driver serves, and what it was asked for.
struct LentFake {
    static constexpr std::uint32_t kBase = 0x08000000, kSector = 128 * 1024;
    static constexpr unsigned kSectors = 8;
    static std::vector<xspi_lent_block> blocks(std::vector<std::uint32_t> sizes);
    bool known = true, works = true;
    std::vector<xspi_lent_block> sectors = blocks(std::vector<std::uint32_t>(kSectors, kSector));
    std::vector<xspi_lent_block> protection; // what is protected as one; none: sectors
    unsigned locked = kSectors;              // that one of them is write-protected
    unsigned probes_anew = 0;
    std::vector<std::pair<unsigned, unsigned>> erased, written;
};

class BridgeFake {
  public:
    BridgeFake();
    ~BridgeFake();
    BridgeFake(const BridgeFake&) = delete;
    BridgeFake& operator=(const BridgeFake&) = delete;
    static BridgeFake& current();

    ::target* cpu() { return reinterpret_cast<::target*>(&fake); }
    // Handles of banks are addresses of something that is there.
    ::flash_bank* bank_handle(unsigned number) { return reinterpret_cast<::flash_bank*>(&handles_[number]); }
    std::string logged(bridge_log_level level) const; // the lines of that level

    TargetFake fake;
    LentFake lent;
    std::vector<std::pair<bridge_log_level, std::string>> log;
    struct Geometry {
        std::uint32_t size = 0, sector_size = 0;
        unsigned times_set = 0;
    };
    std::map<::flash_bank*, Geometry> geometries;
    bool resets = true;   // `reset halt` works
    std::string reprobed; // OpenOCD's drivers that were asked for their sectors again
    // As OpenOCD lists them: a chip that is not known yet with its window's size; one of another driver.
    std::vector<xspi_bank_range> banks{{"ext", 0x70000000, 256u << 20, true},
                                       {"int", 0x08000000, 0x10000, true},
                                       {"otp", 0x08FFF000, 0x400, false}};

  private:
    char handles_[8] = {};
};
