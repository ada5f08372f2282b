#include "tests/unit/catch.hpp"
#include "tests/unit/firmware/update/update-bench.hpp"

#include <cstring>

using namespace update_bench;

namespace {
std::uint32_t vector(Bench& bench, std::uint8_t area, std::uint32_t address) {
    std::uint32_t word = 0;
    for (unsigned i = 0; i < 4; ++i) word |= std::uint32_t{bench.at(area, address + 4 + i)} << 8 * i;
    return word;
}
Bytes application(std::size_t size, std::uint32_t reset_vector) {
    Bytes bytes = pattern(size);
    std::memcpy(bytes.data() + 4, &reset_vector, sizeof(reset_vector));
    return bytes;
}
} // namespace

TEST_CASE("Pages that are erased one by one become blocks, and the rest sectors", "[update]") {
    Bench bench;
    for (std::uint32_t page = 0; page < 19; ++page) {
        REQUIRE(bench.erase(kExternal + page * 0x1000) == 5);
        bench.work();
    }
    CHECK(bench.jobs == std::vector<std::string>{"erase 0 0 65536"});
    bench.now += Writer::kQuietUs + 1;
    bench.work_all();
    CHECK(bench.jobs == std::vector<std::string>{"erase 0 0 65536", "erase 0 65536 4096",
                                                 "erase 0 69632 4096", "erase 0 73728 4096"});
}

TEST_CASE("A block is programmed as soon as its own place is erased", "[update]") {
    Bench bench;
    for (std::uint32_t page = 0; page < 48; ++page) REQUIRE(bench.erase(kExternal + page * 0x1000) == 5);
    REQUIRE(bench.set_address(kExternal + 0x800) == 5);
    bench.send(2, pattern(4096));
    bench.work();
    bench.work();
    CHECK(bench.jobs == std::vector<std::string>{"erase 0 0 65536", "program 0 2048 4096"});
    bench.work();
    CHECK(bench.jobs.back() == "erase 0 65536 65536"); // ahead, while the host sends
}

TEST_CASE("The vector table's reset vector is programmed last, and its last bit alone", "[update]") {
    for (const std::uint32_t reset : {0x90000401u, 0x70000401u, 0x08020401u}) {
        Bench bench;
        const Bytes image = application(9000, reset);
        REQUIRE(bench.download(kExternal, image) == 5);
        bench.work_all();
        CHECK(vector(bench, 0, kExternal) == 0xFFFFFFFF); // everything else is there
        CHECK(bench.holds(0, kExternal + 256, Bytes(image.begin() + 256, image.end())));
        bench.ask(DfuRequest::Abort);
        bench.work();
        const std::uint32_t before = vector(bench, 0, kExternal);
        CHECK(std::popcount(before ^ reset) == 1);
        CHECK((before & reset) == reset);
        bench.work();
        CHECK(vector(bench, 0, kExternal) == reset);
        CHECK(bench.finish_later() == Kind::Acknowledge);
        CHECK(bench.holds(0, kExternal, image));
    }
}

TEST_CASE("In a memory with an ECC the unit with the reset vector is programmed last and once", "[update]") {
    Bench bench(1, kInternal + 0x20000);
    const Bytes image = application(9000, 0x08020401);
    bench.device.set_alternate(1);
    REQUIRE(bench.download(kInternal + 0x20000, image, 0x20000) == 5);
    bench.work_all();
    CHECK(vector(bench, 1, kInternal + 0x20000) == 0xFFFFFFFF);
    bench.ask(DfuRequest::Abort);
    CHECK(bench.finish_later() == Kind::Acknowledge);
    CHECK(bench.jobs.back() == "program 1 " + std::to_string((kInternal + 0x20000) & 0xFFFFFF) + " 32");
    CHECK(bench.holds(1, kInternal + 0x20000, image));
}

TEST_CASE("A download that is cut off anywhere does not start", "[update]") {
    const Bytes image = application(20'000, 0x90000401);
    for (int chunks = 0; chunks < 4; ++chunks) {
        for (const bool by_reset : {true, false}) {
            Bench bench;
            for (std::uint32_t page = 0; page < 5; ++page)
                REQUIRE(bench.erase(kExternal + page * 0x1000) == 5);
            for (int i = 0; i < chunks; ++i) {
                REQUIRE(bench.set_address(kExternal + std::uint32_t(i) * 0x1000) == 5);
                REQUIRE(bench.send_and_wait(
                            Bytes(image.begin() + i * 0x1000, image.begin() + (i + 1) * 0x1000)) == 5);
            }
            bench.work_all();
            if (by_reset)
                bench.device.restart();
            else
                bench.device.set_alternate(0); // the host was started again
            bench.work_all();
            CHECK(bench.ask(DfuRequest::Abort).kind == Kind::Acknowledge);
            bench.work_all();
            CHECK(vector(bench, 0, kExternal) == (chunks == 0 ? 0x55555555 : 0xFFFFFFFF));
        }
    }
}

TEST_CASE("A complete download counts when its host is started again", "[update]") {
    Bench bench;
    const Bytes image = application(8192, 0x90000401);
    REQUIRE(bench.download(kExternal, image) == 5);
    CHECK(bench.device.set_alternate(1).kind == Kind::Acknowledge);
    CHECK(bench.ask(DfuRequest::GetStatus, 0, 6).kind == Kind::Later);
    bench.work_all();
    CHECK(bench.status(bench.device.later()) == Bench::Status{0, 0, 2});
    CHECK(bench.holds(0, kExternal, image));
}

TEST_CASE("A file that goes on with the other memory is one download", "[update]") {
    for (const bool to_its_end : {true, false}) {
        Bench bench;
        const Bytes image = application(9000, 0x90000401), rest = pattern(5000, 3);
        REQUIRE(bench.download(kExternal, image) == 5);
        CHECK(bench.device.set_alternate(1).kind == Kind::Acknowledge);
        REQUIRE(bench.download(kInternal + 0x20000, rest, 0x20000) == 5);
        bench.work_all();
        CHECK(vector(bench, 0, kExternal) == 0xFFFFFFFF);
        if (to_its_end) {
            bench.ask(DfuRequest::Abort);
            CHECK(bench.finish_later() == Kind::Acknowledge);
        } else {
            bench.device.set_alternate(0);
            CHECK(bench.state() == 2);
            bench.work_all();
        }
        CHECK((vector(bench, 0, kExternal) == 0x90000401) == to_its_end);
        CHECK(bench.holds(1, kInternal + 0x20000, rest));
    }
}

TEST_CASE("A download that goes beyond the memory's end does not start, even if what fits is complete",
          "[update]") {
    Bench bench;
    REQUIRE(bench.download(kExternal, application(64 * 0x1000, 0x90000401)) == 5);
    REQUIRE(bench.set_address(kExternal + 64 * 0x1000) == 5);
    CHECK(bench.send_and_wait(pattern(16)) == 10);
    bench.ask(DfuRequest::ClearStatus);
    bench.work_all();
    CHECK(vector(bench, 0, kExternal) == 0xFFFFFFFF);
}

TEST_CASE("A file that ends in a suffix which the host did not understand is refused", "[update]") {
    for (const std::size_t size : {std::size_t{3000}, std::size_t{4090}}) { // the suffix in one chunk, in two
        Bench bench;
        Bytes file = application(size, 0x90000401);
        const Bytes suffix{0, 2, 0x11, 0xDF, 0x83, 0x04, 0x1A, 0x01, 'U', 'F', 'D', 16, 1, 2, 3, 4};
        file.insert(file.end(), suffix.begin(), suffix.end());
        REQUIRE(bench.download(kExternal, file) == 5);
        bench.ask(DfuRequest::Abort);
        CHECK(bench.finish_later() == Kind::Acknowledge);
        CHECK(bench.status() == Bench::Status{2, 0, 10});
        CHECK(vector(bench, 0, kExternal) == 0xFFFFFFFF);
    }
}

TEST_CASE("A DfuSe file that comes as data is refused at its beginning", "[update]") {
    Bench bench;
    Bytes file = pattern(4096);
    std::memcpy(file.data(), "DfuSe\x01", 6);
    REQUIRE(bench.set_address(kExternal) == 5);
    bench.send(2, file);
    CHECK(bench.status() == Bench::Status{2, 0, 10});
}

TEST_CASE("A memory's string names its sectors, and what of them can be written", "[update]") {
    const auto areas = two_areas();
    CHECK(memory_string(areas[0]).view() == "@External/0x90000000/64*004Kg");
    CHECK(memory_string(areas[1]).view() == "@Internal/0x08000000/01*128Ka,03*128Kg");
    Area gap = areas[1];
    gap.add({0x08100000, 0x20000, 4, true, 0});
    gap.add({0x08180000, 256, 3, true, 0});
    CHECK(memory_string(gap).view() == "@Internal/0x08000000/01*128Ka,03*128Kg/0x08100000/04*128Kg,03*256Bg");
}

TEST_CASE("Ranges join where they touch and part where something is taken out", "[update]") {
    Ranges ranges;
    ranges.add(10, 20);
    ranges.add(30, 40);
    ranges.add(20, 30);
    CHECK(ranges.end() - ranges.begin() == 1);
    ranges.remove(15, 18);
    CHECK(ranges.end() - ranges.begin() == 2);
    CHECK(ranges.meets(14, 16));
    CHECK_FALSE(ranges.meets(15, 18));
    ranges.remove(0, 100);
    CHECK(ranges.empty());
    for (std::uint32_t i = 0; i < Ranges::kRanges; ++i) ranges.add(100 * i, 100 * i + 10);
    CHECK(ranges.full());
}
