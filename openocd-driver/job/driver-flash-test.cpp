// The driver's part in a flash-test: what it knew of core and chip counts no more afterwards.
#include "openocd-driver/driver.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/progress.hpp"
#include "openocd-driver/run/flash-test-session.hpp"
#include "openocd-driver/target/openocd-target.hpp"

namespace xspi {

// A chip that is not the board's is not to be erased. Whatever else is wrong with it is the test's to find;
// then there is nothing that could be kept either.
OpenJournal Driver::keep_test_area(Bank& bank, std::uint32_t area) {
    OpenJournal kept;
    const Work keep = [&](Bank& b, AgentFlash& flash, TargetPort& target) {
        const std::uint32_t size = b.memory->size();
        const FlashRange range{area == flash_test::kLastBlock ? size - flash_test::kAreaSize : area,
                               flash_test::kAreaSize};
        if (range.end() <= size)
            kept = journal_.open(b, facts().name, target, range, flash.read(range.address, range.length));
    };
    try {
        with_agent({&bank}, {keep});
    } catch (const Failure& failure) {
        const std::string_view id = failure.id();
        if (id == "XSPI-0403" || id == "XSPI-0406" || id == "XSPI-0555") throw;
    }
    return kept;
}

flash_test::Result Driver::flash_test(Bank& bank, const std::string& file, const xspi_image& image,
                                      std::uint32_t area) {
    discard();
    const OpenJournal kept = keep_test_area(bank, area);
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
    flash_test::Result found = session.run(facts(), core.ran || core.ram_written, area, line, percent);
    using flash_test::AreaState;
    if (found.area_state == AreaState::Restored || found.area_state == AreaState::Untouched) kept.close();
    return found;
}

} // namespace xspi
