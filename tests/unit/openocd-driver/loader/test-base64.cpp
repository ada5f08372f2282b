#include "openocd-driver/loader/base64.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using namespace xspi;

namespace {

std::string text(std::string_view base64) {
    const auto bytes = from_base64(base64);
    return bytes ? std::string(bytes->begin(), bytes->end()) : "none";
}

} // namespace

TEST_CASE("Base64 is read as RFC 4648 gives it", "[loader]") {
    CHECK(text("") == "");
    CHECK(text("Zg==") == "f");
    CHECK(text("Zm8=") == "fo");
    CHECK(text("Zm9v") == "foo");
    CHECK(text("Zm9vYmFy") == "foobar");
    CHECK(text("Zm9v\n  YmE=\n") == "fooba");
    CHECK(text("Zg") == "f");
    CHECK(from_base64("////")->at(2) == 0xFF);
    CHECK(from_base64("++++")->at(0) == 0xFB);
}

TEST_CASE("What is no base64 is no bytes", "[loader]") {
    for (const char* wrong :
         {"Z", "Zm9vY", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zg==Zm9v", "Zm9-", "Zm9v!", "="})
        CHECK_FALSE(from_base64(wrong));
}

TEST_CASE("Bytes are written as RFC 4648 gives it", "[loader]") {
    const auto base64 = [](std::string_view text) {
        return to_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xFF\xFF\xFE") == "///+");
}
