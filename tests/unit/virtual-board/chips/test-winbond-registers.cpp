// Winbond's status registers, QPI, locks and suspend.
#include "chips/nor-parts.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/quad-driver.hpp"

using namespace vb;
using namespace vb::test;

namespace {
unsigned sr(QuadBench& b, unsigned number) {
    return b.wires.reg(number == 1 ? 0x05 : number == 2 ? 0x35 : 0x15)[0];
}
} // namespace

TEST_CASE("Winbond's parts tell who they are by 9Fh, 90h, ABh and a unique id by 4Bh") {
    NorPart part = w25q64jv();
    part.unique_id = {1, 2, 3, 4, 5, 6, 7, 8};
    QuadBench b(part);
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x40, 0x17});
    CHECK(b.wires.read({0x90, 0, 3}, 2) == Bytes{0xEF, 0x16});
    CHECK(b.wires.read({0x90, 1, 3}, 2) == Bytes{0x16, 0xEF});
    CHECK(b.wires.read({.opcode = 0xAB, .dummies = 24}, 1) == Bytes{0x16});
    CHECK(b.wires.read({.opcode = 0x4B, .dummies = 32}, 8) == Bytes{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(QuadBench(w25q64jv_im()).wires.reg(0x9F, 3) == Bytes{0xEF, 0x70, 0x17});
    CHECK(QuadBench(w25q512jv()).wires.reg(0x9F, 3) == Bytes{0xEF, 0x40, 0x20});
    CHECK(b.rules() == "");
}

TEST_CASE("A W25Q64JV is delivered with QE = 1, the IM type and the FV with QE = 0") {
    QuadBench jv(w25q64jv()), im(w25q64jv_im()), fv(w25q64fv());
    CHECK(sr(jv, 2) == 0x02);
    CHECK(sr(im, 2) == 0x00);
    CHECK(sr(fv, 2) == 0x00);
    CHECK(sr(jv, 3) == 0x60);
}

TEST_CASE(
    "A status register written after 06h lasts; after 50h it is there at once and lost with the next reset") {
    QuadBench b(w25q64jv());
    b.write_enable();
    b.wires.write({.opcode = 0x01}, {0x04});
    CHECK((b.status() & 3) == 3);
    CHECK(b.wait_idle() == 10 * kPerMillisecond);
    CHECK(b.status() == 0x04);
    b.wires.command(0x50);
    b.wires.write({.opcode = 0x01}, {0x08});
    CHECK(b.status() == 0x08);
    b.wires.command(0x66);
    b.wires.command(0x99);
    b.pass(30 * kPerMicrosecond);
    CHECK(b.status() == 0x04);
    CHECK(b.rules() == "");
}

TEST_CASE("01h with one byte leaves SR2 on a JV, and clears it on an FV") {
    for (const bool jv : {true, false}) {
        QuadBench b(jv ? w25q64jv() : w25q64fv());
        b.write_register(0x01, {0x00, 0x02});
        CHECK(sr(b, 2) == 0x02);
        b.write_register(0x01, {0x00});
        CHECK(sr(b, 2) == (jv ? 0x02u : 0x00u));
        CHECK(b.rules() == "");
    }
}

TEST_CASE("With QE = 0 commands on four lines and 38h are ignored, with a violation", "[VB-NOR-024]") {
    QuadBench b(w25q64jv_im());
    b.chip.array()[0] = 0x12;
    CHECK(b.wires.read({0x6B, 0, 3, 1, 4, {}, 8}, 1) == Bytes{0x00});
    CHECK(b.rules() == "VB-NOR-024");
    b.wires.command(0x38);
    CHECK(b.rules() == "VB-NOR-024,VB-NOR-024");
    CHECK(b.chip.protocol() == Protocol::spi);
    b.write_enable();
    b.wires.write({.opcode = 0x32, .address_bytes = 3, .data_lines = 4}, {0x00});
    CHECK((b.status() & 1) == 0);
    CHECK(b.rules() == "VB-NOR-024,VB-NOR-024,VB-NOR-024");
}

TEST_CASE("38h enters QPI, FFh leaves it, a reset too; QE cannot be cleared meanwhile", "[VB-NOR-026]") {
    QuadBench b(w25q64jv_im());
    b.write_register(0x31, {0x02});
    b.wires.command(0x38);
    b.wires.qpi = true;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x70, 0x17});
    b.write_register(0x31, {0x00});
    CHECK(sr(b, 2) == 0x02);
    CHECK(b.rules() == "VB-NOR-026");
    b.program(0x100, {0xAB, 0xCD});
    b.wires.command(0xFF);
    b.wires.qpi = false;
    CHECK(b.wires.read({0x03, 0x100, 3}, 2) == Bytes{0xAB, 0xCD});
    b.wires.command(0x38);
    b.wires.qpi = true;
    b.wires.command(0x66);
    b.wires.command(0x99);
    b.pass(30 * kPerMicrosecond);
    b.wires.qpi = false;
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x70, 0x17});
    CHECK(b.rules() == "VB-NOR-026");
}

TEST_CASE("Software that does not know the mode may send resets in any, and FFh") {
    QuadBench b(w25q64jv_im());
    b.write_register(0x31, {0x02});
    for (const bool qpi : {false, true}) {
        if (qpi) b.wires.command(0x38);
        for (const bool on_four : {false, true}) {
            b.wires.qpi = on_four;
            for (unsigned opcode : {0xFF, 0xAB, 0x66, 0x99}) b.wires.command(opcode);
        }
        b.pass(30 * kPerMicrosecond);
        b.wires.qpi = false;
        CHECK(b.wires.reg(0x9F, 3) == Bytes{0xEF, 0x70, 0x17});
    }
    CHECK(b.rules() == "");
}

TEST_CASE("SRL locks the status registers until the supply goes", "[VB-NOR-026]") {
    QuadBench b(w25q64jv());
    b.write_register(0x31, {0x03});
    b.write_register(0x01, {0x04});
    CHECK(b.status() == 0);
    CHECK(b.rules() == "VB-NOR-026");
    b.wires.command(0x66);
    b.wires.command(0x99);
    b.pass(30 * kPerMicrosecond);
    CHECK(sr(b, 2) == 0x03);
    b.chip.power_on();
    CHECK(sr(b, 2) == 0x02);
    b.write_register(0x01, {0x04});
    CHECK(b.status() == 0x04);
}

TEST_CASE("Reserved bits of the status registers are written 0", "[VB-NOR-020]") {
    QuadBench b(w25q64jv());
    b.write_register(0x11, {0x61});
    CHECK(b.rules() == "VB-NOR-020");
    CHECK(sr(b, 3) == 0x60);
}

TEST_CASE("Writes of a register without 06h or 50h are ignored with a violation", "[VB-NOR-008]") {
    QuadBench b(w25q64jv());
    b.wires.write({.opcode = 0x01}, {0x04});
    CHECK(b.status() == 0);
    b.wires.write({.opcode = 0x36, .address_bytes = 3}, {});
    CHECK(b.rules() == "VB-NOR-008,VB-NOR-008");
}

TEST_CASE("BP, TB, SEC and CMP protect what the data sheet's table says") {
    struct Case {
        std::uint8_t status1, status2;
        std::uint32_t first, end; // protected
    };
    for (const Case& c :
         {Case{0x04, 2, 0x7E0000, 0x800000}, Case{0x18, 2, 0x400000, 0x800000}, Case{0x24, 2, 0, 0x20000},
          Case{0x44, 2, 0x7FF000, 0x800000}, Case{0x70, 2, 0, 0x8000}, Case{0x04, 0x42, 0, 0x7E0000},
          Case{0x24, 0x42, 0x20000, 0x800000}, Case{0x1C, 2, 0, 0x800000}, Case{0x00, 2, 0, 0}}) {
        QuadBench b(w25q64jv());
        b.write_register(0x01, {c.status1, c.status2});
        for (std::uint32_t at : {0u, 0x7000u, 0x8000u, 0x1F000u, 0x20000u, 0x3FF000u, 0x400000u, 0x7DF000u,
                                 0x7E0000u, 0x7FE000u, 0x7FF000u}) {
            b.erase(0x20, at);
            const bool refused = at >= c.first && at < c.end;
            INFO(std::hex << unsigned(c.status1) << " at " << at);
            CHECK((b.status() & 1) == !refused);
            b.wait_idle();
        }
        CHECK(b.rules() == "");
    }
}

TEST_CASE("A W25Q256JV has BP3 and TB in other places than the smaller parts") {
    QuadBench b(w25q256jv());
    b.write_register(0x01, {0x44}); // BP = 1, TB
    b.erase(0x20, 0xF000);
    CHECK((b.status() & 1) == 0);
    b.erase(0x20, 0x10000);
    CHECK((b.status() & 1) == 1);
}

TEST_CASE("With WPS = 1 every block is locked at power-up; 39h opens one, 98h all, 36h and 7Eh lock") {
    QuadBench b(w25q64jv());
    b.write_register(0x11, {0x64});
    const auto erases = [&](std::uint32_t at) {
        b.erase(0x20, at);
        const bool busy = b.status() & 1;
        b.wait_idle();
        return busy;
    };
    const auto lock = [&](unsigned opcode, std::uint32_t at, unsigned bytes) {
        b.write_enable();
        b.wires.write({.opcode = opcode, .address = at, .address_bytes = bytes}, {});
    };
    CHECK(!erases(0x1000));
    CHECK(b.wires.read({0x3D, 0x1000, 3}, 1) == Bytes{1});
    lock(0x39, 0x1000, 3);
    CHECK(b.wires.read({0x3D, 0x1000, 3}, 1) == Bytes{0});
    CHECK((erases(0x1000) && !erases(0x2000)));
    lock(0x98, 0, 0);
    CHECK((erases(0x2000) && erases(0x100000)));
    lock(0x36, 0x100000, 3);
    CHECK((erases(0x2000) && !erases(0x100000)));
    lock(0x7E, 0, 0);
    CHECK(!erases(0x2000));
    CHECK(b.rules() == "");
}

TEST_CASE("75h suspends an erase and SUS says so; 7Ah lets it finish") {
    QuadBench b(w25q64jv());
    std::fill_n(b.chip.array().begin(), 0x10000, 0);
    b.erase(0x20, 0x1000);
    b.pass(kPerMillisecond);
    b.wires.command(0x75);
    CHECK(b.wait_idle() == 20 * kPerMicrosecond);
    CHECK(sr(b, 2) == 0x82);
    CHECK(b.wires.read({0x03, 0, 3}, 1) == Bytes{0});
    b.pass(20 * kPerMicrosecond);
    b.wires.command(0x7A);
    CHECK(sr(b, 2) == 0x02);
    b.wait_idle();
    CHECK(b.chip.array()[0x1000] == 0xFF);
    CHECK(b.rules() == "");
}

TEST_CASE("While busy only the status registers, 75h and the reset are heard", "[VB-NOR-005]") {
    QuadBench b(w25q64jv());
    b.erase(0x20, 0);
    CHECK(sr(b, 3) == 0x60);
    CHECK(b.rules() == "");
    CHECK(b.wires.reg(0x9F, 3) == Bytes{0, 0, 0});
    CHECK(b.rules() == "VB-NOR-005");
}

TEST_CASE("In power-down a Winbond part hears ABh alone, and after it nothing for 3 us",
          "[VB-NOR-006][VB-NOR-007]") {
    QuadBench b(w25q64jv());
    b.wires.command(0xB9);
    b.wires.command(0x66);
    b.wires.command(0x99);
    CHECK(b.rules() == "");
    CHECK(b.wires.reg(0x9F) == Bytes{0});
    CHECK(b.rules() == "VB-NOR-007");
    b.wires.command(0xAB);
    CHECK(b.wires.reg(0x9F) == Bytes{0});
    CHECK(b.rules() == "VB-NOR-007,VB-NOR-006");
    b.pass(3 * kPerMicrosecond);
    CHECK(b.wires.reg(0x9F) == Bytes{0xEF});
}

TEST_CASE("Erases of 4, 32 and 64 KiB and of the chip last what the data sheet says") {
    struct Case {
        unsigned opcode;
        std::uint32_t bytes;
        Picoseconds time;
    };
    QuadBench b(w25q64jv());
    for (const Case& c : {Case{0x20, 4096, 45}, Case{0x52, 32768, 120}, Case{0xD8, 65536, 150}}) {
        std::fill_n(b.chip.array().begin() + 0x40000, 0x20000, 0);
        b.erase(c.opcode, 0x50123);
        CHECK(b.wait_idle() == c.time * kPerMillisecond);
        CHECK(std::count(b.chip.array().begin() + 0x40000, b.chip.array().begin() + 0x60000, 0xFF) ==
              c.bytes);
    }
    b.write_enable();
    b.wires.command(0xC7);
    CHECK(b.wait_idle() == 20 * kPerSecond);
    CHECK(b.rules() == "");
}

TEST_CASE("32h programs a page on four lines") {
    QuadBench b(w25q64jv());
    b.write_enable();
    b.wires.write({.opcode = 0x32, .address = 0x1FF, .address_bytes = 3, .data_lines = 4}, {0x5A});
    CHECK(b.wait_idle() == 400 * kPerMicrosecond);
    CHECK(b.chip.array()[0x1FF] == 0x5A);
    CHECK(b.rules() == "");
}
