#include "openocd-driver/job/flash-test-job.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/progress.hpp"
#include "openocd-driver/run/flash-test-session.hpp"
#include "openocd-driver/target/openocd-target.hpp"

namespace xspi {

// A chip that is not the board's is not to be erased. Whatever else is wrong with it is the test's to find;
// then there is nothing that could be kept either.
OpenJournal FlashTestJob::keep_area(Bank& bank, std::uint32_t area) {
    OpenJournal kept;
    const AgentRun::Work keep = [&](Bank& b, AgentFlash& flash, TargetPort& target) {
        const std::uint32_t size = b.memory->size();
        const std::uint32_t length = run_.driver().board().family.flash_test_room.area_size();
        const FlashRange range{area == flash_test::kLastBlock ? size - length : area, length};
        if (range.end() <= size)
            kept = journal_.open(b, run_.driver().facts().name, target, range,
                                 flash.read(range.address, range.length));
    };
    try {
        run_({&bank}, {keep});
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::WrongChip || failure.kind() == Failure::Kind::NotKept) throw;
    }
    return kept;
}

flash_test::Result FlashTestJob::run(Bank& bank, const std::string& file, const xspi_image& image,
                                     std::uint32_t area) {
    const OpenJournal kept = keep_area(bank, area);
    OpenOcdTarget target(bank.owner);
    CoreWatch::State& core = run_.look_at_core(bank.owner, target);
    core.agent_in_ram = false; // the test takes its place
    FlashTestSession session(target, run_.driver().board().family, file, image, bank.base);
    CoreWatch::tell_about_clocks(core, target);
    run_.driver().invalidate(bank.owner);
    ProgressLine progress("flash-test", target);
    const auto line = [&](const std::string& text) {
        progress.end();
        bridge_log(BRIDGE_USER, text.c_str());
    };
    const auto percent = [&](std::uint32_t done) { progress.show(done, 100); };
    flash_test::Result found =
        session.run(BoardFlash{run_.driver().board(), run_.driver().facts().flashes[0]},
                    core.ran || core.ram_written, area, line, percent);
    using flash_test::AreaState;
    if (found.area_state == AreaState::Restored || found.area_state == AreaState::Untouched) kept.close();
    return found;
}

} // namespace xspi
