#include "firmware/flash-test/chip-under-test.hpp"

namespace firmware {

using xspi::NorError;
using xspi::NorOutcome;

namespace {
TestError test_error_of(BringUpError error) {
    switch (error) {
    case BringUpError::None: return TestError::None;
    case BringUpError::Controller: return TestError::Controller;
    case BringUpError::NoChip: return TestError::NoChip;
    case BringUpError::UnknownChip: return TestError::UnknownChip;
    case BringUpError::OtherChip: return TestError::NoChip;
    case BringUpError::FastMode: return TestError::FastMode;
    }
    return TestError::Controller;
}
} // namespace

ChipUnderTest::ChipUnderTest(const xspi::Timebase& timebase, const xspi::FlashConnection& connection,
                             const xspi::FlashClock& clock, const xspi::WindowGuard& guard, Watch& watch,
                             Verdict& verdict)
    : connection_(connection), verdict_(verdict), controller_(timebase), guarded_(controller_, guard),
      bring_up_(guarded_, timebase, connection, clock), flash_(guarded_, timebase, watch) {}

bool ChipUnderTest::came_up(BringUpError error) {
    if (error == BringUpError::None) return true;
    return verdict_.fail(test_error_of(error), bring_up_.sentence());
}

bool ChipUnderTest::configure() {
    xspi::NorSetup setup = xspi::connected_setup(connection_);
    setup.prescaler = bring_up_.prescaler();
    setup.chip = bring_up_.vocabulary();
    return done(flash_.configure(setup), "set the controller up");
}

bool ChipUnderTest::find() {
    return came_up(bring_up_.find()) && came_up(bring_up_.enter_single()) && configure();
}

bool ChipUnderTest::enter_own() { return came_up(bring_up_.enter_best()) && configure(); }

bool ChipUnderTest::enter_single() {
    return done(flash_.unmap(), "close the window") && came_up(bring_up_.back_to_single()) && configure();
}

bool ChipUnderTest::map() { return done(flash_.map(), "map the flash"); }

bool ChipUnderTest::read_register(const xspi::Command& command, std::uint32_t address,
                                  std::span<std::uint8_t> data) {
    return done(flash_.transfer({command, address}, {}, data), "read from the flash");
}

bool ChipUnderTest::read(std::uint32_t address, std::span<std::uint8_t> data) {
    return read_register(vocabulary().read, address, data);
}

bool ChipUnderTest::read_mapped(std::uint32_t address, std::span<std::uint8_t> data) {
    return done(flash_.read(address, data), "read through the window");
}

bool ChipUnderTest::erase(std::uint32_t address, std::uint32_t size) {
    return done(flash_.erase(address, size), "erase");
}

bool ChipUnderTest::program(std::uint32_t address, std::span<const std::uint8_t> data) {
    return done(flash_.program(address, data), "program");
}

bool ChipUnderTest::done(const NorOutcome& outcome, std::string_view what) {
    if (outcome.ok()) return true;
    if (outcome.stopped) return verdict_.fail(TestError::Stopped, Text() << "the test was stopped");
    switch (outcome.error) {
    case NorError::ControllerTimeout:
    case NorError::ControllerError:
        return verdict_.fail(TestError::Controller,
                             Text() << "the flash controller did not finish; it had to " << what
                                    << ": status " << Hex{outcome.status},
                             outcome.address, 0, outcome.status);
    case NorError::NotWriteEnabled:
        return verdict_.fail(TestError::NotEnabled,
                             Text() << "the flash does not accept write enable; it had to " << what << " at "
                                    << Hex{outcome.address} << " (status register " << Hex{outcome.status, 2}
                                    << ")",
                             outcome.address, 0, outcome.status);
    case NorError::BadRequest:
        return verdict_.fail(TestError::BadArea,
                             Text() << "the flash cannot " << what << " " << outcome.status << " bytes at "
                                    << Hex{outcome.address},
                             outcome.address);
    default: return explain_failed(outcome, what);
    }
}

bool ChipUnderTest::explain_failed(const NorOutcome& outcome, std::string_view what) {
    const bool program = what == "program";
    Text text;
    text << "the flash could not " << what << " at " << Hex{outcome.address};
    if (outcome.error == NorError::BusyTimeout)
        text << ": it is busy after " << outcome.elapsed_us
             << " us, more than its own maximum (status register " << Hex{outcome.status, 2} << ")";
    else
        text << ": it reports so itself (fail register " << Hex{outcome.status, 2} << ")";
    return verdict_.fail(program ? TestError::ProgramFailed : TestError::EraseFailed, text, outcome.address,
                         0, outcome.status);
}

} // namespace firmware
