// A NOR chip on each of the three SPIs: what goes over the wires, and that the manual's rules are kept.
#include "flash-library/controllers/spi/spi-registers.hpp"
#include "flash-library/controllers/spi/spi-v2-registers.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/flash-library/controllers/spi/spi-fake.hpp"

#include <algorithm>
#include <numeric>

using namespace xspi;
using Bytes = SpiFake::Bytes;

namespace {
constexpr Phase kOneLine{1, false};
constexpr Command kRead{
    .opcode = 0x03, .address_bytes = 3, .address_phase = kOneLine, .data_phase = kOneLine};
constexpr Command kFastRead{
    .opcode = 0x0B, .address_bytes = 3, .address_phase = kOneLine, .data_phase = kOneLine, .dummy_cycles = 8};
constexpr Command kProgram{
    .opcode = 0x02, .address_bytes = 3, .address_phase = kOneLine, .data_phase = kOneLine};
constexpr Command kProgram4{
    .opcode = 0x12, .address_bytes = 4, .address_phase = kOneLine, .data_phase = kOneLine};
constexpr Command kReadStatus{.opcode = 0x05, .data_phase = kOneLine};

NorSetup setup_of(ControllerKind kind, std::uint8_t quirks) {
    NorSetup setup;
    setup.kind = kind;
    setup.controller_base = kSpiBase;
    setup.prescaler = 1;
    setup.chip_select = 4;
    setup.select_register = kSelectRegister;
    setup.quirks = quirks;
    return setup;
}

const Timebase kTimebase(kTestCoreHz);

// NorController has no public destructor: what is made here is of a class that is known.
template <class Fake, class Controller> struct Of : Fake {
    using Fake::Fake;
    Controller controller{kTimebase};
};

template <class Work> void on_each_spi(Work work) {
    const auto run = [&](const char* name, auto& spi, ControllerKind kind, std::uint8_t quirks) {
        INFO(name);
        const NorSetup setup = setup_of(kind, quirks);
        work(spi, static_cast<NorController&>(spi.controller), setup);
        CHECK(spi.violations == std::vector<std::string>{});
        CHECK_FALSE(spi.selected());
    };
    {
        Of<SpiV1Fake, SpiController> f4(false);
        run("F4", f4, ControllerKind::Spi, 0);
    }
    {
        Of<SpiV1Fake, SpiController> f7(true);
        run("F7", f7, ControllerKind::Spi, kQuirkSpiFifo);
    }
    {
        Of<SpiV2Fake, SpiV2Controller> h7(16);
        run("H7, SPI1", h7, ControllerKind::SpiV2, 0);
    }
    {
        Of<SpiV2Fake, SpiV2Controller> h7(8);
        run("H7, SPI4", h7, ControllerKind::SpiV2, 0);
    }
}

Bytes counted(std::size_t count) {
    Bytes bytes(count);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0xA0});
    return bytes;
}
} // namespace

TEST_CASE("An SPI sends opcode, address and dummy bytes, and takes what follows, whatever the lengths",
          "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        for (const Command& command : {kRead, kFastRead})
            for (const std::size_t length : {1u, 2u, 3u, 4u, 5u, 255u, 256u, 1024u}) {
                CAPTURE(command.opcode, length);
                fake.transactions.clear();
                Bytes data(length);
                REQUIRE(spi.read(command, 0x123456, data) == TransferResult::Done);
                const std::size_t header = command.opcode == 0x0B ? 5 : 4;
                for (std::size_t i = 0; i < length; ++i) REQUIRE(data[i] == SpiFake::answer(header + i));
                REQUIRE(fake.transactions.size() == 1);
                const Bytes& sent = fake.transactions.front();
                CHECK(Bytes(sent.begin(), sent.begin() + 4) ==
                      Bytes{static_cast<std::uint8_t>(command.opcode), 0x12, 0x34, 0x56});
                CHECK(sent.size() - header - length <= 1); // one byte more, never one less
            }
    });
}

TEST_CASE("An SPI programs exactly the bytes it was given", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        for (const Command& command : {kProgram, kProgram4})
            for (const std::size_t length : {1u, 2u, 3u, 7u, 255u, 256u}) {
                CAPTURE(command.opcode, length);
                fake.transactions.clear();
                const Bytes data = counted(length);
                REQUIRE(spi.write(command, 0x00FF00, data) == TransferResult::Done);
                Bytes expected{static_cast<std::uint8_t>(command.opcode)};
                if (command.address_bytes == 4) expected.push_back(0);
                expected.insert(expected.end(), {0x00, 0xFF, 0x00});
                expected.insert(expected.end(), data.begin(), data.end());
                CHECK(fake.transactions == std::vector<Bytes>{expected});
            }
    });
}

TEST_CASE("The clock of an SPI does not rest inside data, and at most after each frame of a header",
          "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        Bytes data(256);
        fake.gaps = 0;
        REQUIRE(spi.read(kFastRead, 0, data) == TransferResult::Done);
        CHECK(fake.gaps <= 3 + 1 + 1); // its frames, the odd last byte's, and the end
        fake.gaps = 0;
        REQUIRE(spi.write(kProgram, 0, data) == TransferResult::Done);
        CHECK(fake.gaps <= 1); // the end
    });
}

TEST_CASE("An SPI of the F4 and F7 moves a page in frames of 16 bits, one of the H7 four bytes at once",
          "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        fake.widths.clear();
        REQUIRE(spi.write(kProgram, 0, counted(256)) == TransferResult::Done);
        const std::uint32_t width = setup.kind == ControllerKind::Spi ? 2 : 4;
        CHECK(std::count(fake.widths.begin(), fake.widths.end(), width) == std::ssize(fake.widths));
        CHECK(fake.widths.size() >= 260 / width);
    });
}

TEST_CASE("A core that is halted while an SPI's clock runs on reads again what it lost", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        fake.transactions.clear();
        fake.halt_at = 40;
        Bytes data(256);
        REQUIRE(spi.read(kFastRead, 0, data) == TransferResult::Done);
        for (std::size_t i = 0; i < data.size(); ++i) REQUIRE(data[i] == SpiFake::answer(5 + i));
        const bool one_word = setup.kind == ControllerKind::Spi && setup.quirks == 0; // the others have FIFOs
        CHECK(fake.transactions.size() == (one_word ? 2 : 1));
    });
}

TEST_CASE("A command without data is opcode and address alone", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        CHECK(spi.command({.opcode = 0x06}, 0) == TransferResult::Done);
        CHECK(spi.command({.opcode = 0x20, .address_bytes = 3, .address_phase = kOneLine}, 0x7000) ==
              TransferResult::Done);
        CHECK(fake.transactions == std::vector<Bytes>{{0x06}, {0x20, 0x00, 0x70, 0x00}});
    });
}

TEST_CASE("An SPI polls a status until it matches, and says the last one when time is over", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        std::uint32_t status = 0;
        CHECK(spi.poll(kReadStatus, 0xFF, SpiFake::answer(1), 100, status) == TransferResult::Done);
        CHECK(status == SpiFake::answer(1));
        CHECK(spi.poll(kReadStatus, 0xFF, 0x54, 5, status) == TransferResult::Timeout);
        CHECK(status == SpiFake::answer(fake.transactions.back().size() - 1));
    });
}

TEST_CASE("An SPI of the F4 and F7 follows a status within one transaction", "[spi]") {
    const auto follow = [](auto&& fake, std::uint8_t quirks) {
        NorController& spi = fake.controller;
        REQUIRE(spi.configure(setup_of(ControllerKind::Spi, quirks)) == TransferResult::Done);
        std::uint32_t status = 0;
        CHECK(spi.poll(kReadStatus, 0xFF, SpiFake::answer(9), 1000, status) == TransferResult::Done);
        CHECK(status == SpiFake::answer(9));
        CHECK(fake.transactions.size() == 1);
        CHECK_FALSE(fake.selected());
        CHECK(fake.violations == std::vector<std::string>{});
    };
    follow(Of<SpiV1Fake, SpiController>(false), 0);
    follow(Of<SpiV1Fake, SpiController>(true), kQuirkSpiFifo);
}

TEST_CASE("A window that no SPI has is read with the command that maps it elsewhere", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        REQUIRE(spi.map(kFastRead, kProgram) == TransferResult::Done);
        CHECK(fake.transactions.empty());
        Bytes data(16);
        REQUIRE(spi.read_window(0x2000, data) == TransferResult::Done);
        CHECK(fake.transactions.front()[0] == 0x0B);
        CHECK(fake.transactions.front()[2] == 0x20);
        CHECK(data[0] == SpiFake::answer(5));
        CHECK(spi.unmap() == TransferResult::Done);
    });
}

TEST_CASE("An SPI says Unsupported for what one line without DTR cannot do, and moves nothing", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        Bytes data(4);
        Command quad = kRead, dtr = kRead, odd = kFastRead;
        quad.data_phase.lines = 4;
        dtr.data_phase.dtr = true;
        odd.dummy_cycles = 6;
        for (const Command& command : {quad, dtr, odd})
            CHECK(spi.read(command, 0, data) == TransferResult::Unsupported);
        CHECK(fake.transactions.empty());
        NorSetup three = setup, other = setup, unselected = setup;
        three.prescaler = 2;
        other.kind = ControllerKind::QuadSpi;
        unselected.select_register = 0;
        for (const NorSetup& wrong : {three, other, unselected})
            CHECK(spi.configure(wrong) == TransferResult::Unsupported);
    });
}

TEST_CASE("An SPI whose clock does not run times out, deselects the chip, and can be used again", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        fake.dead = true;
        Bytes data(4);
        CHECK(spi.read(kRead, 0, data) == TransferResult::Timeout);
        CHECK_FALSE(fake.selected());
        fake.dead = false;
        fake.violations.clear(); // what was on its way had to be let go
        REQUIRE(spi.configure(setup) == TransferResult::Done);
        CHECK(spi.read(kRead, 0, data) == TransferResult::Done);
        fake.violations.clear();
    });
}

TEST_CASE("An SPI whose registers do not hold is a transfer error", "[spi]") {
    on_each_spi([](SpiFake& fake, NorController& spi, const NorSetup& setup) {
        NorSetup slow = setup;
        slow.prescaler = 255;
        fake.stuck_bits = setup.kind == ControllerKind::Spi ? 1u << registers::SPI_CR1_BR_Pos
                                                            : 1u << registers::SPI2V_CFG1_MBR_Pos;
        CHECK(spi.configure(slow) == TransferResult::TransferError);
    });
}
