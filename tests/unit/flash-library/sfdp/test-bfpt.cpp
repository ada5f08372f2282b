#include "flash-library/sfdp/sfdp-tables.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/sfdp/dumps.hpp"

#include <vector>

using namespace xspi;

namespace {

struct Erase {
    unsigned type;
    std::uint32_t size;
    unsigned opcode;
    std::uint64_t typical_ms, maximum_ms;
};

// One line of the table in the dumps' README, which an independent decoder filled in.
struct Expected {
    const char* part;
    std::span<const std::uint8_t> dump;
    unsigned minor, dwords;
    std::uint64_t mebibytes;
    std::uint64_t page_typical_us, page_maximum_us;
    std::vector<Erase> erase;
    std::uint64_t chip_typical_s, chip_maximum_s;
    unsigned quad_enable;
};

constexpr std::uint32_t k4 = 4096, k32 = 32 * 1024, k64 = 64 * 1024, k256 = 256 * 1024;

const std::vector<Expected>& expectations() {
    static const std::vector<Expected> table = {
        {"MX25UW25645G",
         dumps::mx25uw25645g,
         7,
         20,
         32,
         152,
         4256,
         {{1, k4, 0x20, 25, 500}, {2, k64, 0xD8, 256, 5120}},
         76,
         1520,
         0},
        {"MX66UW1G45G",
         dumps::mx66uw1g45g,
         7,
         20,
         128,
         152,
         4864,
         {{1, k4, 0x20, 25, 600}, {2, k64, 0xD8, 256, 6144}},
         192,
         4608,
         0},
        {"MX25UM25345G",
         dumps::mx25um25345g,
         7,
         20,
         32,
         152,
         912,
         {{1, k4, 0x20, 25, 400}, {2, k64, 0xD8, 224, 3584}},
         76,
         1216,
         0},
        {"W25Q64JV-IQ",
         dumps::w25q64jv_iq,
         5,
         16,
         8,
         704,
         4224,
         {{1, k4, 0x20, 64, 896}, {2, k32, 0x52, 128, 1792}, {3, k64, 0xD8, 160, 2240}},
         20,
         280,
         4},
        {"W25Q64JW-M",
         dumps::w25q64jw_m,
         6,
         16,
         8,
         704,
         4224,
         {{1, k4, 0x20, 64, 896}, {2, k32, 0x52, 128, 1792}, {3, k64, 0xD8, 160, 2240}},
         20,
         280,
         5},
        {"MT25QU01G",
         dumps::mt25qu01g,
         6,
         16,
         128,
         120,
         2880,
         {{1, k4, 0x20, 48, 480}, {3, k32, 0x52, 112, 1120}, {2, k64, 0xD8, 160, 1600}},
         128,
         1280,
         0},
        {"MX66L2G45G",
         dumps::mx66l2g45g,
         6,
         16,
         256,
         152,
         1520,
         {{1, k4, 0x20, 25, 400}, {2, k32, 0x52, 160, 2560}, {3, k64, 0xD8, 256, 4096}},
         192,
         3072,
         2},
        {"W25Q256JV",
         dumps::w25q256jv,
         5,
         16,
         32,
         704,
         4224,
         {{1, k4, 0x20, 64, 896}, {2, k32, 0x52, 128, 1792}, {3, k64, 0xD8, 160, 2240}},
         80,
         1120,
         4},
        {"S28HS02GT",
         dumps::s28hs02gt,
         0,
         20,
         256,
         512,
         3072,
         {{1, k4, 0x21, 48, 384}, {4, k256, 0xDC, 768, 6144}},
         832,
         6656,
         0},
        {"N25Q256A", dumps::n25q256a, 0, 9, 32, 0, 0, {{1, k4, 0x20, 0, 0}, {2, k64, 0xD8, 0, 0}}, 0, 0, 0},
    };
    return table;
}

Bfpt bfpt_of(std::span<const std::uint8_t> dump) {
    const SfdpResult result = parse_sfdp(dump);
    REQUIRE(result.error == SfdpError::None);
    return result.tables.bfpt;
}

} // namespace

TEST_CASE("Every published dump parses to the figures an independent decoder read from it", "[sfdp]") {
    for (const Expected& expected : expectations()) {
        INFO(expected.part);
        const Bfpt bfpt = bfpt_of(expected.dump);
        CHECK(bfpt.major == 1);
        CHECK(bfpt.minor == expected.minor);
        CHECK(bfpt.count == expected.dwords);
        CHECK(bfpt.size() == expected.mebibytes << 20);
        CHECK(bfpt.page_size() == 256);
        CHECK(bfpt.page_program() == TypicalAndMaximum{expected.page_typical_us, expected.page_maximum_us});
        CHECK(bfpt.page_program().coded() == (expected.page_typical_us != 0));
        CHECK(bfpt.chip_erase() ==
              TypicalAndMaximum{expected.chip_typical_s * 1'000'000, expected.chip_maximum_s * 1'000'000});
        CHECK(static_cast<unsigned>(bfpt.quad_enable()) == expected.quad_enable);
        unsigned present = 0;
        for (unsigned type = 1; type <= 4; ++type) present += bfpt.erase_type(type).present() ? 1 : 0;
        CHECK(present == expected.erase.size());
        for (const Erase& erase : expected.erase) {
            const BfptEraseType type = bfpt.erase_type(erase.type);
            CHECK(type.size == erase.size);
            CHECK(type.opcode == erase.opcode);
            CHECK(type.time == TypicalAndMaximum{erase.typical_ms * 1000, erase.maximum_ms * 1000});
        }
    }
}

TEST_CASE("Density is read in both of its codings", "[sfdp]") {
    Bfpt bfpt;
    bfpt.count = 9;
    bfpt.dwords[1] = 0x00FFFFFF; // bits less one
    CHECK(bfpt.size() == 2u << 20);
    bfpt.dwords[1] = 0x80000020; // 2^32 bits
    CHECK(bfpt.size() == 512u << 20);
    bfpt.dwords[1] = 0x80000040; // 2^64 bits
    CHECK(bfpt.size() == 0);
}

TEST_CASE("Fast reads come with opcode, wait states and mode clocks", "[sfdp]") {
    const Bfpt w25q = bfpt_of(dumps::w25q64jv_iq);
    const FastRead quad_io = w25q.fast_read(FastReadMode::Mode1S4S4S);
    CHECK(quad_io.supported);
    CHECK(quad_io.opcode == 0xEB);
    CHECK(quad_io.wait_states == 4);
    CHECK(quad_io.mode_clocks == 2);
    const FastRead quad_out = w25q.fast_read(FastReadMode::Mode1S1S4S);
    CHECK(quad_out.opcode == 0x6B);
    CHECK(quad_out.wait_states == 8);
    CHECK(quad_out.mode_clocks == 0);
    CHECK(w25q.fast_read(FastReadMode::Mode1S1S2S).opcode == 0x3B);
    CHECK(w25q.fast_read(FastReadMode::Mode1S2S2S).opcode == 0xBB);
    CHECK(w25q.fast_read(FastReadMode::Mode1S2S2S).mode_clocks == 2);
    CHECK(w25q.fast_read(FastReadMode::Mode4S4S4S).opcode == 0xEB); // QPI
    CHECK_FALSE(w25q.fast_read(FastReadMode::Mode2S2S2S).supported);

    const Bfpt octal = bfpt_of(dumps::mx25uw25645g);
    CHECK_FALSE(octal.fast_read(FastReadMode::Mode1S4S4S).supported);
    CHECK_FALSE(octal.fast_read(FastReadMode::Mode1S8S8S).supported);
    CHECK_FALSE(octal.fast_read(FastReadMode::Mode4S4D4D).supported);
}

TEST_CASE("The DTR fast reads of JESD216F are in DWORD 21 to 23", "[sfdp]") {
    Bfpt bfpt;
    bfpt.count = 23;
    bfpt.dwords[20] = 0x0000000C;
    bfpt.dwords[22] = 0xEE46ED48;
    const FastRead read = bfpt.fast_read(FastReadMode::Mode1S4D4D);
    CHECK(read.opcode == 0xED);
    CHECK(read.wait_states == 8);
    CHECK(read.mode_clocks == 2);
    CHECK(bfpt.fast_read(FastReadMode::Mode4S4D4D).opcode == 0xEE);
    CHECK_FALSE(bfpt.fast_read(FastReadMode::Mode1S1D1D).supported);
    bfpt.count = 20;
    CHECK_FALSE(bfpt.fast_read(FastReadMode::Mode1S4D4D).supported);
}

TEST_CASE("Suspend, deep power-down, reset and octal facts of the MX25UW25645G", "[sfdp]") {
    const Bfpt bfpt = bfpt_of(dumps::mx25uw25645g);
    const SuspendResume suspend = bfpt.suspend_resume(); // 25 us, 56 us, 192 us, 448 us
    CHECK(suspend.supported);
    CHECK(suspend.suspend == 0xB0);
    CHECK(suspend.resume == 0x30);
    CHECK(suspend.program_latency_ns == 25'000);
    CHECK(suspend.erase_latency_ns == 56'000);
    CHECK(suspend.program_interval_us == 192);
    CHECK(suspend.erase_interval_us == 448);
    const DeepPowerDown power = bfpt.deep_power_down();
    CHECK(power.supported);
    CHECK(power.enter == 0xB9);
    CHECK(power.exit == 0xAB);
    CHECK(power.exit_delay_ns == 30'000);
    CHECK(bfpt.soft_reset().by_66_99);
    CHECK(bfpt.status_polling().status_register);
    CHECK_FALSE(bfpt.status_polling().flag_status);
    CHECK(bfpt.address_bytes() == AddressBytes::ThreeOrFour);
    CHECK(bfpt.four_byte_entry().dedicated_opcodes);
    const OctalFacts octal = bfpt.octal();
    CHECK(octal.coded);
    CHECK(octal.extension == CommandExtension::Inverse);
    CHECK(octal.swap_bytes);
    CHECK_FALSE(octal.in_band_reset);
    CHECK(octal.str_strobe == 3);
    CHECK(octal.mhz_8d_strobe == 200);
    CHECK(octal.mhz_8s_strobe == 200);
}

TEST_CASE("Parts differ in byte order, extension and status polling", "[sfdp]") {
    CHECK_FALSE(bfpt_of(dumps::mx25um25345g).octal().swap_bytes);
    CHECK(bfpt_of(dumps::s28hs02gt).octal().extension == CommandExtension::Same);
    CHECK_FALSE(bfpt_of(dumps::w25q64jv_iq).octal().coded);
    const StatusPolling micron = bfpt_of(dumps::mt25qu01g).status_polling();
    CHECK(micron.flag_status);
    CHECK_FALSE(micron.status_register);
    // Nine DWORDs: nothing said, so what every chip has.
    CHECK(bfpt_of(dumps::n25q256a).status_polling().status_register);
    CHECK_FALSE(bfpt_of(dumps::n25q256a).soft_reset().coded);
    CHECK(bfpt_of(dumps::w25q256jv).four_byte_entry().by_b7);
    CHECK(bfpt_of(dumps::w25q256jv).four_byte_entry().dedicated_opcodes);
    CHECK_FALSE(bfpt_of(dumps::w25q64jv_iq).four_byte_entry().dedicated_opcodes);
}
