#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

constexpr std::uint32_t kReadId = instruction(0x9F) | data(1) | fmode(1);

} // namespace

TEST_CASE("QUADSPI registers read as zero after reset") {
    Rig rig;
    const bool used = GENERATE(false, true);
    if (used) {
        rig.set_up();
        rig.write(q::kDlr, 7);
        rig.command(kReadId);
        rig.quadspi.reset();
    }
    for (std::uint32_t offset = 0; offset <= q::kLptr; offset += 4)
        if (offset != q::kDr) CHECK(rig.read(offset) == 0);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI keeps its fields, not its reserved bits, and says so") {
    Rig rig;
    rig.write(q::kDcr, 0x00160701);
    CHECK(rig.read(q::kDcr) == 0x00160701);
    CHECK(rig.violations.all().empty());
    rig.write(q::kDcr, 0x00160703);
    CHECK(rig.read(q::kDcr) == 0x00160701);
    CHECK(rig.violated("VB-BUS-002"));
    rig.write(0x34, 1);
    CHECK(rig.violated("VB-BUS-001"));
}

TEST_CASE("QUADSPI without its bus clock reads zero and keeps nothing") {
    Rig rig;
    rig.write(q::kDlr, 7);
    rig.clocked = false;
    rig.write(q::kDlr, 9);
    CHECK(rig.read(q::kDlr) == 0);
    CHECK(rig.violated("VB-RCC-001"));
    rig.clocked = true;
    CHECK(rig.read(q::kDlr) == 7);
}

TEST_CASE("VB-QSPI-002: QUADSPI ignores a write of a register while BUSY is 1") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 99);
    rig.command(kReadId);
    REQUIRE(rig.busy());
    // AR has its own tests: with and without an address phase.
    const std::uint32_t offset =
        GENERATE(q::kDcr, q::kDlr, q::kCcr, q::kAbr, q::kPsmkr, q::kPsmar, q::kPir, q::kLptr);
    const std::uint32_t before = rig.read(offset);
    rig.write(offset, 0x0001);
    CHECK(rig.read(offset) == before);
    CHECK(rig.violated("VB-QSPI-002"));
}

TEST_CASE(
    "VB-QSPI-002: QUADSPI keeps the fields of CR that only count while BUSY is 0, and takes the others") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 99);
    rig.command(kReadId);
    const std::uint32_t before = rig.read(q::kCr);
    const std::uint32_t field = GENERATE(q::cr::TCEN, q::cr::SSHIFT, q::cr::DFM, q::cr::FSEL, q::cr::APMS,
                                         q::cr::PMM, q::cr::PRESCALER);
    rig.write(q::kCr, before ^ field);
    CHECK(rig.read(q::kCr) == before);
    CHECK(rig.violated("VB-QSPI-002"));
    const std::size_t reported = rig.violations.all().size();
    rig.write(q::kCr, before | q::cr::FTHRES | q::cr::TCIE | q::cr::DMAEN);
    CHECK(rig.read(q::kCr) == (before | q::cr::FTHRES | q::cr::TCIE | q::cr::DMAEN));
    CHECK(rig.violations.all().size() == reported);
}

TEST_CASE("VB-QSPI-002: QUADSPI ignores AR while a command with an address runs") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x20) | address24(1));
    rig.write(q::kAr, 0x1000);
    rig.write(q::kAr, 0x2000);
    CHECK(rig.read(q::kAr) == 0x1000);
    CHECK(rig.violated("VB-QSPI-002"));
}

TEST_CASE("QUADSPI ignores AR in silence while a command without address runs, as ST's HAL expects") {
    Rig rig;
    rig.set_up();
    rig.write(q::kAr, 0x40);
    rig.command(instruction(0x06));
    rig.write(q::kAr, 0);
    CHECK(rig.read(q::kAr) == 0x40);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI ends what runs on an abort, empties the FIFO, sets TCF and clears ABORT") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 99);
    rig.command(kReadId);
    rig.pass(vb::kPerMicrosecond);
    CHECK(rig.level() > 0);
    CHECK(rig.one.selected);
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    CHECK(rig.sr() == q::sr::TCF);
    CHECK((rig.read(q::kCr) & q::cr::ABORT) == 0);
    CHECK_FALSE(rig.one.selected);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI sets no TCF when there is nothing to abort") {
    Rig rig;
    rig.set_up();
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    CHECK((rig.flags() & (q::sr::TCF | q::sr::BUSY)) == 0);
    CHECK((rig.read(q::kCr) & q::cr::ABORT) == 0);
}

TEST_CASE("VB-QSPI-017: clearing EN under a running transfer is a violation and ends it") {
    Rig rig;
    rig.set_up();
    rig.write(q::kDlr, 99);
    rig.command(kReadId);
    rig.pass(vb::kPerMicrosecond);
    rig.write(q::kCr, rig.read(q::kCr) & ~q::cr::EN);
    CHECK(rig.violated("VB-QSPI-017"));
    CHECK(rig.sr() == 0);
    CHECK_FALSE(rig.one.selected);
}

TEST_CASE("QUADSPI starts nothing while EN is 0") {
    Rig rig;
    rig.write(q::kDcr, 19u << 16);
    rig.command(instruction(0x06));
    rig.write(q::kAr, 0);
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    CHECK(rig.sr() == 0);
}

TEST_CASE("QUADSPI raises its interrupt for each flag that is enabled, and FCR clears all but FTF") {
    Rig rig;
    rig.set_up();
    rig.command(instruction(0x06));
    rig.pass(vb::kPerMillisecond);
    CHECK_FALSE(rig.lines.level[92]);
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::TCIE);
    CHECK(rig.lines.level[92]);
    rig.write(q::kFcr, 0x1B);
    CHECK_FALSE(rig.lines.level[92]);
    CHECK(rig.flags() == q::sr::FTF); // 32 bytes of room
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::FTIE);
    CHECK(rig.lines.level[92]);
    rig.write(q::kFcr, 0x1B);
    CHECK(rig.lines.level[92]);
}

TEST_CASE("QUADSPI sets FTF by the threshold of FTHRES + 1 bytes") {
    Rig rig;
    const unsigned fthres = GENERATE(0u, 3u, 15u, 31u);
    rig.set_up();
    rig.write(q::kCr, (rig.read(q::kCr) & ~q::cr::FTHRES) | fthres << 8);
    rig.write(q::kDlr, 99);
    rig.command(kReadId);
    const vb::Picoseconds clock = 20'000;
    rig.pass((1 + 8 + 8 * (fthres + 1)) * clock - 1);
    CHECK((rig.flags() & q::sr::FTF) == 0);
    rig.pass(1);
    CHECK((rig.flags() & q::sr::FTF) != 0);
    CHECK(rig.level() == fthres + 1);
}

TEST_CASE("VB-QSPI-028: FTHRES has four bits where its fifth is missing") {
    Rig rig({.errata = {.short_threshold = true}});
    rig.write(q::kCr, 31u << 8);
    CHECK(rig.read(q::kCr) == 15u << 8);
    CHECK(rig.violated("VB-QSPI-028"));
}

TEST_CASE("VB-QSPI-003: a transfer without kernel clock never completes, until an abort") {
    Rig rig;
    rig.set_up();
    rig.kernel = 0;
    rig.command(instruction(0x06));
    rig.pass(vb::kPerSecond);
    CHECK(rig.busy());
    CHECK(rig.violated("VB-QSPI-003"));
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    CHECK_FALSE(rig.busy());
}
