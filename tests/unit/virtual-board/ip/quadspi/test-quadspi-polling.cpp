#include "quadspi-rig.hpp"
#include "tests/unit/catch.hpp"

using namespace quadspi_rig;

namespace {

constexpr vb::Picoseconds kClock = 20'000;
constexpr std::uint32_t kPollStatus = instruction(0x05) | data(1) | fmode(2);

void poll(Rig& rig, std::uint32_t mask, std::uint32_t match, std::uint32_t more = 0) {
    rig.set_up(more);
    rig.write(q::kPsmkr, mask);
    rig.write(q::kPsmar, match);
    rig.write(q::kPir, 0x10);
    rig.command(kPollStatus);
}

} // namespace

TEST_CASE("QUADSPI polls as soon as CCR is written, again after PIR clocks, and stays busy in between") {
    Rig rig;
    rig.one.memory[0] = 0x03;
    poll(rig, 1, 0);
    CHECK(rig.busy());
    rig.pass(vb::kPerMicrosecond);
    CHECK(rig.one.wires.size() == 1);
    CHECK(rig.busy());
    CHECK_FALSE(rig.one.selected);
    // NCS 2, instruction 8, data 8; NCS high 6; interval 16.
    rig.pass(10 * vb::kPerMicrosecond);
    CHECK(rig.one.wires.size() == 1 + (11 * vb::kPerMicrosecond - 18 * kClock) / ((16 + 18) * kClock));
    CHECK(rig.level() == 0);
    CHECK((rig.flags() & q::sr::SMF) == 0);
    CHECK(rig.violated_rules() == "");
}

TEST_CASE("QUADSPI stops polling at a match when APMS is 1") {
    Rig rig;
    rig.one.memory[0] = 0x03;
    poll(rig, 1, 0, q::cr::APMS | q::cr::SMIE);
    rig.pass(100 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (q::sr::SMF | q::sr::BUSY)) == q::sr::BUSY);
    rig.one.memory[0] = 0x02;
    rig.pass(vb::kPerMicrosecond);
    CHECK((rig.flags() & (q::sr::SMF | q::sr::BUSY)) == q::sr::SMF);
    CHECK(rig.lines.level[92]);
    CHECK(rig.read(q::kDr) == 0x02);
    const std::size_t polls = rig.one.wires.size();
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.size() == polls);
    rig.write(q::kFcr, 8);
    CHECK((rig.flags() & q::sr::SMF) == 0);
    CHECK_FALSE(rig.lines.level[92]);
}

TEST_CASE("QUADSPI goes on polling after a match when APMS is 0, until an abort") {
    Rig rig;
    rig.one.memory[0] = 0x02;
    poll(rig, 1, 0);
    rig.pass(100 * vb::kPerMicrosecond);
    CHECK((rig.flags() & (q::sr::SMF | q::sr::BUSY)) == (q::sr::SMF | q::sr::BUSY));
    rig.write(q::kCr, rig.read(q::kCr) | q::cr::ABORT);
    const std::size_t polls = rig.one.wires.size();
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.size() == polls);
    CHECK((rig.flags() & (q::sr::BUSY | q::sr::TCF)) == q::sr::TCF);
}

TEST_CASE("QUADSPI matches all unmasked bits with PMM 0 and any of them with PMM 1") {
    Rig all, any, none;
    for (Rig* rig : {&all, &any, &none}) rig->one.memory[0] = 0x81;
    poll(all, 0x83, 0x82, q::cr::APMS);
    poll(any, 0x83, 0x82, q::cr::APMS | q::cr::PMM);
    poll(none, 0x83, 0x02, q::cr::APMS | q::cr::PMM);
    for (Rig* rig : {&all, &any, &none}) rig->pass(10 * vb::kPerMicrosecond);
    CHECK((all.flags() & q::sr::SMF) == 0);
    CHECK((any.flags() & q::sr::SMF) != 0);
    CHECK((none.flags() & q::sr::SMF) == 0);
}

TEST_CASE("QUADSPI sets FTF at each status that it has polled and clears it when DR is read") {
    Rig rig;
    rig.one.memory[0] = 0x03;
    poll(rig, 1, 0);
    CHECK((rig.flags() & q::sr::FTF) == 0);
    rig.pass(vb::kPerMicrosecond / 2);
    CHECK((rig.flags() & q::sr::FTF) != 0);
    CHECK(rig.read(q::kDr, 1) == 0x03);
    CHECK((rig.flags() & q::sr::FTF) == 0);
}

TEST_CASE("QUADSPI polls a status with an address when AR is written") {
    Rig rig;
    rig.set_up(q::cr::APMS);
    rig.write(q::kPsmkr, 0x80);
    rig.write(q::kPsmar, 0x80);
    rig.command(instruction(0x65) | address24(1) | dummies(8) | data(1) | fmode(2));
    rig.one.dummy = 8;
    rig.pass(vb::kPerMillisecond);
    CHECK(rig.one.wires.empty());
    rig.write(q::kAr, 0x000003);
    rig.pass(vb::kPerMillisecond);
    CHECK((rig.flags() & q::sr::SMF) != 0);
    CHECK(serial(rig.one.wires.at(0)) == Bytes{0x65, 0, 0, 3});
}

TEST_CASE("VB-QSPI-021: automatic polling of more than four bytes reads four") {
    Rig rig;
    rig.set_up();
    for (unsigned i = 0; i < 8; ++i) rig.one.memory[i] = std::uint8_t(i + 1);
    rig.write(q::kDlr, 7);
    rig.command(kPollStatus);
    rig.pass(2 * vb::kPerMicrosecond);
    CHECK(rig.violated("VB-QSPI-021"));
    CHECK(rig.read(q::kDr) == 0x04030201);
}
