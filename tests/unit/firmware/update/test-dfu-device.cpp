#include "tests/unit/catch.hpp"
#include "tests/unit/firmware/update/update-bench.hpp"

using namespace update_bench;

TEST_CASE("A download that is ended by ABORT is in the memory when that is acknowledged", "[update]") {
    Bench bench;
    const Bytes image = pattern(20'000);
    CHECK(bench.download(kExternal, image) == 5);
    CHECK(bench.ask(DfuRequest::Abort).kind == Kind::Later);
    CHECK(bench.finish_later() == Kind::Acknowledge);
    CHECK(bench.state() == 2);
    CHECK(bench.holds(0, kExternal, image));
    CHECK(bench.at(0, kExternal + 20'000) == 0xFF);     // of the last sector
    CHECK(bench.at(0, kExternal + 5 * 0x1000) == 0x55); // behind it
}

TEST_CASE("A download that is ended by leave is checked, and the last answer is MANIFEST", "[update]") {
    Bench bench;
    CHECK(bench.download(kExternal, pattern(5000)) == 5);
    CHECK(bench.ask(DfuRequest::Download, 2, 0).kind == Kind::Acknowledge);
    CHECK(bench.ask(DfuRequest::GetStatus, 0, 6).kind == Kind::Later);
    CHECK_FALSE(bench.device.leaving());
    bench.work_all();
    CHECK(bench.status(bench.device.later()).state == 7);
    CHECK(bench.device.leaving());
    CHECK(bench.jobs.back().starts_with("check"));
}

TEST_CASE("Leave without an application that can be started is refused", "[update]") {
    Bench bench;
    bench.application = false;
    CHECK(bench.ask(DfuRequest::Download, 2, 0).kind == Kind::Acknowledge);
    CHECK(bench.ask(DfuRequest::GetStatus, 0, 6).kind == Kind::Later);
    bench.work_all();
    CHECK(bench.status(bench.device.later()) == Bench::Status{10, 0, 10});
    CHECK_FALSE(bench.device.leaving());
    CHECK(bench.ask(DfuRequest::ClearStatus).kind == Kind::Acknowledge);
    CHECK(bench.state() == 2);
}

TEST_CASE("The first status after a command is busy, whatever it is", "[update]") {
    Bench bench;
    bench.send(0, Bench::command(kSetAddress, kExternal));
    CHECK(bench.status() == Bench::Status{0, 0, 4});
    CHECK(bench.status() == Bench::Status{0, 0, 5});
    bench.send(0, Bench::command(kErase, kExternal));
    CHECK(bench.state() == 4);
    CHECK(bench.state() == 5);
}

TEST_CASE("While no block has room the device is busy and says for how long", "[update]") {
    Bench bench;
    REQUIRE(bench.set_address(kExternal) == 5);
    for (int i = 0; i < 3; ++i) {
        bench.send(static_cast<std::uint16_t>(2 + i), pattern(4096));
        CHECK(bench.status() == Bench::Status{0, 0, 5});
    }
    bench.send(5, pattern(4096));
    CHECK(bench.status() == Bench::Status{0, 7, 4});              // 16 pages of 0.4 ms
    for (int i = 0; i < 200; ++i) CHECK(bench.status().poll > 0); // a hundred zeroes, and a host gives up
    bench.work();
    CHECK(bench.state() == 5);
}

TEST_CASE("A mass erase is busy for as long as it takes", "[update]") {
    Bench bench;
    bench.send(0, {kErase});
    CHECK(bench.status() == Bench::Status{0, 600, 4}); // four blocks of 150 ms
    bench.work();
    CHECK(bench.status() == Bench::Status{0, 450, 4});
    bench.work_all();
    CHECK(bench.jobs.size() == 4);
    CHECK(bench.state() == 5);
    CHECK(bench.at(0, kExternal + 64 * 0x1000 - 1) == 0xFF);
}

TEST_CASE("The bootloader's own sectors, and what lies outside, are neither erased nor programmed",
          "[update]") {
    Bench bench;
    bench.device.set_alternate(1);
    CHECK(bench.erase(kInternal) == 10);
    CHECK(bench.status().status == 4);
    bench.ask(DfuRequest::ClearStatus);
    REQUIRE(bench.set_address(kInternal + 0x1F000) == 5);
    bench.send(2, pattern(4096));
    CHECK(bench.status() == Bench::Status{3, 0, 10});
    bench.ask(DfuRequest::ClearStatus);
    CHECK(bench.erase(kExternal) == 10);
    CHECK(bench.status().status == 8);
    bench.ask(DfuRequest::ClearStatus);
    REQUIRE(bench.set_address(kInternal + 0x7FF00) == 5); // across the end
    bench.send(2, pattern(4096));
    CHECK(bench.status() == Bench::Status{8, 0, 10});
    bench.work_all();
    CHECK(bench.jobs.empty());
}

TEST_CASE("Read unprotect is refused", "[update]") {
    Bench bench;
    bench.send(0, {kReadUnprotect});
    CHECK(bench.status() == Bench::Status{11, 0, 10});
}

TEST_CASE("An error of the memory comes with the next status and ends the download", "[update]") {
    Bench bench;
    REQUIRE(bench.erase(kExternal) == 5);
    REQUIRE(bench.set_address(kExternal) == 5);
    bench.send(2, pattern(4096));
    bench.fails = DfuStatus::ErrErase;
    bench.work();
    CHECK(bench.status() == Bench::Status{4, 0, 10});
    bench.work_all();
    CHECK(bench.jobs.size() == 1);
    CHECK(bench.ask(DfuRequest::Download, 2, 64).kind == Kind::Stall);
    CHECK(bench.ask(DfuRequest::ClearStatus).kind == Kind::Acknowledge);
    CHECK(bench.download(kExternal, pattern(4096)) == 5);
}

TEST_CASE("An upload's blocks are as large as the host's first one", "[update]") {
    for (const std::uint16_t size : {std::uint16_t{64}, std::uint16_t{1000}, std::uint16_t{4096}}) {
        Bench bench;
        const Bytes held = pattern(64 * 0x1000);
        bench.memory[0] = held;
        REQUIRE(bench.set_address(kExternal + 16) == 5);
        CHECK(bench.ask(DfuRequest::Abort).kind == Kind::Acknowledge);
        Bytes got;
        for (std::uint16_t block = 2; block < 12; ++block) {
            CHECK(bench.ask(DfuRequest::Upload, block, size).kind == Kind::Later);
            bench.work_all();
            const Answer answer = bench.device.later();
            REQUIRE(answer.kind == Kind::Send);
            got.insert(got.end(), answer.data.begin(), answer.data.end());
        }
        CHECK(got == Bytes(held.begin() + 16, held.begin() + 16 + 10 * size));
    }
}

TEST_CASE("An upload ends with the memory, and does not begin outside", "[update]") {
    Bench bench;
    REQUIRE(bench.set_address(kExternal + 64 * 0x1000 - 100) == 5);
    bench.ask(DfuRequest::Abort);
    bench.ask(DfuRequest::Upload, 2, 4096);
    bench.work_all();
    CHECK(bench.device.later().data.size() == 100);
    CHECK(bench.state() == 2);
    REQUIRE(bench.set_address(0x70000000) == 5);
    bench.ask(DfuRequest::Abort);
    CHECK(bench.ask(DfuRequest::Upload, 2, 4096).kind == Kind::Stall);
    CHECK(bench.status() == Bench::Status{8, 0, 10});
}

TEST_CASE("An upload waits for what is still to be erased", "[update]") {
    Bench bench;
    REQUIRE(bench.erase(kExternal) == 5);
    bench.device.set_alternate(0);
    bench.work_all();
    bench.now += 1'000'000;
    REQUIRE(bench.set_address(kExternal) == 5);
    bench.ask(DfuRequest::Abort);
    bench.ask(DfuRequest::Upload, 2, 16);
    bench.work_all();
    CHECK(bench.device.later().data.size() == 16);
}

TEST_CASE("What is out of turn, too long or unknown stalls and is an error", "[update]") {
    Bench bench;
    CHECK(bench.ask(DfuRequest::Download, 2, 4097).kind == Kind::Stall);
    CHECK(bench.status() == Bench::Status{15, 0, 10});
    CHECK(bench.ask(DfuRequest::Abort).kind == Kind::Stall);
    bench.ask(DfuRequest::ClearStatus);
    CHECK(bench.ask(DfuRequest::ClearStatus).kind == Kind::Stall);
    bench.ask(DfuRequest::ClearStatus);
    CHECK(bench.ask(DfuRequest::Detach).kind == Kind::Stall);
    bench.ask(DfuRequest::ClearStatus);
    CHECK(bench.ask(DfuRequest::Upload, 1, 16).kind == Kind::Stall);
    bench.ask(DfuRequest::ClearStatus);
    CHECK(bench.set_address(kExternal) == 5);
    CHECK(bench.ask(DfuRequest::Upload, 2, 16).kind == Kind::Stall);
    bench.ask(DfuRequest::ClearStatus);
    bench.send(0, {0x77});
    CHECK(bench.status() == Bench::Status{15, 0, 10});
    CHECK(bench.device.set_alternate(2).kind == Kind::Stall);
    CHECK(bench.state() == 10);
    CHECK(bench.device.set_alternate(1).kind == Kind::Acknowledge);
    CHECK(bench.state() == 2);
}

TEST_CASE("A bus reset in a data stage leaves an idle device", "[update]") {
    Bench bench;
    CHECK(bench.ask(DfuRequest::Download, 2, 4096).kind == Kind::Receive);
    bench.device.restart();
    CHECK(bench.state() == 2);
    bench.device.received(bench.now); // a packet that was under way
    bench.work_all();
    CHECK(bench.jobs.empty());
}
