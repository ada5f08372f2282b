#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/changes.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/openocd-driver/driver-bench.hpp"

using namespace xspi;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using Stage = Changes::Stage;

TEST_CASE("Of an interrupted job is said how far every bank has come, and no more") {
    Bank in, ext;
    in.name = "int", ext.name = "ext";
    Changes changes;
    CHECK(changes.text().empty());
    {
        const Changes::Job job(changes, {&in, &ext});
        CHECK(changes.text() == "Nothing was changed");
        changes.set(in, Stage::Begun);
        CHECK_THAT(changes.text(), StartsWith("int is written only in part") &&
                                       ContainsSubstring("ext was not changed") &&
                                       EndsWith("Run the job again"));
        changes.set(in, Stage::Written);
        CHECK_THAT(changes.text(), StartsWith("int was written, but not verified"));
        changes.set(in, Stage::Verified);
        CHECK_THAT(changes.text(), StartsWith("int was written and verified. ext was not changed"));
        changes.set(ext, Stage::Verified);
        CHECK(changes.text() == "Everything had been written and verified");
    }
    CHECK(changes.text().empty());
}

namespace {

// What the job says that Ctrl-C ends after so many commands of the chip's.
std::string interrupted_after(unsigned commands) {
    DriverBench bench;
    bench.programmer.access.probe(*bench.ext);
    unsigned seen = 0;
    bench.chip().on_read = [&](const Command&) { bench.bridge.fake.interrupt = ++seen > commands; };
    std::string said;
    try {
        bench.program({{0x70000000, some_bytes(5000)}});
    } catch (const Failure& failure) { said = failure.what(); }
    // Of another command's end the job's state is no part.
    bench.bridge.fake.interrupt = true;
    bench.chip().on_read = [](const Command&) {};
    CHECK_THROWS_WITH(bench.programmer.access.read(*bench.ext, 0, 4),
                      StartsWith("XSPI-0304: ") && EndsWith("the chip was left idle"));
    return said;
}

} // namespace

TEST_CASE("Ctrl-C says of a job what had been changed by then") {
    CHECK_THAT(interrupted_after(0), StartsWith("XSPI-0304: ") && EndsWith(". Nothing was changed"));
    bool not_complete = false;
    for (unsigned commands = 1; commands < 200 && !not_complete; commands++)
        not_complete = interrupted_after(commands).find("ext is written only in part") != std::string::npos;
    CHECK(not_complete);
}
