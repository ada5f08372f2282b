#include "openocd-driver/board-from/properties.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/catch.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string value(const std::string& text, const std::string& key) {
    return Properties(text, "bench.ioc").value(key).value_or("(none)");
}

} // namespace

TEST_CASE("A property's key ends at the first blank, colon or equals sign that no backslash is before",
          "[board-from]") {
    CHECK(value("a=1\nb:2\nc 3\nd\t=\t4\n", "a") == "1");
    CHECK(value("a=1\nb:2\nc 3\nd\t=\t4\n", "b") == "2");
    CHECK(value("a=1\nb:2\nc 3\nd\t=\t4\n", "c") == "3");
    CHECK(value("a=1\nb:2\nc 3\nd\t=\t4\n", "d") == "4");
    CHECK(value("PA13\\ (JTMS/SWDIO).Signal=x\n", "PA13 (JTMS/SWDIO).Signal") == "x");
    CHECK(value("a\\#b\\=c\\:d=1\n", "a#b=c:d") == "1");
}

TEST_CASE("A property's value keeps equals signs, colons and the blanks behind it", "[board-from]") {
    CHECK(value("a=b=c:d\n", "a") == "b=c:d");
    CHECK(value("a=x  \n", "a") == "x  ");
    CHECK(value("a=\nb=1\n", "a").empty());
    CHECK(value("a=true\\:0\\:0\n", "a") == "true:0:0");
    CHECK(value("a=C\\:\\\\x\\ty\n", "a") == "C:\\x\ty");
}

TEST_CASE("Escaped characters of a property are UTF-8", "[board-from]") {
    CHECK(value("a=170 \\u00B5A\n", "a") == "170 \xC2\xB5"
                                            "A");
    CHECK(value("a\\u200B=1\n", "a\xE2\x80\x8B") == "1");
    CHECK(value("a=\\u00Z1\n", "a") == "u00Z1"); // Java throws; nothing of ours hangs on it
}

TEST_CASE("Lines of properties end as on any system, and go on behind a backslash", "[board-from]") {
    CHECK(value("a=1\r\nb=2\r\n", "a") == "1");
    CHECK(value("a=1\rb=2", "b") == "2");
    CHECK(value("a=1,\\\n   2\nb=3", "a") == "1,2");
    CHECK(value("a=1\\\\\nb=3", "a") == "1\\");
    CHECK(value("a=1\\", "a") == "1");
    CHECK(value("\xEF\xBB\xBF"
                "a=1",
                "a") == "1");
}

TEST_CASE("Comments and blank lines are no properties", "[board-from]") {
    CHECK(Properties("# a=1\n  ! b=2\n\n   \n c=3\n", "bench.ioc").all().size() == 1);
}

TEST_CASE("Two values of one property are refused, the same one twice is not", "[board-from]") {
    CHECK(value("a=1\na=1\n", "a") == "1");
    CHECK_THROWS_WITH(value("a=1\na=2\n", "a"),
                      StartsWith("XSPI-1214: bench.ioc") && ContainsSubstring("`a`"));
    CHECK_THROWS_WITH(value("<<<<<<< HEAD\na=1\n", "a"), StartsWith("XSPI-1211: "));
}
