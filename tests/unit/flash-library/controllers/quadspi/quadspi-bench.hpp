// QuadSpiController on its fake, as a W25Q64JV hangs on an STM32H743: 8 MiB, kernel clock / 2, flash 1.
#pragma once
#include "flash-library/controllers/quadspi/quadspi-controller.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/controllers/quadspi/quadspi-fake.hpp"

#include <numeric>

namespace quadspi_bench {

inline constexpr xspi::Phase k1S{1, false}, k4S{4, false}, k4D{4, true};
inline constexpr xspi::Command kWriteEnable{.opcode = 0x06};
inline constexpr xspi::Command kReadId{.opcode = 0x9F, .data_phase = k1S};
inline constexpr xspi::Command kReadStatus{.opcode = 0x05, .data_phase = k1S};
inline constexpr xspi::Command kErase{.opcode = 0xD8, .address_bytes = 3, .address_phase = k1S};
inline constexpr xspi::Command kQuadProgram{
    .opcode = 0x32, .address_bytes = 3, .address_phase = k1S, .data_phase = k4S};
inline constexpr xspi::Command kQuadRead{.opcode = 0xEB,
                                         .address_bytes = 3,
                                         .address_phase = k4S,
                                         .data_phase = k4S,
                                         .dummy_cycles = 4,
                                         .mode_bits = 0xFF};
inline constexpr xspi::Command kDtrRead{.opcode = 0xED,
                                        .address_bytes = 3,
                                        .address_phase = k4D,
                                        .data_phase = k4D,
                                        .dummy_cycles = 7,
                                        .mode_bits = 0xFF};

inline xspi::NorSetup setup() {
    xspi::NorSetup setup;
    setup.kind = xspi::ControllerKind::QuadSpi;
    setup.controller_base = QuadSpiFake::kBase;
    setup.window_base = QuadSpiFake::kWindow;
    setup.prescaler = 1;
    setup.chip.size = 8u << 20;
    return setup;
}

struct Bench {
    QuadSpiFake fake;
    xspi::Timebase timebase{kTestCoreHz};
    xspi::QuadSpiController controller{timebase};

    explicit Bench(const xspi::NorSetup& how = setup()) {
        REQUIRE(controller.configure(how) == xspi::TransferResult::Done);
        fake.log.clear();
        fake.switched_off = 0;
    }
    ~Bench() { CHECK(fake.mistakes == std::vector<std::string>{}); }
    std::uint64_t us() const { return fake.cycles / (kTestCoreHz / 1'000'000); }
};

inline std::vector<std::uint8_t> counting(std::size_t length) {
    std::vector<std::uint8_t> bytes(length);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
    return bytes;
}

using Log = std::vector<std::string>;

} // namespace quadspi_bench
