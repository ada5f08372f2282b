// The driver's part in a flash-test: what it knew of core and chip counts no more afterwards.
#include "openocd-driver/driver.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/flash-test/flash-test-session.hpp"
#include "openocd-driver/job/progress.hpp"
#include "openocd-driver/target/openocd-target.hpp"

namespace xspi {

// A chip that is not the board's is not to be erased. Whatever else is wrong with it is the test's to find.
void Driver::refuse_another_chip(Bank& bank) {
    try {
        probe(bank);
    } catch (const Failure& failure) {
        const std::string_view id = failure.id();
        if (id == "XSPI-0403" || id == "XSPI-0406") throw;
    }
}

flash_test::Result Driver::flash_test(Bank& bank, const std::string& file, const xspi_image& image,
                                      std::uint32_t area) {
    discard();
    refuse_another_chip(bank);
    OpenOcdTarget target(bank.owner);
    CoreState& core = look_at_core(bank.owner, target);
    FlashTestSession session(target, file, image, bank.base);
    tell_about_clocks(core, target);
    for (const auto& other : banks_)
        if (other->owner == bank.owner) other->memory->invalidate();
    ProgressLine progress("flash-test", target);
    const auto line = [&](const std::string& text) {
        progress.end();
        bridge_log(BRIDGE_USER, text.c_str());
    };
    const auto percent = [&](std::uint32_t done) { progress.show(done, 100); };
    return session.run(facts(), core.ran || core.ram_written, area, line, percent);
}

} // namespace xspi
