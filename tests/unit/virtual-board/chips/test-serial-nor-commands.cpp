#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/chips/wire-driver.hpp"

#include <algorithm>
#include <chrono>

using namespace vb;
using namespace vb::test;

namespace {
constexpr Protocol kOctal[] = {Protocol::octal_str, Protocol::octal_dtr};

void fill_with_offsets(Bench& b) {
    auto cells = b.chip.array();
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = std::uint8_t(i ^ i >> 8 ^ i >> 16);
}
} // namespace

TEST_CASE("The SPI reads take 3 or 4 address bytes and the fast ones 8 dummy cycles") {
    Bench b;
    fill_with_offsets(b);
    const Bytes low(b.chip.array().begin() + 0x123456, b.chip.array().begin() + 0x12345A);
    const Bytes high(b.chip.array().begin() + 0x1123456, b.chip.array().begin() + 0x112345A);
    CHECK(b.wires.read(0x03, 0x123456, 3, 0, 4) == low);
    CHECK(b.wires.read(0x0B, 0x123456, 3, 8, 4) == low);
    CHECK(b.wires.read(0x13, 0x1123456, 4, 0, 4) == high);
    CHECK(b.wires.read(0x0C, 0x1123456, 4, 8, 4) == high);
    CHECK(b.wires.read(0x0C, 0x1123456, 4, 7, 4) != high);
    CHECK(b.rules() == "");
}

TEST_CASE("A read in several parts goes on where it was, and at the end of the array begins anew") {
    Bench b;
    fill_with_offsets(b);
    for (Protocol p : {Protocol::spi, Protocol::octal_str, Protocol::octal_dtr}) {
        b.enter(p);
        b.wires.begin();
        b.wires.send_header(p == Protocol::spi         ? 0x13
                            : p == Protocol::octal_str ? 0xEC13
                                                       : 0xEE11,
                            0x1FFFFFE, 4);
        if (p != Protocol::spi) b.wires.wait(20);
        Bytes got = b.wires.receive(2), more = b.wires.receive(2);
        b.wires.end();
        auto cells = b.chip.array();
        CHECK(got == Bytes{cells[0x1FFFFFE], cells[0x1FFFFFF]});
        CHECK(more == Bytes{cells[0], cells[1]});
        b.write_configuration2(0, 0);
        b.wires.protocol = Protocol::spi;
    }
    CHECK(b.rules() == "");
}

TEST_CASE("Each program and erase opcode of the command table works") {
    struct Case {
        unsigned opcode, address_bytes;
        bool erases;
    };
    for (const Case& c :
         {Case{0x02, 3, false}, Case{0x12, 4, false}, Case{0x20, 3, true}, Case{0x21, 4, true},
          Case{0xD8, 3, true}, Case{0xDC, 4, true}, Case{0x60, 0, true}, Case{0xC7, 0, true}}) {
        Bench b;
        if (c.erases) b.chip.array()[0x1000] = 0;
        b.write_enable();
        b.wires.write(c.opcode, 0x1000, c.address_bytes, c.erases ? Bytes{} : Bytes{0x42});
        b.wait_idle();
        CHECK(b.chip.array()[0x1000] == (c.erases ? 0xFF : 0x42));
        CHECK(b.rules() == "");
    }
}

TEST_CASE("SR and CR are written together in SPI and by address in OPI") {
    for (Protocol p : kOctal) {
        Bench b;
        b.write_enable();
        b.wires.write(0x01, 0, 0, Bytes{0x04, 0x03});
        CHECK(b.status() == 3);
        b.wait_idle();
        CHECK(b.status() == 0x04);
        CHECK(b.wires.read(0x15, 0, 0, 0, 1)[0] == 0x03);
        b.enter(p);
        const std::size_t n = p == Protocol::octal_dtr ? 2 : 1;
        b.write_enable();
        b.wires.write(0x01FE, 0, 4, Bytes(n, 0x08));
        b.wait_idle();
        CHECK(b.status() == 0x08);
        CHECK(b.wires.read(0x15EA, 1, 4, 4, 2)[0] == 0x03);
        b.write_enable();
        b.wires.write(0x01FE, 1, 4, Bytes(n, 0x05));
        b.wait_idle();
        CHECK(b.status() == 0x08);
        CHECK(b.wires.read(0x15EA, 1, 4, 4, 2)[0] == 0x05);
        CHECK(b.rules() == "");
    }
}

TEST_CASE("A volatile CR2 write acts at once, a non-volatile one is busy") {
    Bench b;
    b.write_configuration2(0x300, 5);
    CHECK(b.status() == 0);
    CHECK(b.configuration2(0x300) == 5);
    CHECK(b.configuration2(0x40000300) == 0);
    b.write_configuration2(0x40000300, 3);
    CHECK(b.status() == 3);
    b.wait_idle();
    CHECK(b.configuration2(0x300) == 5);
    CHECK(b.configuration2(0x40000300) == 3);
    CHECK(b.rules() == "");
}

TEST_CASE("The secured OTP lock is set by write security and stays") {
    Bench b;
    b.write_enable();
    b.wires.command(0x2F);
    b.wait_idle();
    CHECK(b.security() == 0x02);
    b.chip.power_on();
    CHECK(b.security() == 0x02);
    CHECK(b.rules() == "");
}

TEST_CASE("The write buffer is filled in parts, read back and programmed on confirmation") {
    for (Protocol p : kOctal) {
        Bench b;
        b.enter(p);
        b.write_enable();
        b.wires.write(0x22DD, 0x300, 4, Bytes{1, 2});
        b.wires.write(0x24DB, 0x302, 4, Bytes{3, 4});
        CHECK(b.status() == 2);
        CHECK(b.wires.read(0x25DA, 0x300, 4, 20, 6) == Bytes{1, 2, 3, 4, 0xFF, 0xFF});
        b.wires.command(0x31CE);
        CHECK(b.status() == 3);
        b.wait_idle();
        CHECK(b.read(0x300, 6) == Bytes{1, 2, 3, 4, 0xFF, 0xFF});
        CHECK(b.rules() == "");
    }
}

TEST_CASE("With wrap enabled an octal read stays in its aligned piece") {
    Bench b;
    fill_with_offsets(b);
    b.wires.write(0xC0, 0, 0, Bytes{0x10}); // 16 bytes
    b.enter(Protocol::octal_dtr);
    const Bytes got = b.read(0x1004, 20);
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == b.chip.array()[0x1000 + (4 + i) % 16]);
    b.wires.write(0xC03F, 0, 4, Bytes{0, 0});
    CHECK(b.read(0x100E, 4)[2] == b.chip.array()[0x1010]);
    CHECK(b.rules() == "");
}

TEST_CASE("The fast boot register is off at delivery, is written once and erased") {
    Bench b;
    CHECK(b.wires.read(0x16, 0, 0, 0, 4) == Bytes(4, 0xFF));
    b.write_enable();
    b.wires.write(0x17, 0, 0, Bytes{0xF1, 2, 3, 4});
    b.wait_idle();
    CHECK(b.wires.read(0x16, 0, 0, 0, 4) == Bytes{0xF1, 2, 3, 4});
    b.write_enable();
    b.wires.command(0x18);
    b.wait_idle();
    CHECK(b.wires.read(0x16, 0, 0, 0, 4) == Bytes(4, 0xFF));
    CHECK(b.rules() == "");
}

TEST_CASE("With WPSEL the DPB bits protect instead of BP, all of them after power-up") {
    Bench b;
    b.write_enable();
    b.wires.command(0x68);
    b.wait_idle();
    CHECK(b.security() == 0x80);
    b.chip.power_on();
    CHECK(b.wires.read(0xE0, 0x10000, 4, 0, 1) == Bytes{0xFF});
    b.program(0x10000, {0});
    CHECK(b.security() == 0xA0);
    b.write_enable();
    b.wires.write(0xE1, 0x10000, 4, Bytes{0});
    CHECK(b.wires.read(0xE0, 0x1F000, 4, 0, 1) == Bytes{0x00});
    CHECK(b.wires.read(0xE0, 0x20000, 4, 0, 1) == Bytes{0xFF});
    b.write_enable();
    b.wires.write(0xE1, 0x1FF1000, 4, Bytes{0}); // units of 4 KiB in the last block as in the first
    CHECK(b.wires.read(0xE0, 0x1FF1000, 4, 0, 1) == Bytes{0x00});
    CHECK(b.wires.read(0xE0, 0x1FF2000, 4, 0, 1) == Bytes{0xFF});
    b.program(0x10000, {0});
    b.wait_idle();
    CHECK(b.security() == 0x80);
    b.erase_sector(0x0F000); // a 4 KiB unit of its own
    CHECK(b.security() == 0xC0);
    b.write_enable();
    b.wires.command(0x98);
    b.erase_sector(0x0F000);
    b.wait_idle();
    CHECK(b.security() == 0x80);
    b.write_enable();
    b.wires.command(0x7E);
    CHECK(b.wires.read(0xE0, 0x1FFF000, 4, 0, 1) == Bytes{0xFF});
    CHECK(b.rules() == "");
}

TEST_CASE("Reading a megabyte takes milliseconds of the host's time") {
    Bench b;
    b.enter(Protocol::octal_dtr);
    const auto start = std::chrono::steady_clock::now();
    Bytes levels(1u << 20);
    b.wires.begin();
    b.wires.send_header(0xEE11, 0, 4);
    b.wires.wait(20);
    b.chip.sample(levels);
    b.wires.end();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(500));
    CHECK(std::count(levels.begin(), levels.end(), 0xFF) == 1 << 20);
}
