#include "openocd-driver/job/verify-image.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

#include <array>

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

// An image of some sections of both flashes, and one in RAM; verified: what the driver says it has compared.
struct VerifyBench : DriverBench {
    std::vector<Section> sections{
        {0x70001001, some_bytes(70'000)}, {0x24000000, some_bytes(8)}, {0x08000100, some_bytes(300, 5)}};
    std::array<bool, 3> verified{};

    void verify() {
        std::vector<xspi_segment> segments;
        for (const Section& s : sections)
            segments.push_back({s.address, static_cast<std::uint32_t>(s.bytes.size()), s.bytes.data()});
        verified = {};
        verify_image(programmer.run, bridge.cpu(), {segments.data(), segments.size(), false},
                     verified.data());
    }
};

} // namespace

TEST_CASE("An image's sections in flash are verified together, those in RAM are left to OpenOCD") {
    VerifyBench bench;
    bench.program(bench.sections);
    bench.verify();
    CHECK(bench.verified == std::array{true, false, true});
}

TEST_CASE("The first byte that is not what an image says is named, without a guess at worn flash") {
    VerifyBench bench;
    bench.program(bench.sections);
    bench.sections[0].bytes[66'000] ^= 0x81;
    CHECK_THROWS_WITH(bench.verify(), StartsWith("XSPI-0511: ext: verification failed at 0x700111D1") &&
                                          ContainsSubstring("1 bytes differ") &&
                                          ContainsSubstring("does not hold this image"));
    bench.sections[0].bytes[66'000] ^= 0x81;
    bench.sections[2].bytes[299] ^= 0x81;
    CHECK_THROWS_WITH(bench.verify(), StartsWith("XSPI-0511: int: verification failed at 0x0800022B"));
}

TEST_CASE("An image that goes beyond the chip's end is not verified") {
    VerifyBench bench;
    bench.sections = {{0x71FFFFFF, {1, 2}}};
    CHECK_THROWS_WITH(bench.verify(), StartsWith("XSPI-0513: "));
}
