#include "faults/fault-spec.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

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
    auto bit = parse_fault("stuck-bit:0x5802480C:15=0", why);
    REQUIRE(bit);
    REQUIRE(bit->address == 0x5802480C);
    REQUIRE(bit->bit == 15);
    REQUIRE_FALSE(bit->level);
    auto unplug = parse_fault("unplug:300ms", why);
    REQUIRE(unplug);
    REQUIRE(unplug->at == 300 * kPerMillisecond);
    for (const char* word : {"supply-lost", "reset-at", "unplug", "pause"}) {
        CAPTURE(word);
        const auto begin = parse_fault(std::string(word) + ":#3", why);
        REQUIRE(begin);
        REQUIRE((begin->operation.number == 3 && !begin->operation.middle && !begin->internal));
        const auto middle = parse_fault(std::string(word) + ":#int12.5", why);
        REQUIRE(middle);
        REQUIRE((middle->operation.number == 12 && middle->operation.middle && middle->internal));
    }
    const auto plug = parse_fault("usb-unplug:#7.5", why);
    REQUIRE(plug);
    REQUIRE((plug->operation.number == 7 && plug->operation.middle));
    REQUIRE(parse_fault("usb-unplug:2ms", why)->at == 2 * kPerMillisecond);
    REQUIRE(parse_fault("no-halt", why)->kind == FaultSpec::Kind::NoHalt);
    auto weak = parse_fault("weak-bit:0x21005:3=1", why);
    REQUIRE(weak);
    REQUIRE(weak->address == 0x21005);
    REQUIRE(weak->bit == 3);
    REQUIRE(weak->level);
    auto flip = parse_fault("flip-read:0x20000105:7", why);
    REQUIRE(flip);
    REQUIRE(flip->flip.address == 0x20000105);
    REQUIRE(flip->flip.bit == 7);
    REQUIRE(flip->flip.first == 1);
    REQUIRE_FALSE(flip->flip.lasts);
    flip = parse_fault("flip-write:0x20000105:7:12+", why);
    REQUIRE(flip);
    REQUIRE(flip->kind == FaultSpec::Kind::FlipWrite);
    REQUIRE(flip->flip.first == 12);
    REQUIRE(flip->flip.lasts);
    auto noise = parse_fault("noise-write:3:100000", why);
    REQUIRE(noise);
    REQUIRE(noise->noise.seed == 3);
    REQUIRE(noise->noise.bytes == 100000);
    REQUIRE(noise->noise.first == 0x20000000);
    REQUIRE(noise->noise.last == 0x3FFFFFFF);
    noise = parse_fault("noise-read:3:1:0x52002000-0x52002FFF", why);
    REQUIRE(noise);
    REQUIRE(noise->noise.first == 0x52002000);
    REQUIRE(noise->noise.last == 0x52002FFF);
    REQUIRE(why.empty());
    for (const char* wrong : {"usb-unplug:#int7",
                              "stuck:IO8=0",
                              "stuck:IO3=2",
                              "stuck:IO3",
                              "swap:IO2",
                              "swap:IO2,IO2",
                              "absent:1",
                              "stuck-bit:0x5802480D:1=0",
                              "stuck-bit:0x5802480C:32=0",
                              "stuck-bit:0x5802480C",
                              "unplug",
                              "unplug:3",
                              "unplug:#",
                              "unplug:#0",
                              "unplug:#1.4",
                              "unplug:#int",
                              "unplug:int3",
                              "unplug:#.5",
                              "supply-lost:# 1",
                              "pause:3ms",
                              "no-halt:",
                              "dead-sector:",
                              "dead-sector:12z",
                              "dead-sector:-1",
                              "dead-sector: 7",
                              "dead-sector:010",
                              "dead-sector:0x100000000",
                              "stuck-bit:0x5802480C:-1=0",
                              "weak-bit:0x21005:8=1",
                              "weak-bit:0x21005:3",
                              "flip-read:0x20000000",
                              "flip-read:0x20000000:8",
                              "flip-read:0x20000000:1:",
                              "flip-read:0x20000000:1:0",
                              "flip-read:0x20000000:1:+",
                              "flip-read:-1:1",
                              "flip-write:0x20000000:1:2++",
                              "flip-write: 1:1",
                              "noise-read:1",
                              "noise-read:1:0",
                              "noise-read:1:9:",
                              "noise-read:1:9:5",
                              "noise-read:1:9:6-5",
                              "noise-write:x:9",
                              "flip-read:0x100000000:1",
                              "",
                              "fire"}) {
        why.clear();
        CAPTURE(wrong);
        REQUIRE_FALSE(parse_fault(wrong, why));
        REQUIRE_FALSE(why.empty());
    }
}
