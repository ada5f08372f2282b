// A programming job from begin to commit: what it refuses, what it erases, what it keeps, what it says.
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

#include <algorithm>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

constexpr std::uint32_t kExt = 0x70000000, kInt = 0x08000000, kSector = 4096;

bool holds(const std::vector<std::uint8_t>& memory, std::uint32_t offset,
           const std::vector<std::uint8_t>& bytes) {
    return std::equal(bytes.begin(), bytes.end(), memory.begin() + offset);
}
bool all(const std::vector<std::uint8_t>& memory, std::uint32_t from, std::uint32_t to, std::uint8_t value) {
    return std::all_of(memory.begin() + from, memory.begin() + to, [&](auto b) { return b == value; });
}

} // namespace

TEST_CASE("An image for both banks is programmed in one run of the agent and read back") {
    DriverBench bench;
    const auto app = some_bytes(10'000), boot = some_bytes(3000, 9);
    bench.program({{kExt + 0x100, app}, {kInt, boot}});
    CHECK(holds(bench.chip().memory, 0x100, app));
    CHECK(holds(bench.internal(), 0, boot));
    CHECK(bench.bridge.fake.starts == 1);
    CHECK(bench.chip().mapped);
    const std::string said = bench.bridge.logged(BRIDGE_USER);
    CHECK_THAT(said, ContainsSubstring("ext: programmed 9.8 KiB in") &&
                         ContainsSubstring("int: programmed") && ContainsSubstring("pages"));
}

TEST_CASE("An image that is there already is compared and nothing else") {
    DriverBench bench;
    const auto app = some_bytes(10'000);
    bench.program({{kExt, app}});
    const unsigned programs = bench.chip().programs, erases = bench.chip().erases;
    bench.program({{kExt, app}});
    CHECK(bench.chip().programs == programs);
    CHECK(bench.chip().erases == erases);
    CHECK_THAT(bench.bridge.logged(BRIDGE_USER), ContainsSubstring("ext: already programmed"));
}

TEST_CASE("Bytes around an image are kept") {
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 4 * kSector, 0x00);
    const auto app = some_bytes(kSector, 3);
    bench.program({{kExt + kSector / 2, app}});
    CHECK(holds(bench.chip().memory, kSector / 2, app));
    CHECK(all(bench.chip().memory, 0, kSector / 2, 0x00));
    CHECK(all(bench.chip().memory, kSector * 3 / 2, 4 * kSector, 0x00));
    CHECK(bench.chip().erases == 2);
}

TEST_CASE(
    "Writing without erase over something else is refused with its address, before anything is written") {
    DriverBench bench;
    bench.chip().memory[0x1010] = 0x00;
    CHECK_THROWS_WITH(bench.program({{kExt, some_bytes(0x2000)}}, false),
                      StartsWith("XSPI-0502: ") && ContainsSubstring("ext"));
    CHECK(bench.chip().programs == 0);
    CHECK(bench.chip().memory[0x1010] == 0x00);
}

TEST_CASE("A job of two banks is refused as a whole if one of them cannot do its part") {
    DriverBench bench;
    const std::vector<DriverBench::Section> sections{{kInt, some_bytes(64)}, {kExt, some_bytes(64)}};
    SECTION("its chip does not answer") {
        bench.chip().absent = true;
        CHECK_THROWS_WITH(bench.program(sections), StartsWith("XSPI-0401: "));
    }
    SECTION("it would have to be erased") {
        bench.chip().memory[0] = 0x00;
        CHECK_THROWS_WITH(bench.program(sections, false), StartsWith("XSPI-0502: "));
        bench.chip().memory[0] = 0xFF;
        bench.internal()[0] = 0x00;
        CHECK_THROWS_WITH(bench.program(sections, false), StartsWith("XSPI-0502: "));
        bench.internal()[0] = 0xFF;
    }
    CHECK(all(bench.internal(), 0, 64, 0xFF));
    CHECK(all(bench.chip().memory, 0, 64, 0xFF));
}

TEST_CASE("Sections that overlap refuse the job as a whole, in any order") {
    DriverBench bench;
    CHECK_THROWS_WITH(bench.program({{kExt + 0x1F0, some_bytes(0x10)}, {kExt + 0x100, some_bytes(0x100)}}),
                      StartsWith("XSPI-0522: ") && ContainsSubstring("0x700001F0"));
    CHECK(bench.bridge.fake.starts == 0);
    bench.program({{kExt + 0x200, some_bytes(0x10)}, {kExt + 0x100, some_bytes(0x100)}}); // side by side
    CHECK(bench.chip().programs > 0);
}

TEST_CASE("An address in no bank refuses the job and the sentence lists the banks") {
    DriverBench bench;
    const std::uint32_t address = GENERATE(0x30000000u, 0x08010000u, 0x72000000u);
    CHECK_THROWS_WITH(bench.program({{kInt, some_bytes(16)}, {address, some_bytes(16)}}),
                      StartsWith("XSPI-0523: ") &&
                          ContainsSubstring("external flash is 0x70000000-0x71FFFFFF") &&
                          ContainsSubstring("internal flash is 0x08000000-0x0800FFFF") &&
                          ContainsSubstring("Nothing was erased"));
    CHECK(all(bench.internal(), 0, 16, 0xFF));
}

TEST_CASE("A section that goes beyond a bank's end refuses the job and says by how much") {
    DriverBench bench;
    CHECK_THROWS_WITH(bench.program({{kExt + (32u << 20) - 16, some_bytes(20)}}),
                      StartsWith("XSPI-0524: ") &&
                          ContainsSubstring("4 bytes beyond the end of ext at 0x71FFFFFF"));
    bench.program({{kExt + (32u << 20) - 16, some_bytes(16)}}); // up to the end
    CHECK(holds(bench.chip().memory, (32u << 20) - 16, some_bytes(16)));
}

TEST_CASE("A bank whose size is not known is probed before the job is judged") {
    DriverBench bench("flash ext");
    CHECK_THROWS_WITH(bench.program({{kExt + (32u << 20), some_bytes(16)}}), StartsWith("XSPI-0523: "));
    CHECK(bench.bridge.fake.starts == 1);
}

TEST_CASE("An image without a byte is refused") {
    DriverBench bench;
    CHECK_THROWS_WITH(bench.program({}), StartsWith("XSPI-0521: "));
    CHECK_THROWS_WITH(bench.program({{kExt, {}}}), StartsWith("XSPI-0521: "));
}

TEST_CASE("Between begin and commit nothing happens; discarded, nothing ever does") {
    DriverBench bench;
    bench.begin({{kExt, some_bytes(256)}}, true);
    bench.programmer.job.erase(*bench.ext, 0, kSector);
    bench.programmer.job.write(*bench.ext, some_bytes(256), 0);
    CHECK(bench.bridge.fake.starts == 0);
    bench.programmer.job.discard();
    bench.programmer.job.commit(bench.bridge.cpu());
    CHECK(bench.bridge.fake.starts == 0);
    CHECK(bench.chip().programs == 0);
}

TEST_CASE("A job that failed leaves nothing for the next one") {
    DriverBench bench;
    bench.chip().absent = true;
    CHECK_THROWS(bench.program({{kExt, some_bytes(256)}}));
    bench.chip().absent = false;
    bench.program({{kExt + 0x10000, some_bytes(256, 5)}});
    CHECK(all(bench.chip().memory, 0, 256, 0xFF));
    CHECK(holds(bench.chip().memory, 0x10000, some_bytes(256, 5)));
}

TEST_CASE("What a failed job had recorded is not written by a later command either") {
    DriverBench bench;
    bench.chip().absent = true;
    CHECK_THROWS(bench.program({{kExt, some_bytes(256)}}));
    bench.chip().absent = false;
    bench.programmer.job.erase(*bench.ext, kSector, kSector);
    CHECK(bench.chip().programs == 0);
    CHECK_THROWS(bench.programmer.job.erase(*bench.ext, 32u << 20, kSector)); // beyond the end
    bench.programmer.job.write(*bench.ext, some_bytes(16), 0);
    CHECK(holds(bench.chip().memory, 0, some_bytes(16)));
}

TEST_CASE("Blocks that were erased and got data keep what lies around them, those without are erased") {
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 4 * kSector, 0x11);
    bench.programmer.job.begin(bench.bridge.cpu(), nullptr, true); // as gdb does, which erases first
    bench.programmer.job.erase(*bench.ext, 0, 3 * kSector);
    CHECK(bench.begin({{kExt + kSector + 0x100, some_bytes(256)}}, false)); // all of it is taken
    bench.programmer.job.commit(bench.bridge.cpu());
    const auto& memory = bench.chip().memory;
    CHECK(all(memory, 0, kSector, 0xFF));
    CHECK(all(memory, kSector, kSector + 0x100, 0x11));
    CHECK(holds(memory, kSector + 0x100, some_bytes(256)));
    CHECK(all(memory, kSector + 0x200, 2 * kSector, 0x11));
    CHECK(all(memory, 2 * kSector, 3 * kSector, 0xFF));
    CHECK(all(memory, 3 * kSector, 4 * kSector, 0x11));
}

TEST_CASE("A job that only erases is carried out") {
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 2 * kSector, 0x11);
    bench.programmer.job.begin(bench.bridge.cpu(), nullptr, true);
    bench.programmer.job.erase(*bench.ext, kSector, kSector);
    bench.programmer.job.commit(bench.bridge.cpu());
    CHECK(all(bench.chip().memory, 0, kSector, 0x11));
    CHECK(all(bench.chip().memory, kSector, 2 * kSector, 0xFF));
}

TEST_CASE("Outside of a job, erase and write are done at once") {
    DriverBench bench;
    bench.chip().memory[kSector] = 0x00;
    bench.programmer.job.write(*bench.ext, some_bytes(64), 0);
    CHECK(holds(bench.chip().memory, 0, some_bytes(64)));
    CHECK_THROWS_WITH(bench.programmer.job.write(*bench.ext, some_bytes(64), kSector),
                      StartsWith("XSPI-0502: "));
    bench.programmer.job.erase(*bench.ext, kSector, kSector);
    CHECK(bench.chip().memory[kSector] == 0xFF);
    CHECK(holds(bench.chip().memory, 0, some_bytes(64)));
}

TEST_CASE("What is not there after programming is reported with address, bytes and bits") {
    DriverBench bench;
    bench.chip().programs_wrong = 0x04;
    CHECK_THROWS_WITH(bench.program({{kExt + 0x2000, some_bytes(1024)}}),
                      StartsWith("XSPI-0511: ext: verification failed at 0x70002000") &&
                          ContainsSubstring("4 bytes differ") && ContainsSubstring("in bits 0x04") &&
                          ContainsSubstring("data line"));
    bench.chip().programs_wrong_last = 0x10;
    CHECK_THROWS_WITH(bench.program({{kExt + 0x2000, some_bytes(1024, 7)}}),
                      StartsWith("XSPI-0511: ") && ContainsSubstring("in bits 0x14") &&
                          ContainsSubstring("worn"));
}

TEST_CASE("All of a long image is verified, and the first wrong byte named") {
    DriverBench bench;
    bench.chip().programs_wrong = 0x80;
    bench.chip().wrong_from = 0x1A000;
    CHECK_THROWS_WITH(bench.program({{kExt, some_bytes(0x1C000)}}),
                      StartsWith("XSPI-0511: ") && ContainsSubstring("0x7001A000"));
}

TEST_CASE("What reads differently the second time is told as unreliable reading") {
    DriverBench bench;
    bench.program({{kExt + 0x2000, some_bytes(64)}});
    auto& fake = bench.bridge.fake;
    bench.programmer.job.begin(bench.bridge.cpu(), nullptr, true);
    bench.programmer.job.write(*bench.ext, some_bytes(64, 9), 0x2000);
    // The window goes wrong once, right after the last page was programmed.
    const unsigned before = bench.chip().programs;
    fake.on_read = [&](std::uint32_t, std::vector<std::uint8_t>&) {
        if (bench.chip().programs <= before) return;
        bench.chip().unreadable_window = true;
        fake.on_read = nullptr;
    };
    CHECK_THROWS_WITH(bench.programmer.job.commit(bench.bridge.cpu()), StartsWith("XSPI-0512: "));
}

TEST_CASE("Internal flash is written in quad-words, each once, also beside what is kept") {
    DriverBench bench;
    std::fill_n(bench.internal().begin(), 64, 0x22);
    bench.program({{kInt + 40, some_bytes(100)}});
    CHECK(all(bench.internal(), 0, 40, 0x22));
    CHECK(holds(bench.internal(), 40, some_bytes(100)));
    CHECK(all(bench.internal(), 140, 0x2000, 0xFF));
    CHECK(bench.bridge.fake.registers.mistakes.empty());
}

TEST_CASE("A chip that reports failure stops the job with the block's address") {
    DriverBench bench;
    bench.chip().reports_failure = true;
    CHECK_THROWS_WITH(bench.program({{kExt + 0x3000, some_bytes(64)}}),
                      StartsWith("XSPI-0316: ") && ContainsSubstring("0x70003000"));
    CHECK(bench.bridge.fake.halted());
}

TEST_CASE("Sections in RAM are brought there after the flash, over what the agent had used") {
    DriverBench bench;
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    const auto app = some_bytes(5000), where_the_agent_was = some_bytes(300, 3), ring = some_bytes(999, 4);
    bench.program({{0x20000001, where_the_agent_was}, {kExt, app}, {0x24030000, ring}});
    CHECK(holds(bench.chip().memory, 0, app));
    const auto in_ram = [&](std::uint32_t address, const std::vector<std::uint8_t>& bytes) {
        return std::equal(bytes.begin(), bytes.end(), bench.bridge.fake.ram(address, bytes.size()));
    };
    CHECK(in_ram(0x20000001, where_the_agent_was));
    CHECK(in_ram(0x24030000, ring));
    CHECK_THAT(bench.bridge.logged(BRIDGE_USER), ContainsSubstring("RAM: 999 bytes at 0x24030000"));
    // verify_image comes next, and its agent must leave them alone.
    std::uint32_t sum = 0;
    CHECK(bench.programmer.access.checksum(bench.bridge.cpu(), kExt, 5000, sum));
    CHECK(in_ram(0x20000001, where_the_agent_was));
    CHECK(in_ram(0x24030000, ring));
}

TEST_CASE("A job that fails brings nothing into RAM") {
    DriverBench bench;
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.chip().absent = true;
    CHECK_THROWS_WITH(bench.program({{0x24000000, some_bytes(64)}, {kExt, some_bytes(64)}}),
                      StartsWith("XSPI-0401: "));
    CHECK(*bench.bridge.fake.ram(0x24000000, 1) != some_bytes(1)[0]);
}

TEST_CASE("RAM that does not hold its section fails the job") {
    DriverBench bench;
    bench.bridge.fake.on_read = [](std::uint32_t address, std::vector<std::uint8_t>& data) {
        if (address == 0x24000000) data[5] ^= 1;
    };
    CHECK_THROWS_WITH(bench.program({{0x24000000, some_bytes(64)}, {kExt, some_bytes(64)}}),
                      StartsWith("XSPI-0531: ") && ContainsSubstring("0x24000005"));
}

TEST_CASE("RAM that somebody wrote since the reset is left as it was") {
    DriverBench bench;
    bench.programmer.run.target_ran(bench.bridge.cpu(), true);
    bench.bridge.fake.write(0x20000100, some_bytes(16));
    bench.programmer.cores.memory_written(bench.bridge.cpu(), bench.driver.board(), 0x20000100, 16);
    bench.program({{kExt, some_bytes(64)}});
    const auto bytes = some_bytes(16);
    CHECK(std::equal(bytes.begin(), bytes.end(), bench.bridge.fake.ram(0x20000100, 16)));
    CHECK(bench.bridge.logged(BRIDGE_WARNING).empty());
}
TEST_CASE("A plan says what programming would do and changes nothing") {
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 2 * kSector, 0x11);
    const auto bytes = some_bytes(300);
    const std::vector<xspi_segment> segments{
        {kExt + 0x10, 300, bytes.data()}, {kInt, 300, bytes.data()}, {0x24000000, 300, bytes.data()}};
    const auto job = bench.programmer.job.plan({segments.data(), segments.size(), false});
    REQUIRE(job.banks.size() == 2);
    CHECK(job.banks[0].bank == bench.ext);
    CHECK(job.banks[0].plan.statistics.blocks_erased == 1);
    CHECK(job.banks[1].plan.statistics.blocks_erased == 0);
    CHECK(job.ram.size() == 1);
    CHECK(bench.chip().programs == 0);
    CHECK(bench.chip().erases == 0);
    CHECK_FALSE(bench.ext->pending());
}

TEST_CASE("Erasing ranges makes those bytes blank and keeps their blocks' other bytes") {
    DriverBench bench;
    std::fill_n(bench.chip().memory.begin(), 4 * kSector, 0x11);
    bench.programmer.job.erase({{bench.ext, {{0x10, 0x20}, {2 * kSector, kSector}}}});
    const auto& memory = bench.chip().memory;
    CHECK(all(memory, 0, 0x10, 0x11));
    CHECK(all(memory, 0x10, 0x30, 0xFF));
    CHECK(all(memory, 0x30, 2 * kSector, 0x11));
    CHECK(all(memory, 2 * kSector, 3 * kSector, 0xFF));
    CHECK(all(memory, 3 * kSector, 4 * kSector, 0x11));
}

TEST_CASE("A block that looks blank and is not is erased once verifying has found it") {
    DriverBench bench;
    auto& memory = bench.chip().memory;
    memory[kSector + 0x77] = 0x00;
    memory[6 * kSector] = 0x12; // a neighbour
    const auto app = some_bytes(4 * kSector, 3);
    SECTION("of a chip that says nothing") {}
    SECTION("of a chip that fails to program over it") { bench.chip().fails_over = true; }
    bench.program({{kExt, app}});
    CHECK(holds(memory, 0, app));
    CHECK(memory[6 * kSector] == 0x12);
    const std::string said = bench.bridge.logged(BRIDGE_USER);
    CHECK_THAT(said, ContainsSubstring("ext: a block from 0x7000") && ContainsSubstring("for nothing") &&
                         ContainsSubstring("ext: programmed"));
}

TEST_CASE("A block that does not take its bytes is no block that looked blank") {
    DriverBench bench;
    bench.chip().wrong_from = 0x10;
    SECTION("with ones that programming cannot make") { bench.chip().programs_wrong = 0x01; }
    SECTION("the second time either") { bench.chip().programs_wrong = 0x02; }
    std::vector<std::uint8_t> app(2 * kSector, 0x02);
    CHECK_THROWS_WITH(bench.program({{kExt, app}}), StartsWith("XSPI-0511: "));
    const bool again = bench.chip().programs_wrong == 0x02;
    CHECK((bench.bridge.logged(BRIDGE_USER).find("looked blank") != std::string::npos) == again);
}
