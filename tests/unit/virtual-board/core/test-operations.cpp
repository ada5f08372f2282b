#include "core/operations.hpp"
#include "tests/unit/catch.hpp"

#include <string>

using namespace vb;

TEST_CASE("An operation is met by its number, at its beginning or when half of its time has passed") {
    Timeline timeline;
    Operations operations(timeline);
    std::string met;
    operations.at({2, false}, false, [&] { met += "begin "; });
    operations.at({2, true}, false, [&] { met += "middle "; });
    operations.at({3, false}, true, [&] { met += "forestalled "; });
    operations.at({4, true}, true, [&] { met += "after "; });
    CHECK(operations.begin(100));
    timeline.advance_to(1000);
    CHECK(met.empty());
    CHECK(operations.begin(100));
    CHECK(met == "begin ");
    timeline.advance_to(1049);
    CHECK(met == "begin ");
    timeline.advance_to(1050);
    CHECK(met == "begin middle ");
    CHECK_FALSE(operations.begin(100));
    CHECK(operations.begin(0));
    CHECK(met == "begin middle forestalled ");
    timeline.advance_to(1050); // what takes no time is done: its middle comes at once
    CHECK(met == "begin middle forestalled after ");
    CHECK(operations.begun() == 4);
}
