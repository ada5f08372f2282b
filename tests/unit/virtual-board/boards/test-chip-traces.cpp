#include "boards/chip-traces.hpp"
#include "boards/fault-spec.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {
struct EchoChip : SpiDevice {
    std::vector<std::uint8_t> heard;
    SpiPins pins;
    std::uint8_t answer = 0;
    std::vector<std::uint8_t> cells = std::vector<std::uint8_t>(4096, 0xFF);
    void select(const SpiPins& p) override { pins = p; }
    void drive(std::span<const std::uint8_t> h) override { heard.assign(h.begin(), h.end()); }
    bool sample(std::span<std::uint8_t> h) override {
        for (auto& one : h) one = answer;
        return true;
    }
    void deselect() override {}
    void hardware_reset() override {}
    void power_on() override {}
    std::span<std::uint8_t> array() override { return cells; }
};
struct Bench {
    EchoChip chip;
    ChipTraces traces{chip};
    std::uint8_t send(std::uint8_t levels) {
        const std::uint8_t half[] = {levels, levels};
        traces.drive(half);
        return chip.heard.at(0);
    }
    std::uint8_t receive(std::uint8_t levels, bool* edges = nullptr) {
        chip.answer = levels;
        std::uint8_t half[2];
        bool dqs = traces.sample(half);
        if (edges) *edges = dqs;
        return half[0];
    }
};
} // namespace

TEST_CASE("Sound traces carry every line both ways") {
    Bench b;
    REQUIRE(b.send(0xA5) == 0xA5);
    bool edges = false;
    REQUIRE(b.receive(0x3C, &edges) == 0x3C);
    REQUIRE(edges);
}

TEST_CASE("A stuck line has its level in both directions") {
    Bench b;
    b.traces.stick(3, false);
    b.traces.stick(0, true);
    REQUIRE(b.send(0xFE) == 0xF7);
    REQUIRE(b.receive(0xFE) == 0xF7);
}

TEST_CASE("Swapped lines are exchanged in both directions, so a write read back looks sound") {
    Bench b;
    b.traces.swap(2, 3);
    REQUIRE(b.send(0x04) == 0x08);
    REQUIRE(b.receive(0x08) == 0x04);
    b.traces.select({1000, 0xFB, true});
    REQUIRE(b.chip.pins.io_connected == 0xF7);
}

TEST_CASE("A cut DQS trace carries no edges") {
    Bench b;
    b.traces.cut_dqs();
    bool edges = true;
    REQUIRE(b.receive(0x12, &edges) == 0x12);
    REQUIRE_FALSE(edges);
}

TEST_CASE("An unpowered chip hears and drives nothing") {
    Bench b;
    b.traces.set_powered(false);
    const std::uint8_t half[] = {1, 1};
    b.traces.drive(half);
    REQUIRE(b.chip.heard.empty());
    bool edges = true;
    REQUIRE(b.receive(0x00, &edges) == 0xFF);
    REQUIRE_FALSE(edges);
}

TEST_CASE("Fault specifications are read, and others refused with a sentence") {
    std::string why;
    auto stuck = parse_fault("stuck:IO3=0", why);
    REQUIRE(stuck);
    REQUIRE(stuck->kind == FaultSpec::Kind::Stuck);
    REQUIRE(stuck->line == 3);
    REQUIRE_FALSE(stuck->level);
    auto swap = parse_fault("swap:IO2,IO5", why);
    REQUIRE(swap);
    REQUIRE(swap->line == 2);
    REQUIRE(swap->other_line == 5);
    auto dead = parse_fault("dead-sector:0x10000", why);
    REQUIRE(dead);
    REQUIRE(dead->address == 0x10000);
    REQUIRE(parse_fault("absent", why)->kind == FaultSpec::Kind::Absent);
    REQUIRE(why.empty());
    for (const char* wrong : {"stuck:IO8=0", "stuck:IO3=2", "stuck:IO3", "swap:IO2", "swap:IO2,IO2",
                              "absent:1", "dead-sector:", "dead-sector:12z", "", "fire"}) {
        why.clear();
        CAPTURE(wrong);
        REQUIRE_FALSE(parse_fault(wrong, why));
        REQUIRE_FALSE(why.empty());
    }
}
