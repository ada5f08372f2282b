#include "firmware/common/text.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using firmware::Hex;
using firmware::Text;

TEST_CASE("firmware text writes numbers in decimal and hexadecimal") {
    Text text;
    text << "a " << std::uint32_t{0} << " " << std::uint32_t{4294967295u} << " " << Hex{0xC28139, 6} << " "
         << Hex{0x70000000};
    CHECK(text.view() == "a 0 4294967295 0xC28139 0x70000000");
}

TEST_CASE("firmware text that does not fit is cut off") {
    Text text;
    for (int i = 0; i < 100; ++i) text << "0123456789";
    CHECK(text.view().size() == 320);
}
