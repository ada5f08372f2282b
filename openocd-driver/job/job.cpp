// What is recorded between begin and commit, and what becomes of it. How it is carried out:
// job-programming.cpp.
#include "openocd-driver/job/job.hpp"

#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/check-image.hpp"
#include "openocd-driver/job/programming.hpp"
#include "openocd-driver/job/verify-image.hpp"
#include "openocd-driver/target/openocd-target.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>

namespace xspi {

namespace {

// A block that gets data keeps what lies around them: an erase of it that came with the data is not asked for
// by anybody. A block without data is erased as it was asked.
std::vector<FlashRange> erases_without_data(const Bank& bank) {
    std::vector<FlashRange> result;
    for (const FlashRange& erase : bank.erases)
        for (std::uint64_t at = erase.address, end = 0; at < erase.end(); at = end) {
            end = bank.memory->block_at(std::uint32_t(at)).end();
            const bool has_data =
                std::any_of(bank.segments.begin(), bank.segments.end(), [&](const ImageSegment& s) {
                    return s.address < end && at < std::uint64_t(s.address) + s.bytes.size();
                });
            if (!has_data) result.push_back({std::uint32_t(at), std::uint32_t(end - at)});
        }
    return result;
}

} // namespace

bool Job::begin(target* owner, const xspi_image* whole, bool erase) {
    if (!recorded_.open) discard();
    const CutImage cut = whole != nullptr ? cut_at_banks(run_, owner, *whole) : CutImage{};
    if (whole != nullptr) recorded_.ram = check(owner, cut.image());
    recorded_.may_erase = erase || (recorded_.open && recorded_.may_erase);
    recorded_.owner = owner;
    recorded_.open = true;
    if (whole == nullptr || !all_ours(owner, cut.image())) return false;
    record(owner, cut.image());
    return true;
}

// What lies in another driver's bank is that driver's: OpenOCD then goes through all of it.
bool Job::all_ours(target* owner, const xspi_image& image) const {
    const std::vector<xspi_bank_range> ranges = run_.driver().bank_ranges(owner);
    const auto others = [&](const xspi_segment& s) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const auto& r) { return !r.ours && s.address - r.base < r.size; });
    };
    return std::none_of(image.segments, image.segments + image.count, others);
}

void Job::record(target* owner, const xspi_image& image) {
    for (const xspi_segment& s : std::span(image.segments, image.count)) {
        Bank* bank = run_.driver().bank_at(owner, s.address);
        if (bank != nullptr && s.size != 0)
            bank->segments.push_back({s.address - bank->base, {s.data, s.data + s.size}});
    }
}

std::vector<RamSegment> Job::check(target* owner, const xspi_image& image) {
    const std::span segments(image.segments, image.count);
    const std::vector<xspi_bank_range> ranges = run_.driver().bank_ranges(owner);
    check_banks(ranges);
    const bool in_banks = std::all_of(segments.begin(), segments.end(), [&](const xspi_segment& s) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const auto& r) { return s.address - r.base < r.size; });
    });
    if (in_banks) return check_image(image, ranges, {});
    OpenOcdTarget target(owner);
    return check_image(image, ranges, TargetSession::ram(target, run_.driver().board()));
}

void Job::erase(Bank& bank, std::uint32_t offset, std::uint32_t length) {
    if (bank.memory->sector_size() == 0) run_({&bank}, {}); // a job rounds to its sectors
    bank.erases.push_back({offset, length});
    if (!recorded_.open) program_now(bank, true);
}

void Job::erase(const std::map<Bank*, std::vector<FlashRange>>& ranges) {
    discard();
    std::vector<Bank*> banks;
    for (const auto& [bank, list] : ranges) {
        bank->erases = list;
        banks.push_back(bank);
    }
    try {
        program(banks, true);
    } catch (...) {
        discard();
        throw;
    }
    discard();
}

void Job::write(Bank& bank, std::span<const std::uint8_t> data, std::uint32_t offset) {
    if (data.empty()) return;
    bank.segments.push_back({offset, {data.begin(), data.end()}});
    if (!recorded_.open) program_now(bank, false);
}

void Job::program_now(Bank& bank, bool allow_erase) {
    try {
        program({&bank}, allow_erase);
    } catch (...) {
        bank.forget();
        throw;
    }
    bank.forget();
}

std::vector<Bank*> Job::take_work(target* owner) {
    std::vector<Bank*> work;
    for (const auto& bank : run_.driver().banks()) {
        if (bank->owner != owner || !bank->pending()) continue;
        bank->erases = erases_without_data(*bank);
        if (bank->pending()) work.push_back(bank.get());
    }
    return work;
}

// RAM comes last: the agent has used some of it until then.
void Job::commit(target* owner) {
    const Recorded job = std::move(recorded_);
    recorded_ = {};
    try {
        program(take_work(owner), job.may_erase);
        load_ram(owner, job.ram);
    } catch (...) {
        discard();
        throw;
    }
    discard();
}

void Job::load_ram(target* owner, std::span<const RamSegment> segments) {
    OpenOcdTarget target(owner);
    for (const RamSegment& segment : segments) {
        run_.cores().memory_written(owner, run_.driver().board(), segment.address,
                                    std::uint32_t(segment.bytes.size()));
        if (run_.driver().loader_uses(owner, segment.address, std::uint32_t(segment.bytes.size())))
            run_.cores().of(owner).ram_written = true;
        if (const auto d = write_and_compare(target, segment.address, segment.bytes))
            throw Failure(
                "XSPI-0531",
                "RAM does not hold its part of the image: at 0x{:08X} 0x{:02X} was written and 0x{:02X} read "
                "back, time after time. The flash is programmed. Does that memory have a clock? Or data "
                "arrive "
                "damaged over the probe: {}",
                d->address, d->wrote, d->found, kMendTheLink);
        bridge_log(BRIDGE_USER,
                   fmt::format("RAM: {} bytes at 0x{:08X}", segment.bytes.size(), segment.address).c_str());
    }
}

void Job::discard() {
    for (const auto& bank : run_.driver().banks()) bank->forget();
    recorded_ = {};
}

JobPlan Job::plan(const xspi_image& image) {
    discard();
    target* const owner = run_.driver().owner();
    JobPlan job;
    const CutImage cut = cut_at_banks(run_, owner, image);
    job.ram = check(owner, cut.image());
    record(owner, cut.image());
    std::vector<Bank*> touched;
    for (const auto& bank : run_.driver().banks())
        if (bank->pending()) touched.push_back(bank.get());
    const AgentRun::Work make_plan = [&](Bank& bank, AgentFlash& flash, TargetPort&) {
        ProgramPlan plan = plan_for(bank, flash, {true, atomic_, true});
        const bool mixture = leaves_mixture(bank, plan);
        job.banks.push_back({&bank, std::move(plan), mixture});
    };
    try {
        run_(touched, {make_plan});
    } catch (...) {
        discard();
        throw;
    }
    discard();
    return job;
}

} // namespace xspi
