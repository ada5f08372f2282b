// The SPI of H7: registers and rules.
#include "spi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace spi_rig;
using namespace vb::spi_v2;

TEST_CASE("H7: the SPI has its reset values") {
    NewRig rig;
    CHECK(rig.read(kCfg1) == 0x00070007);
    CHECK(rig.sr() == 0x1002);
    CHECK(rig.read(kCrcpoly) == 0x107);
}

TEST_CASE(
    "H7: TXTF masks TXP's interrupt, and holds TXP at 0 until it is cleared, in the next transfer, too") {
    NewRig rig;
    rig.set_up(1);
    rig.write(kIer, sr::TXP | sr::EOT);
    CHECK(rig.lines.level[35]);
    rig.start();
    rig.send(1);
    CHECK(rig.read(kIer) == sr::EOT);
    rig.pass_ns(160);
    rig.disable();
    rig.enable();
    CHECK_FALSE(rig.sr() & sr::TXP);
    rig.write(kIfcr, sr::TXTF);
    CHECK(rig.sr() & sr::TXP);
}

TEST_CASE("H7: IOLOCK locks CFG2 until SPE falls, and is not set while SPE is 1") {
    NewRig rig;
    rig.set_up(1);
    rig.write(kCr1, rig.read(kCr1) | cr1::IOLOCK);
    CHECK_FALSE(rig.read(kCr1) & cr1::IOLOCK);
    rig.disable();
    rig.write(kCr1, cr1::SSI | cr1::IOLOCK);
    const std::uint32_t before = rig.read(kCfg2);
    rig.write(kCfg2, before ^ cfg2::CPHA);
    CHECK(rig.read(kCfg2) == before);
    CHECK(rig.violated("VB-SPI-002"));
    rig.enable();
    rig.disable();
    CHECK_FALSE(rig.read(kCr1) & cr1::IOLOCK);
}

TEST_CASE("VB-SPI-002: H7's CFG1, CFG2 and TSIZE keep their values while SPE is 1") {
    for (const auto reg : {kCfg1, kCfg2, kCr2}) {
        NewRig rig;
        rig.set_up(4);
        const std::uint32_t before = rig.read(reg);
        rig.write(reg, before ^ 1u);
        CHECK(rig.read(reg) == before);
        CHECK(rig.violated("VB-SPI-002"));
    }
}

TEST_CASE("VB-SPI-014: H7's MASTER without SSI is a mode fault, and SPE stays 0 until it is cleared") {
    NewRig rig;
    rig.write(kCfg2, NewRig::kMaster);
    CHECK(rig.violated("VB-SPI-014"));
    CHECK_FALSE(rig.read(kCfg2) & cfg2::MASTER);
    rig.enable();
    CHECK_FALSE(rig.read(kCr1) & cr1::SPE);
    rig.write(kIfcr, sr::MODF);
    rig.set_up(1);
    CHECK(rig.read(kCr1) & cr1::SPE);
}

TEST_CASE("VB-SPI-019: packets above half of the FIFO are a violation") {
    NewRig rig;
    rig.set_up(0, 0, 7 | 7u << cfg1::FTHLV_Pos);
    CHECK(rig.violated_rules() == "");
    NewRig above;
    above.set_up(0, 0, 7 | 8u << cfg1::FTHLV_Pos);
    CHECK(above.violated("VB-SPI-019"));
}

TEST_CASE("VB-SPI-024: a disabled SPI without AFCNTR lets SCK float under a selected chip") {
    const auto floats = [](bool selected, std::uint32_t cfg2, std::optional<bool> resistor) {
        Rig<vb::SpiV2> rig;
        vb::SpiSeat wired = seat(&rig.chip);
        wired.sck.resistor = resistor;
        rig.spi.solder(wired);
        if (selected) rig.select();
        rig.write(kCr1, cr1::SSI);
        rig.write(kCfg2, cfg2::MASTER | cfg2::SSM | cfg2);
        rig.write(kCr1, cr1::SSI | cr1::SPE);
        return rig.violated("VB-SPI-024");
    };
    CHECK(floats(true, 0, std::nullopt));
    CHECK_FALSE(floats(false, 0, std::nullopt));
    CHECK_FALSE(floats(true, cfg2::AFCNTR, std::nullopt));
    CHECK_FALSE(floats(true, 0, false));
}

TEST_CASE("H7: interrupts of EOT cover SUSP and TXC") {
    NewRig rig;
    rig.set_up(1);
    rig.write(kIer, sr::EOT);
    rig.start();
    rig.send(1);
    CHECK_FALSE(rig.lines.level[35]);
    rig.pass_ns(160);
    CHECK(rig.lines.level[35]);
    rig.write(kIfcr, sr::EOT);
    CHECK_FALSE(rig.lines.level[35]);
}

TEST_CASE("VB-SPI-016: TXDR and RXDR are not accessed more narrowly than a frame") {
    NewRig rig;
    rig.set_up(1, 0, 15);
    rig.start();
    rig.send(0x42, 1);
    CHECK(rig.violated("VB-SPI-016"));
    rig.pass_ns(1000);
    CHECK_FALSE(rig.sr() & sr::EOT);
    NewRig beside;
    beside.set_up(1);
    beside.write(kTxdr + 1, 0x42, 1);
    CHECK(beside.violated("VB-SPI-016"));
}

TEST_CASE("VB-SPI-019: a small instance has no frames above 16 bits") {
    const auto complains = [](unsigned fifo_bytes, unsigned bits) {
        Bench b;
        vb::SpiWiring wiring = b.wiring();
        wiring.fifo_bytes = fifo_bytes;
        vb::SpiV2 spi(b.timeline, b.violations, b.pads, b.lines, wiring);
        const auto write = [&](std::uint32_t offset, std::uint32_t value) {
            spi.write(offset, 4, value, vb::Master::Core);
        };
        spi.reset();
        write(kCr1, cr1::SSI);
        write(kCfg1, bits - 1);
        write(kCfg2, NewRig::kMaster);
        write(kCr1, cr1::SSI | cr1::SPE);
        return b.violated("VB-SPI-019");
    };
    CHECK_FALSE(complains(16, 32));
    CHECK_FALSE(complains(8, 16));
    CHECK(complains(8, 17));
    CHECK(complains(16, 3));
}
