// Option bytes that share a register with their lock and their start: STM32F4 and F7.
#include "openocd-driver/failure.hpp"
#include "openocd-driver/target/option-bytes.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/target/option-interface-fake.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;

namespace {

using Fake = OptionInterfaceFake;

struct Bench {
    Fake fake;
    BoardFacts facts;
    Board board{facts, stm32f76x::kFamily, stm32f76x::kDevices[0]};
    OptionBytes bytes{fake, board};

    const OptionByte& option(const char* name) { return option_named(board.family, name); }
    void write(const char* name, std::uint32_t value, const char* consent = "") {
        bytes.write(option(name), value, consent);
    }
    // The id of what it fails with; empty: it succeeds.
    std::string outcome(const char* name, std::uint32_t value, const char* consent = "") {
        try {
            write(name, value, consent);
        } catch (const Failure& failure) { return failure.id(); }
        return "";
    }
    bool rdp_was_written() const {
        for (const Fake::Write& w : fake.writes)
            for (std::size_t i = 0; i < w.data.size(); ++i)
                if (w.address + i == Fake::OPTCR + 1) return true;
        return false;
    }
};

} // namespace

TEST_CASE("nDBANK is changed and every other option of the word stays") {
    Bench b;
    b.fake.stored[0] = b.fake.registers[0] = 0xCF7FAAE8 | 1u << 29;
    b.write("nDBANK", 0);
    CHECK(b.fake.stored[0] == (0xCF7FAAE8 & ~(1u << 29)));
    CHECK(b.fake.stored[1] == Fake::kFactory1);
    CHECK(b.fake.starts == 1);
    CHECK(b.fake.locked);
    CHECK(b.bytes.value(b.option("ndbank")) == 0);
}

TEST_CASE("a write that is not to change the readout protection does not contain it") {
    Bench b;
    b.write("nDBANK", 0);
    b.write("BOR_LEV", 1);
    b.write("nWRP", 0xFFE);
    b.write("BOOT_ADD0", 0x2000, "boot-elsewhere");
    CHECK_FALSE(b.rdp_was_written());
    CHECK(b.fake.stored[0] == ((Fake::kFactory & ~(1u << 29) & ~0xCu & ~(1u << 16)) | 4));
    CHECK(b.fake.stored[1] == 0x00402000);
}

TEST_CASE(
    "no bit that is flipped on the wire, once or always, closes the part or leaves a wrong word unsaid") {
    const bool always = GENERATE(false, true);
    for (std::uint32_t at = Fake::OPTCR; at < Fake::OPTCR + 8; ++at)
        for (unsigned bit = 0; bit < 8; ++bit)
            for (unsigned nth = 1; nth < 4; ++nth) {
                Bench b;
                unsigned seen = 0;
                b.fake.on_write = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
                    if (at - address >= data.size()) return;
                    ++seen;
                    if (always ? seen >= nth : seen == nth) data[at - address] ^= std::uint8_t(1 << bit);
                };
                INFO(std::hex << at << " bit " << bit << " write " << nth);
                const std::string outcome = b.outcome("nDBANK", 0);
                CHECK(b.fake.rdp() == 0xAA);
                b.fake.reset();
                if (outcome.empty())
                    CHECK(b.fake.stored[0] == (Fake::kFactory & ~(1u << 29)));
                else
                    CHECK(outcome == "XSPI-0445");
            }
}

TEST_CASE("a word that never arrives whole is not started") {
    Bench b;
    b.fake.on_write = [](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == Fake::OPTCR + 3) data[0] ^= 0x10;
    };
    CHECK_THROWS_WITH(b.write("nDBANK", 0),
                      ContainsSubstring("XSPI-0445") && ContainsSubstring("nothing was changed"));
    CHECK(b.fake.starts == 0);
    CHECK(b.fake.locked);
}

TEST_CASE("a readout protection that is read back damaged is not mended by writing it") {
    Bench b;
    const unsigned from = GENERATE(range(0u, 40u));
    unsigned reads = 0;
    b.fake.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == Fake::OPTCR && data.size() == 4 && reads++ >= from) data[1] = 0xCC;
    };
    b.outcome("nDBANK", 0);
    CHECK_FALSE(b.rdp_was_written());
    CHECK(b.fake.rdp() == 0xAA);
}

TEST_CASE("what a start has damaged of the other register is programmed again") {
    Bench b;
    unsigned starts = 0;
    b.fake.on_write = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == Fake::OPTCR && (data[0] & Fake::kStart) != 0 && starts++ == 0) data[0] ^= 4;
    };
    b.write("BOOT_ADD0", 0x2000, "boot-elsewhere");
    CHECK(b.fake.stored[0] == Fake::kFactory);
    CHECK(b.fake.stored[1] == 0x00402000);
}

TEST_CASE("a start that is lost on the wire is made again") {
    Bench b;
    unsigned starts = 0;
    b.fake.on_write = [&](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == Fake::OPTCR && (data[0] & Fake::kStart) != 0 && starts++ == 0) data[0] ^= Fake::kStart;
    };
    b.write("nDBANK", 0);
    CHECK((b.fake.stored[0] >> 29 & 1) == 0);
}

TEST_CASE("a register that somebody wrote without programming it is not what the part holds") {
    Bench b;
    b.fake.registers[0] = Fake::kFactory & ~0xCu; // BOR_LEV 0
    CHECK(b.bytes.value(b.option("BOR_LEV")) == 3);
    b.write("BOOT_ADD1", 0x2000, "boot-elsewhere");
    CHECK(b.fake.stored[0] == Fake::kFactory);
    CHECK(b.fake.stored[1] == 0x20000080);
}

TEST_CASE("level 2 in a register that nobody programmed is never started") {
    Bench b;
    b.fake.stored_readable = GENERATE(true, false);
    b.fake.registers[0] = 0xFFFFCCFC;
    CHECK(b.outcome("nDBANK", 0) == "XSPI-0453");
    CHECK(b.outcome("BOOT_ADD0", 0x2000, "boot-elsewhere") == "XSPI-0453");
    CHECK(b.fake.starts == 0);
}

TEST_CASE("another level in a register that nobody programmed is not started either") {
    Bench b;
    b.fake.registers[0] = 0xFFFF55FC;
    CHECK(b.outcome("nDBANK", 0) == "XSPI-0453");
    CHECK(b.fake.starts == 0);
}

TEST_CASE("the part is closed by no value and no word of consent") {
    Bench b;
    for (const std::uint32_t value : {0xCCu, 0x55u, 0x00u})
        for (const char* consent : {"", "mass-erase", "boot-elsewhere"})
            CHECK(b.outcome("RDP", value, consent) == (*consent == 0 ? "XSPI-0444" : "XSPI-0455"));
    CHECK(b.outcome("RDP", 0xAA) == "XSPI-0444"); // it is open
    CHECK(b.fake.starts == 0);
}

TEST_CASE("a part at level 1 is opened when its cost is named, and only then") {
    Bench b;
    b.fake.stored[0] = b.fake.registers[0] = 0xFFFF55FC;
    CHECK(b.bytes.state() == ProductState::Closed);
    CHECK_THROWS_WITH(b.write("RDP", 0xAA), ContainsSubstring("XSPI-0451") && ContainsSubstring("erases") &&
                                                ContainsSubstring("`xspi option RDP 0xAA mass-erase`"));
    CHECK(b.fake.starts == 0);
    CHECK(b.outcome("RDP", 0xCC, "mass-erase") == "XSPI-0455");
    b.write("nDBANK", 0); // does not open it
    CHECK(b.fake.rdp() == 0x55);
    CHECK(b.fake.mass_erases == 0);
    b.write("RDP", 0xAA, "mass-erase");
    CHECK(b.fake.stored[0] == (Fake::kFactory & ~(1u << 29)));
    CHECK(b.fake.mass_erases == 1);
}

TEST_CASE("a loss of supply in a change leaves the part at level 1, which is seen and has a way back") {
    Bench b;
    b.fake.goes_at_start = true;
    CHECK(b.outcome("nDBANK", 0) == "XSPI-0201");
    b.fake.reset();
    CHECK(b.bytes.state() == ProductState::Closed);
    CHECK(b.outcome("RDP", 0xAA) == "XSPI-0451");
    CHECK(b.outcome("RDP", 0xAA, "mass-erase").empty());
    CHECK(b.bytes.state() == ProductState::Open);
    CHECK(b.fake.mass_erases == 1);
}

TEST_CASE("a reset in a change is named as one, and nothing is tried again") {
    Bench b;
    b.fake.on_read = [&](std::uint32_t address, std::vector<std::uint8_t>&) {
        if (address == Fake::SR && b.fake.starts == 1 && !b.fake.locked) b.fake.reset();
    };
    CHECK(b.outcome("nDBANK", 0) == "XSPI-0457");
    CHECK(b.fake.starts == 1);
    CHECK(b.bytes.state() == ProductState::Closed);
}

TEST_CASE("an interface that is busy is waited for, and not for ever") {
    Bench b;
    b.fake.busy_until = 500;
    b.write("nDBANK", 0);
    CHECK(b.fake.now > 500);
    b.fake.busy_until = 10'000'000;
    CHECK(b.outcome("nDBANK", 1) == "XSPI-0445");
    CHECK(b.fake.starts == 1);
}

TEST_CASE("a key that arrives damaged locks until the next reset, and an error of the interface is named") {
    Bench b;
    b.fake.on_write = [](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == Fake::OPTKEYR) data[0] ^= 1;
    };
    CHECK(b.outcome("nDBANK", 0) == "XSPI-0446");
    b.fake.on_write = nullptr;
    b.fake.reset();
    b.fake.errors = 0x10;
    CHECK(b.outcome("nDBANK", 0) == "XSPI-0445");
    CHECK(b.fake.stored[0] == Fake::kFactory);
    CHECK(b.outcome("nDBANK", 0).empty()); // it was cleared
}

TEST_CASE("option bytes that cannot be read themselves are taken from the register") {
    Bench b;
    b.fake.stored_readable = false;
    b.write("nDBANK", 0);
    CHECK(b.fake.stored[0] == (Fake::kFactory & ~(1u << 29)));
}

TEST_CASE("where the part starts is changed by who says so") {
    Bench b;
    CHECK(b.outcome("BOOT_ADD0", 0x2000) == "XSPI-0448");
    CHECK(b.outcome("nDBOOT", 0) == "XSPI-0448");
    CHECK(b.outcome("nDBANK", 0, "boot-elsewhere") == "XSPI-0455");
    CHECK(b.outcome("BOOT_ADD0", 0x2000, "boot-elsewhere").empty());
    CHECK(b.fake.stored[1] == 0x00402000);
}

TEST_CASE("an option is found in upper and lower case, and who asks the wrong part is told which have it") {
    CHECK(option_named(stm32f76x::kFamily, "NDBANK").name == "nDBANK");
    CHECK(option_named(stm32f76x::kFamily, "boot_add0").name == "BOOT_ADD0");
    CHECK_THROWS_WITH(option_named(stm32f76x::kFamily, "XSPI2_HSLV"),
                      ContainsSubstring("XSPI-0441") && ContainsSubstring("nDBANK") &&
                          ContainsSubstring("it is one of STM32H7R/S"));
}
