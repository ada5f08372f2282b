// The application that a download changes: cut off anywhere, nothing starts but all of the old one or all of
// the new one.
#include "tests/unit/catch.hpp"
#include "tests/unit/firmware/update/update-bench.hpp"

#include <cstring>
#include <random>

using namespace update_bench;

namespace {

struct Place {
    std::uint8_t area;
    std::uint32_t boot, sector;
};
constexpr Place kNor{0, kExternal, 0x1000}, kNorLater{0, kExternal + 0x10000, 0x1000},
    kInsideSector{0, kExternal + 0x10400, 0x1000}, kEcc{1, kInternal + 0x20000, 0x20000};

using Memory = std::array<Bytes, 2>;

std::uint32_t word_at(const Memory& memory, std::uint8_t area, std::uint32_t address) {
    std::uint32_t word = 0;
    std::memcpy(&word, memory[area].data() + address - (area == 0 ? kExternal : kInternal), sizeof(word));
    return word;
}

bool starts(const Memory& memory, const Place& place) {
    const std::uint32_t reset = word_at(memory, place.area, place.boot + 4);
    const std::uint32_t size = static_cast<std::uint32_t>(memory[place.area].size());
    return xspi::leads_into_flash({place.boot, 0, reset}, size);
}

// With an application, and something before it.
void fill(Bench& bench, const Place& place) {
    for (Bytes& memory : bench.memory) memory = pattern(memory.size(), 9);
    const std::uint32_t reset = place.boot + 0x401;
    std::memcpy(&bench.at(place.area, place.boot + 4), &reset, sizeof(reset));
}

// What a cut in the middle of a job leaves: any of the bits that it changes.
Memory cut(const Memory& before, const Memory& after, std::mt19937& random) {
    Memory found = before;
    for (std::size_t area = 0; area < 2; ++area)
        for (std::size_t i = 0; i < found[area].size(); ++i)
            if (const std::uint8_t changes = before[area][i] ^ after[area][i]; changes != 0)
                found[area][i] ^= static_cast<std::uint8_t>(changes & random());
    return found;
}

// A download in these parts, in the order in which a host brings them.
struct Part {
    std::uint8_t area;
    std::uint32_t address;
    std::size_t size;
};

struct Cuts {
    int seen = 0, mixtures = 0;
};

Cuts run(const Place& place, const std::vector<Part>& parts) {
    Bench bench(place.area, place.boot);
    fill(bench, place);
    const Memory old = bench.memory;
    std::vector<Memory> states{old};
    const auto work = [&] {
        while (bench.work()) states.push_back(bench.memory);
    };
    std::uint8_t alternate = 0;
    for (const Part& part : parts) {
        if (part.area != alternate) bench.device.set_alternate(alternate = part.area);
        const std::uint32_t sector = part.area == 0 ? 0x1000 : 0x20000;
        for (std::uint32_t a = part.address / sector * sector; a < part.address + part.size; a += sector) {
            REQUIRE(bench.erase(a) == 5);
            work();
        }
        Bytes data = pattern(part.size, 77);
        const std::uint32_t reset = place.boot + 0x501;
        if (part.area == place.area && place.boot - part.address < part.size)
            std::memcpy(data.data() + (place.boot - part.address) + 4, &reset, sizeof(reset));
        for (std::uint32_t done = 0; done < data.size(); done += 4096) {
            REQUIRE(bench.set_address(part.address + done) == 5);
            const std::size_t end = std::min<std::size_t>(data.size(), done + 4096);
            bench.send(2, Bytes(data.begin() + done, data.begin() + static_cast<std::ptrdiff_t>(end)));
            work();
            REQUIRE(bench.state() == 5);
        }
    }
    bench.ask(DfuRequest::Abort);
    work();
    REQUIRE(bench.device.later().kind == Kind::Acknowledge);
    const Memory whole = bench.memory;
    CHECK(starts(whole, place));
    std::mt19937 random(1);
    Cuts cuts;
    const auto look = [&](const Memory& memory) {
        ++cuts.seen;
        if (starts(memory, place) && memory != old && memory != whole) ++cuts.mixtures;
    };
    for (std::size_t i = 0; i + 1 < states.size(); ++i) {
        look(states[i]);
        for (int n = 0; n < 4; ++n) look(cut(states[i], states[i + 1], random));
    }
    return cuts;
}

} // namespace

TEST_CASE("A download that is cut off in any job starts the old application, the new one or none",
          "[update]") {
    for (const Place& place : {kNor, kNorLater, kInsideSector, kEcc}) {
        CAPTURE(place.boot);
        const std::uint32_t b = place.boot, sector = place.sector;
        const std::uint8_t other = place.area == 0 ? 1 : 0;
        const std::uint32_t elsewhere = other == 0 ? kExternal + 0x3000 : kInternal + 0x40000;
        const std::vector<std::vector<Part>> orders{
            {{place.area, b, 9000}},                                  // from its beginning
            {{place.area, b + sector, 5000}},                         // its vector table is left alone
            {{place.area, b + sector, 5000}, {place.area, b, 1000}},  // the vector table last
            {{place.area, b, 1000}, {place.area, b + sector, 5000}},  // and first
            {{other, elsewhere, 3000}},                               // its other half
            {{other, elsewhere, 3000}, {place.area, b, 9000}},        // both
            {{place.area, b, 9000}, {other, elsewhere, 3000}},        // the other way round
            {{place.area, b + sector, 300}, {other, elsewhere, 300}}, // without a table
        };
        for (std::size_t i = 0; i < orders.size(); ++i) {
            CAPTURE(i);
            const Cuts cuts = run(place, orders[i]);
            CHECK(cuts.seen > 10);
            CHECK(cuts.mixtures == 0);
        }
    }
}

TEST_CASE("What lies before the application is changed without a look at it", "[update]") {
    Bench bench(kNorLater.area, kNorLater.boot);
    fill(bench, kNorLater);
    REQUIRE(bench.download(kExternal, pattern(3000)) == 5);
    bench.ask(DfuRequest::Abort);
    CHECK(bench.finish_later() == Kind::Acknowledge);
    CHECK(bench.jobs == std::vector<std::string>{"erase 0 0 4096", "program 0 0 3000"});
    CHECK(starts(bench.memory, kNorLater));
}

TEST_CASE("An application with a trailer keeps its vector table: its checksum tells", "[update]") {
    Bench bench;
    fill(bench, kNor);
    std::memcpy(&bench.at(0, kExternal + 0x1C), &xspi::kTrailerMark, 4);
    REQUIRE(bench.download(kExternal + 0x2000, pattern(3000)) == 5);
    bench.work_all();
    CHECK(starts(bench.memory, kNor));
}

TEST_CASE("Data for the vector table's sector, which is not erased, are refused before anything changes",
          "[update]") {
    Bench bench;
    fill(bench, kNor);
    const Memory before = bench.memory;
    REQUIRE(bench.set_address(kExternal + 0x800) == 5);
    bench.send(2, pattern(64));
    bench.work_all();
    CHECK(bench.status() == Bench::Status{5, 0, 10});
    CHECK(bench.memory == before);
}

TEST_CASE("A download that fails leaves an application that does not start", "[update]") {
    Bench bench;
    fill(bench, kNor);
    REQUIRE(bench.erase(kExternal + 0x3000) == 5);
    bench.work_all();
    REQUIRE(bench.set_address(kExternal + 0x3000) == 5);
    bench.send(2, pattern(64));
    bench.fails = DfuStatus::ErrProgram;
    bench.work_all();
    CHECK(bench.status() == Bench::Status{6, 0, 10});
    bench.ask(DfuRequest::ClearStatus);
    REQUIRE(bench.download(kExternal + 0x5000, pattern(64)) == 5); // another one does not bring it back
    bench.ask(DfuRequest::Abort);
    CHECK(bench.finish_later() == Kind::Acknowledge);
    CHECK_FALSE(starts(bench.memory, kNor));
}
