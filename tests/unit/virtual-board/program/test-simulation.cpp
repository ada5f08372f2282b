#include "fake-board.hpp"
#include "program/simulation.hpp"
#include "program/usage-error.hpp"
#include "temporary-folder.hpp"
#include "tests/unit/catch.hpp"
#include "tests/unit/virtual-board/usb-host/fake-device.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

using namespace vb;
using namespace vb::test;

namespace {

// Breaks a rule and changes its external flash when it is switched on.
struct CarelessBoard : FakeBoard {
    void power_on() override {
        violations().report("VB-TEST-001", "a rule was broken");
        external[5] = 0x42;
    }
};

struct BoardWithoutChip : FakeBoard {
    std::string& unique_id;
    explicit BoardWithoutChip(std::string& id) : unique_id(id) {}
    std::vector<NamedFlash> external_flashes() override { return {}; }
    bool set_option(const std::string& name, const std::string& value) override {
        if (name == kUniqueIdOption) unique_id = value;
        return name == kUniqueIdOption;
    }
};

Options run_for(Picoseconds duration) {
    Options options;
    options.run = duration;
    return options;
}

const std::atomic<bool> kNeverStop{false};

} // namespace

TEST_CASE("a run ends after its virtual time with the report and the bin files written") {
    const TemporaryFolder folder;
    Options options = run_for(25 * kPerMillisecond);
    options.report = folder.file("report.json");
    options.externals = {folder.file("external.bin")};
    CHECK(Simulation(options, std::make_unique<CarelessBoard>(), kNeverStop).run() == 0);
    const auto report = nlohmann::json::parse(folder.read("report.json"));
    CHECK(report["virtual_seconds"] == 0.025);
    CHECK(report["violations"].size() == 1);
    const auto external = folder.read("external.bin");
    REQUIRE(external.size() == 8192);
    CHECK((external[4] == 0xFF && external[5] == 0x42));
}

TEST_CASE("a board without a flash chip takes no file for one, and has its id from the internal flash's") {
    const TemporaryFolder folder;
    std::string ids[2], none;
    for (unsigned i = 0; i < 2; ++i) {
        Options options = run_for(kPerMillisecond);
        options.internal = folder.file(i ? "one.bin" : "other.bin");
        CHECK(Simulation(options, std::make_unique<BoardWithoutChip>(ids[i]), kNeverStop).run() == 0);
    }
    CHECK((ids[0].size() == 24 && ids[0] != ids[1]));
    Options options = run_for(kPerMillisecond);
    options.externals = {folder.file("external.bin")};
    CHECK_THROWS_AS(Simulation(options, std::make_unique<BoardWithoutChip>(none), kNeverStop), UsageError);
}

TEST_CASE("a violation ends a strict run with status 3") {
    Options options = run_for(kPerMillisecond);
    options.strict = true;
    CHECK(Simulation(options, std::make_unique<CarelessBoard>(), kNeverStop).run() == 3);
    CHECK(Simulation(options, std::make_unique<FakeBoard>(), kNeverStop).run() == 0);
}

TEST_CASE("what the board does not know is refused before it is switched on") {
    const auto refused = [](const Options& options) {
        CHECK_THROWS_AS(Simulation(options, std::make_unique<FakeBoard>(), kNeverStop), UsageError);
    };
    Options options = run_for(kPerMillisecond);
    options.board_options = {{"HSLV", "2"}};
    refused(options);
    options = run_for(kPerMillisecond);
    options.faults = {"unheard-of"};
    refused(options);
    options = run_for(kPerMillisecond);
    options.buttons = {"B9"};
    refused(options);
}

TEST_CASE("of an option that is known its values are named, of another one all options") {
    const auto refused = [](const char* name, const char* value) {
        Options options = run_for(kPerMillisecond);
        options.board_options = {{name, value}};
        try {
            Simulation(options, std::make_unique<FakeBoard>(), kNeverStop);
        } catch (const UsageError& error) { return std::string(error.what()); }
        return std::string();
    };
    CHECK(refused("HSLV", "2") == "VB-CLI-004: --option HSLV=2: HSLV takes 0 or 1");
    CHECK(refused("HSVL", "1") == "VB-CLI-004: --option HSVL=1: the board knows the options HSLV");
}

TEST_CASE("the unique id comes from the external file, unless the command line says it") {
    const TemporaryFolder folder;
    struct BoardWithId : FakeBoard {
        explicit BoardWithId(std::string& id) : id_(id) {}
        bool set_option(const std::string& name, const std::string& value) override {
            if (name == "UID") id_ = value;
            return name == "UID";
        }
        std::string& id_;
    };
    const auto id_with = [&](const std::string& file, const std::string& option) {
        std::string id = "as made";
        Options options = run_for(kPerMillisecond);
        if (!file.empty()) options.externals = {folder.file(file)};
        if (!option.empty()) options.board_options = {{"UID", option}};
        Simulation simulation(options, std::make_unique<BoardWithId>(id), kNeverStop);
        return id;
    };
    CHECK(id_with("", "") == "as made");
    CHECK(id_with("one.bin", "").size() == 24);
    CHECK(id_with("one.bin", "") == id_with("./one.bin", ""));
    CHECK(id_with("one.bin", "") != id_with("two.bin", ""));
    CHECK(id_with("one.bin", "0123") == "0123");
}

TEST_CASE("the trace holds every LED with its level") {
    const TemporaryFolder folder;
    Options options = run_for(kPerMillisecond);
    options.trace = folder.file("leds.vcd");
    Simulation(options, std::make_unique<FakeBoard>(), kNeverStop).run();
    const auto bytes = folder.read("leds.vcd");
    const std::string text(bytes.begin(), bytes.end());
    CHECK(text.find("$var wire 1 ! LD1 $end") != std::string::npos);
    CHECK(text.find("#0\n1!\n0\"\n") != std::string::npos);
}

TEST_CASE("a report or a memory that cannot be written ends a run with status 1") {
    const TemporaryFolder folder;
    Options options = run_for(kPerMillisecond);
    options.report = folder.file("missing/report.json");
    CHECK(Simulation(options, std::make_unique<FakeBoard>(), kNeverStop).run() == 1);
    options = run_for(kPerMillisecond);
    std::filesystem::create_directory(folder.file("gone"));
    options.externals = {folder.file("gone/external.bin")};
    Simulation simulation(options, std::make_unique<CarelessBoard>(), kNeverStop);
    std::filesystem::remove_all(folder.file("gone"));
    CHECK(simulation.run() == 1);
}

TEST_CASE("a USB host is refused on a board without a connector, and else plugged in at power-on") {
    struct BoardWithUsb : FakeBoard {
        FakeDevice& device;
        explicit BoardWithUsb(FakeDevice& device) : device(device) {}
        UsbPort* usb_port() override { return &device; }
        std::vector<UsbUnplug> usb_unplugs() const override { return {{700 * kPerMillisecond, {}}}; }
        void power_on() override { device.attach(true); }
    };
    const TemporaryFolder folder;
    Options options = run_for(600 * kPerMillisecond);
    options.usb = folder.file("usb");
    CHECK_THROWS_AS(Simulation(options, std::make_unique<FakeBoard>(), kNeverStop), UsageError);
    options.report = folder.file("report.json");
    const auto unplugs_after = [&](Picoseconds duration) {
        FakeDevice device;
        options.run = duration;
        CHECK(Simulation(options, std::make_unique<BoardWithUsb>(device), kNeverStop).run() == 0);
        const auto usb = nlohmann::json::parse(folder.read("report.json"))["usb"];
        CHECK(usb["attachments"] == 1);
        CHECK(usb["resets"] == 2);
        return usb["unplugs"].get<unsigned>();
    };
    CHECK(unplugs_after(600 * kPerMillisecond) == 0);
    CHECK(unplugs_after(800 * kPerMillisecond) == 1);
}
