#include "openocd-driver/memory/first-write.hpp"
#include "tests/unit/catch.hpp"

#include <numeric>

using namespace xspi;

namespace {

constexpr std::uint32_t kPage = 64, kAt = 0x1000;

PageBytes counted(std::size_t size, std::uint8_t first = 1) {
    PageBytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

PlanStep program(std::uint32_t address, PageBytes bytes, std::uint32_t erase_first = 0) {
    PlanStep step;
    step.kind = StepKind::Program;
    step.address = address;
    step.bytes = std::move(bytes);
    step.erase_first_size = erase_first;
    return step;
}

PlanStep erase(std::uint32_t address) {
    PlanStep step;
    step.address = address;
    step.size = kPage;
    return step;
}

} // namespace

TEST_CASE("A write to a page of the size that it is taken for replaces just its bytes", "[eeprom]") {
    const PageBytes old(kPage, 0x5A);
    PageBytes wanted = old;
    const PageBytes data = counted(20);
    std::copy(data.begin(), data.end(), wanted.begin() + 30);
    CHECK(after_step(program(kAt + 30, data), kAt, old, kPage) == wanted);
    CHECK(after_step(erase(kAt), kAt, old, kPage) == PageBytes(kPage, 0xFF));
}

TEST_CASE("A write that passes the end of a smaller page goes on at its beginning", "[eeprom]") {
    const PageBytes old(kPage, 0x5A), data = counted(kPage);
    PageBytes wanted = old;
    std::copy(data.begin() + 32, data.end(), wanted.begin());
    CHECK(after_step(program(kAt, data, kPage), kAt, old, 32) == wanted);

    wanted = old; // 30 and 31, then 0 and 1 of the first page
    wanted[30] = 1;
    wanted[31] = 2;
    wanted[0] = 3;
    wanted[1] = 4;
    CHECK(after_step(program(kAt + 30, counted(4)), kAt, old, 32) == wanted);

    wanted = old;
    std::fill_n(wanted.begin(), 16, std::uint8_t{0xFF});
    CHECK(after_step(erase(kAt), kAt, old, 16) == wanted);
}

TEST_CASE("The longest part of a step that lies in one page shows most", "[eeprom]") {
    const PlanStep step = program(kAt + 50, counted(14 + kPage + 3));
    const PlanStep part = telling_part(step, kPage);
    CHECK(part.address == kAt + kPage);
    CHECK(part.bytes == counted(kPage, 15));
    const PlanStep small = program(kAt + 2, counted(9));
    CHECK(telling_part(small, kPage).bytes == small.bytes);
    CHECK(telling_part(erase(kAt), kPage).size == kPage);

    CHECK(telling_step({small, step, erase(kAt)}, kPage) == 1);
    CHECK(telling_step({small, erase(kAt)}, kPage) == 1);
    CHECK(telling_step({small}, kPage) == 0);
}
