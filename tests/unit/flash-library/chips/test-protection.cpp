#include "flash-library/chips/protection.hpp"
#include "tests/unit/catch.hpp"

#include <array>

using namespace xspi;

namespace {
constexpr std::uint32_t kKi = 1024, kMi = 1024 * 1024;
constexpr auto kMacronix = ProtectionScheme::Macronix, kWinbond = ProtectionScheme::Winbond;

ProtectedRange macronix(unsigned bp, bool tb, std::uint32_t size) {
    return protected_by_bits(kMacronix, {std::uint8_t(bp << 2), std::uint8_t(tb ? 0x0F : 0x07), 0}, size);
}
ProtectedRange winbond(unsigned sr1, unsigned sr2, std::uint32_t size = 8 * kMi) {
    return protected_by_bits(kWinbond, {std::uint8_t(sr1), std::uint8_t(sr2), 0}, size);
}
} // namespace

TEST_CASE("Macronix: BP protects a power of two of 64 KiB blocks, from the top, or from the bottom with TB",
          "[protection]") {
    CHECK(macronix(0, false, 32 * kMi).length == 0);
    CHECK(macronix(1, false, 32 * kMi) == ProtectedRange{32 * kMi - 64 * kKi, 64 * kKi});
    CHECK(macronix(4, false, 32 * kMi) == ProtectedRange{32 * kMi - 512 * kKi, 512 * kKi});
    CHECK(macronix(4, true, 32 * kMi) == ProtectedRange{0, 512 * kKi});
    CHECK(macronix(9, false, 32 * kMi) == ProtectedRange{16 * kMi, 16 * kMi});
    for (unsigned bp = 10; bp < 16; ++bp) CHECK(macronix(bp, false, 32 * kMi) == ProtectedRange{0, 32 * kMi});
    CHECK(macronix(11, false, 128 * kMi) == ProtectedRange{64 * kMi, 64 * kMi});
}

TEST_CASE("Winbond: BP, TB, SEC and CMP as the W25Q64JV's table has them", "[protection]") {
    CHECK(winbond(0x00, 0).length == 0);
    CHECK(winbond(0x04, 0) == ProtectedRange{8 * kMi - 128 * kKi, 128 * kKi});
    CHECK(winbond(0x18, 0) == ProtectedRange{4 * kMi, 4 * kMi});
    CHECK(winbond(0x24, 0) == ProtectedRange{0, 128 * kKi});
    CHECK(winbond(0x1C, 0) == ProtectedRange{0, 8 * kMi});
    CHECK(winbond(0x44, 0) == ProtectedRange{8 * kMi - 4 * kKi, 4 * kKi});
    CHECK(winbond(0x6C, 0) == ProtectedRange{0, 16 * kKi});
    CHECK(winbond(0x54, 0) == ProtectedRange{8 * kMi - 32 * kKi, 32 * kKi});
    CHECK(winbond(0x04, 0x40) == ProtectedRange{0, 8 * kMi - 128 * kKi}); // all but the top 64th
    CHECK(winbond(0x64, 0x40) == ProtectedRange{4 * kKi, 8 * kMi - 4 * kKi});
    CHECK(winbond(0x1C, 0x40).length == 0);
    CHECK(winbond(0x00, 0x40) == ProtectedRange{0, 8 * kMi});
}

// W25Q16JV and W25Q80BV data sheets, status register memory protection.
TEST_CASE("Winbond below 4 MiB: BP = 1 is a block, and the whole chip is reached sooner", "[protection]") {
    CHECK(winbond(0x04, 0, 2 * kMi) == ProtectedRange{2 * kMi - 64 * kKi, 64 * kKi});
    CHECK(winbond(0x14, 0, 2 * kMi) == ProtectedRange{1 * kMi, 1 * kMi});
    CHECK(winbond(0x18, 0, 2 * kMi) == ProtectedRange{0, 2 * kMi});
    CHECK(winbond(0x58, 0, 2 * kMi) == ProtectedRange{0, 2 * kMi}); // BP2, BP1: all, whatever SEC is
    CHECK(winbond(0x44, 0, 2 * kMi) == ProtectedRange{2 * kMi - 4 * kKi, 4 * kKi});
    CHECK(winbond(0x10, 0, 1 * kMi) == ProtectedRange{512 * kKi, 512 * kKi});
    CHECK(winbond(0x14, 0, 1 * kMi) == ProtectedRange{0, 1 * kMi});
    CHECK(winbond(0x18, 0, 4 * kMi) == ProtectedRange{2 * kMi, 2 * kMi});
}

TEST_CASE("Individual bits count where WPSEL or WPS says so", "[protection]") {
    CHECK_FALSE(individual_protection(kMacronix, {0x3C, 0x0F, 0x7F}));
    CHECK(individual_protection(kMacronix, {0, 0, 0x80}));
    CHECK(individual_protection(kWinbond, {0, 0, 0x04}));
    CHECK_FALSE(individual_protection(ProtectionScheme::None, {0xFF, 0xFF, 0xFF}));
}

TEST_CASE("What bits protect is found again as bits, and nothing else of the registers is touched",
          "[protection]") {
    for (unsigned tb : {0x07u, 0x0Fu})
        for (unsigned bp = 0; bp < 16; ++bp) {
            const ProtectionRegisters now{0xC2, std::uint8_t(tb), 0x10};
            ProtectionRegisters meant = now;
            meant.status = std::uint8_t(0xC2 | bp << 2);
            const ProtectedRange range = protected_by_bits(kMacronix, meant, 32 * kMi);
            const auto found = bits_that_protect(kMacronix, now, range, 32 * kMi);
            REQUIRE(found);
            CHECK(protected_by_bits(kMacronix, *found, 32 * kMi) == range);
            CHECK((found->status & ~0x3C) == 0xC2);
            CHECK(found->configuration == tb);
        }
    const ProtectionRegisters quad{0x02, 0x02, 0x60};
    const auto found = bits_that_protect(kWinbond, quad, {0, 16 * kKi}, 8 * kMi);
    REQUIRE(found);
    CHECK(*found == ProtectionRegisters{0x6E, 0x02, 0x60});
}

TEST_CASE("A range that no bits protect has a nearest one that holds it", "[protection]") {
    const ProtectionRegisters none{0, 7, 0};
    CHECK_FALSE(bits_that_protect(kMacronix, none, {0, 64 * kKi}, 32 * kMi)); // would need TB
    CHECK(nearest_protection(kMacronix, none, {0, 64 * kKi}, 32 * kMi) == ProtectedRange{0, 32 * kMi});
    CHECK_FALSE(bits_that_protect(kMacronix, none, {32 * kMi - 192 * kKi, 192 * kKi}, 32 * kMi));
    CHECK(nearest_protection(kMacronix, none, {32 * kMi - 192 * kKi, 192 * kKi}, 32 * kMi) ==
          ProtectedRange{32 * kMi - 256 * kKi, 256 * kKi});
    CHECK(nearest_protection(kWinbond, none, {0x1000, 0x1000}, 8 * kMi) == ProtectedRange{0, 8 * kKi});
}

TEST_CASE("An individual bit is for a sector at both ends and for a block between", "[protection]") {
    CHECK(individual_block(0x1234, 32 * kMi) == ProtectedRange{0x1000, 4 * kKi});
    CHECK(individual_block(0x12345, 32 * kMi) == ProtectedRange{0x10000, 64 * kKi});
    CHECK(individual_block(32 * kMi - 1, 32 * kMi) == ProtectedRange{32 * kMi - 4 * kKi, 4 * kKi});
}

TEST_CASE("A chip of a maker whose protection is not known has no scheme", "[protection]") {
    CHECK(protection_scheme(chip_identity(0xC28139), 32 * kMi) == kMacronix);
    CHECK(protection_scheme(chip_identity(0xEF4017), 8 * kMi) == kWinbond);
    CHECK(protection_scheme(chip_identity(0xEF4019), 32 * kMi) == ProtectionScheme::WinbondBig);
    CHECK(protection_scheme(chip_identity(0x202015), 2 * kMi) == ProtectionScheme::None); // M25P16
    CHECK(protection_scheme(chip_identity(0x20BA19), 32 * kMi) == ProtectionScheme::Micron);
    CHECK(protection_scheme(chip_identity(0x9D6018), 16 * kMi) == ProtectionScheme::Issi);
    CHECK(protection_scheme(chip_identity(0x9D6016), 4 * kMi) == ProtectionScheme::None);
    CHECK(protection_scheme(chip_identity(0xC84017), 8 * kMi) == ProtectionScheme::GigaDevice);
    CHECK(protection_scheme(chip_identity(0xC84019), 32 * kMi) == ProtectionScheme::None);
    CHECK(protection_scheme(chip_identity(0xBF2643), 8 * kMi) == ProtectionScheme::Sst26);
    CHECK(protection_scheme(chip_identity(0xBF254A), 4 * kMi) == ProtectionScheme::None); // SST25VF032B
}

TEST_CASE("Micron: BP3 is bit 6, TB bit 5, and both can be written", "[protection]") {
    constexpr auto kMicron = ProtectionScheme::Micron;
    const auto range = [](unsigned status) {
        return protected_by_bits(kMicron, {std::uint8_t(status), 0, 0}, 32 * kMi);
    };
    CHECK(range(0x00).length == 0);
    CHECK(range(0x04) == ProtectedRange{32 * kMi - 64 * kKi, 64 * kKi});
    CHECK(range(0x24) == ProtectedRange{0, 64 * kKi});
    CHECK(range(0x40) == ProtectedRange{24 * kMi, 8 * kMi}); // BP = 8: 128 sectors
    CHECK(range(0x44) == ProtectedRange{16 * kMi, 16 * kMi});
    CHECK(range(0x48) == ProtectedRange{0, 32 * kMi});
    CHECK(range(0x83).length == 0); // SRWD, WEL, WIP
    for (unsigned status = 0; status < 128; status += 4) {
        const auto found = bits_that_protect(kMicron, {0x80, 0x11, 0x22}, range(status), 32 * kMi);
        REQUIRE(found);
        CHECK(range(found->status) == range(status));
        CHECK((found->status & 0x83) == 0x80);
        CHECK(found->configuration == 0x11);
    }
}

TEST_CASE("Winbond above 16 MiB: four bits of BP, TB in bit 6, CMP", "[protection]") {
    constexpr auto kBig = ProtectionScheme::WinbondBig;
    const auto range = [](unsigned sr1, unsigned sr2 = 0x02) {
        return protected_by_bits(kBig, {std::uint8_t(sr1), std::uint8_t(sr2), 0}, 32 * kMi);
    };
    CHECK(range(0x04) == ProtectedRange{32 * kMi - 64 * kKi, 64 * kKi});
    CHECK(range(0x44) == ProtectedRange{0, 64 * kKi});
    CHECK(range(0x24) == ProtectedRange{16 * kMi, 16 * kMi}); // BP = 9
    CHECK(range(0x28) == ProtectedRange{0, 32 * kMi});
    CHECK(range(0x04, 0x42) == ProtectedRange{0, 32 * kMi - 64 * kKi});
    CHECK(range(0x44, 0x42) == ProtectedRange{64 * kKi, 32 * kMi - 64 * kKi});
    CHECK(range(0x00, 0x42) == ProtectedRange{0, 32 * kMi});
    CHECK(individual_protection(kBig, {0, 0, 0x04}));
    const auto found = bits_that_protect(kBig, {0x00, 0x02, 0x60}, {0, 64 * kKi}, 32 * kMi);
    REQUIRE(found);
    CHECK(*found == ProtectionRegisters{0x44, 0x02, 0x60}); // QE stays
}

TEST_CASE("ISSI: BP as Macronix has it, from the bottom with TBS", "[protection]") {
    constexpr auto kIssi = ProtectionScheme::Issi;
    CHECK(protected_by_bits(kIssi, {0x04, 0, 0}, 16 * kMi) == ProtectedRange{16 * kMi - 64 * kKi, 64 * kKi});
    CHECK(protected_by_bits(kIssi, {0x04, 0x02, 0}, 16 * kMi) == ProtectedRange{0, 64 * kKi});
    CHECK(protected_by_bits(kIssi, {0x20, 0, 0}, 16 * kMi) == ProtectedRange{8 * kMi, 8 * kMi}); // BP = 8
    CHECK(protected_by_bits(kIssi, {0x24, 0, 0}, 16 * kMi) == ProtectedRange{0, 16 * kMi});
    CHECK(protected_by_bits(kIssi, {0x40, 0, 0}, 16 * kMi).length == 0); // QE
    const auto found = bits_that_protect(kIssi, {0x40, 0, 0}, {0, 16 * kMi}, 16 * kMi);
    REQUIRE(found);
    CHECK((found->status & 0x40) != 0);
    CHECK_FALSE(bits_that_protect(kIssi, {0x40, 0, 0}, {0, 64 * kKi}, 16 * kMi)); // TBS cannot be changed
}

TEST_CASE("GigaDevice: BP4 and BP3 are Winbond's SEC and TB, and only read", "[protection]") {
    constexpr auto kGiga = ProtectionScheme::GigaDevice;
    CHECK(protected_by_bits(kGiga, {0x04, 0x02, 0xFF}, 8 * kMi) ==
          ProtectedRange{8 * kMi - 128 * kKi, 128 * kKi});
    CHECK(protected_by_bits(kGiga, {0x44, 0, 0}, 8 * kMi) == ProtectedRange{8 * kMi - 4 * kKi, 4 * kKi});
    CHECK_FALSE(individual_protection(kGiga, {0, 0, 0x04}));
    CHECK_FALSE(protection_can_be_changed(kGiga));
}

TEST_CASE("SST26: every block has its bit, the register's highest bit comes first", "[protection]") {
    constexpr std::uint32_t size = 8 * kMi;
    CHECK(sst26::register_bytes(size) == 18);
    CHECK(sst26::register_bytes(4 * kMi) == 10);
    CHECK(sst26::register_bytes(2 * kMi) == 6);
    CHECK(sst26::block(0x1FFF, size) == ProtectedRange{0, 8 * kKi});
    CHECK(sst26::block(0x7FFF, size) == ProtectedRange{0x6000, 8 * kKi});
    CHECK(sst26::block(0x8000, size) == ProtectedRange{0x8000, 32 * kKi});
    CHECK(sst26::block(0x10000, size) == ProtectedRange{0x10000, 64 * kKi});
    CHECK(sst26::block(0x7EFFFF, size) == ProtectedRange{0x7E0000, 64 * kKi});
    CHECK(sst26::block(0x7F0000, size) == ProtectedRange{0x7F0000, 32 * kKi});
    CHECK(sst26::block(0x7F8000, size) == ProtectedRange{0x7F8000, 8 * kKi});
    CHECK(sst26::block(size - 1, size) == ProtectedRange{0x7FE000, 8 * kKi});
    CHECK(sst26::lock_bit(0x10000, size) == 0);
    CHECK(sst26::lock_bit(0x7E0000, size) == 125);
    CHECK(sst26::lock_bit(0x8000, size) == 126);
    CHECK(sst26::lock_bit(0x7F0000, size) == 127);
    CHECK(sst26::lock_bit(0, size) == 128);
    CHECK(sst26::lock_bit(0x6000, size) == 134);
    CHECK(sst26::lock_bit(0x7F8000, size) == 136);
    CHECK(sst26::lock_bit(0x7FE000, size) == 142);

    std::array<std::uint8_t, 18> power_up; // write locks set, read locks not
    power_up.fill(0xFF);
    power_up[0] = power_up[1] = 0x55;
    std::array<std::uint8_t, 18> bytes{};
    sst26::set_locked(bytes, {0, size}, size, true);
    CHECK(bytes == power_up);
    for (std::uint32_t at = 0; at < size; at += 4 * kKi) CHECK(sst26::locked(bytes, at, size));
    sst26::set_locked(bytes, {0x9000, 0x8000}, size, false); // meets the 32 KiB block and the first of 64 KiB
    CHECK(sst26::locked(bytes, 0x7FFF, size));
    CHECK_FALSE(sst26::locked(bytes, 0x8000, size));
    CHECK_FALSE(sst26::locked(bytes, 0x1FFFF, size));
    CHECK(sst26::locked(bytes, 0x20000, size));
    bytes[0] |= 0xAA; // read locks
    sst26::set_locked(bytes, {0, size}, size, false);
    CHECK(bytes[0] == 0xAA);
}

TEST_CASE("EEPROM: BP protects nothing, the upper quarter, the upper half, all, and SRWD stays",
          "[protection]") {
    constexpr auto kScheme = ProtectionScheme::Eeprom;
    constexpr std::uint32_t kSize = 128 * kKi;
    const auto of = [](unsigned status) {
        return protected_by_bits(kScheme, {std::uint8_t(status), 0, 0}, kSize);
    };
    CHECK(of(0x00).length == 0);
    CHECK(of(0x84) == ProtectedRange{96 * kKi, 32 * kKi});
    CHECK(of(0x08) == ProtectedRange{64 * kKi, 64 * kKi});
    CHECK(of(0x0C) == ProtectedRange{0, kSize});
    const auto bits = bits_that_protect(kScheme, {0x80, 0, 0}, {64 * kKi, 64 * kKi}, kSize);
    REQUIRE(bits);
    CHECK(bits->status == 0x88);
    CHECK_FALSE(bits_that_protect(kScheme, {0x80, 0, 0}, {0, 64 * kKi}, kSize));
    CHECK(nearest_protection(kScheme, {}, {100 * kKi, 1}, kSize) == ProtectedRange{96 * kKi, 32 * kKi});
}
