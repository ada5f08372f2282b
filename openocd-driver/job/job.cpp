// A programming job from begin to commit: checked as a whole before anything is erased, carried out at the
// end.
#include "openocd-driver/driver.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/job/check-image.hpp"
#include "openocd-driver/job/programming.hpp"
#include "openocd-driver/target/openocd-target.hpp"
#include "openocd-driver/target/verified-memory.hpp"

#include <algorithm>
#include <array>

namespace xspi {

namespace {

// A block that gets data keeps what lies around them: an erase of it that came with the data is not asked for
// by anybody. A block without data is erased as it was asked.
std::vector<FlashRange> erases_without_data(const Bank& bank) {
    const std::uint32_t block = bank.memory->sector_size();
    std::vector<FlashRange> result;
    for (const FlashRange& erase : bank.erases)
        for (std::uint64_t at = erase.address; at < erase.end(); at += block) {
            const bool has_data =
                std::any_of(bank.segments.begin(), bank.segments.end(), [&](const ImageSegment& s) {
                    return s.address < at + block && at < std::uint64_t(s.address) + s.bytes.size();
                });
            if (!has_data) result.push_back({std::uint32_t(at), block});
        }
    return result;
}

} // namespace

void Driver::begin(target* owner, const xspi_image* image, bool erase) {
    if (!job_.open) discard();
    if (image != nullptr) job_.ram = check(owner, *image);
    job_.may_erase = erase || (job_.open && job_.may_erase);
    job_.owner = owner;
    job_.open = true;
}

std::vector<xspi_bank_range> Driver::bank_ranges(target* owner) const {
    std::array<xspi_bank_range, BRIDGE_BANKS> listed{};
    std::vector<xspi_bank_range> ranges(
        listed.begin(), listed.begin() + std::ptrdiff_t(bridge_list_banks(owner, listed.data())));
    // OpenOCD has the window's size for a chip that is not known yet.
    for (xspi_bank_range& range : ranges)
        for (const auto& bank : banks_)
            if (bank->owner == owner && bank->base == range.base) range.size = bank->memory->size();
    return ranges;
}

std::vector<RamSegment> Driver::check(target* owner, const xspi_image& image) {
    // Banks that the image touches are probed if their size is not known yet.
    const std::span segments(image.segments, image.count);
    for (const xspi_segment& s : segments) {
        Bank* bank = bank_at(owner, s.address);
        if (bank != nullptr && bank->memory->size() == 0) probe(*bank);
    }
    const std::vector<xspi_bank_range> ranges = bank_ranges(owner);
    check_banks(ranges);
    const bool in_banks = std::all_of(segments.begin(), segments.end(), [&](const xspi_segment& s) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const auto& r) { return s.address - r.base < r.size; });
    });
    if (in_banks) return check_image(image, ranges, {});
    OpenOcdTarget target(owner);
    return check_image(image, ranges, TargetSession::ram(target));
}

bool Driver::job_takes(target* owner, std::uint32_t address) const {
    const auto at = std::lower_bound(job_.ram.begin(), job_.ram.end(), address,
                                     [](const RamSegment& s, std::uint32_t a) { return s.address < a; });
    return job_.open && job_.owner == owner && at != job_.ram.end() && at->address == address;
}

std::vector<Bank*> Driver::take_work(target* owner) {
    std::vector<Bank*> work;
    for (const auto& bank : banks_) {
        if (bank->owner != owner || !bank->pending()) continue;
        bank->erases = erases_without_data(*bank);
        if (bank->pending()) work.push_back(bank.get());
    }
    return work;
}

// RAM comes last: the agent has used some of it until then.
void Driver::commit(target* owner) {
    const Job job = std::move(job_);
    job_ = {};
    try {
        program(take_work(owner), job.may_erase);
        load_ram(owner, job.ram);
    } catch (...) {
        discard();
        throw;
    }
    discard();
}

void Driver::load_ram(target* owner, std::span<const RamSegment> segments) {
    OpenOcdTarget target(owner);
    for (const RamSegment& segment : segments) {
        memory_written(owner, segment.address, std::uint32_t(segment.bytes.size()));
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

void Driver::discard() {
    for (const auto& bank : banks_) bank->forget();
    job_ = {};
}

JobPlan Driver::plan(const xspi_image& image) {
    discard();
    target* const owner = this->owner();
    JobPlan job;
    job.ram = check(owner, image);
    std::vector<Bank*> touched;
    for (const xspi_segment& s : std::span(image.segments, image.count)) {
        Bank* bank = bank_at(owner, s.address);
        if (bank == nullptr || s.size == 0) continue;
        bank->segments.push_back({s.address - bank->base, {s.data, s.data + s.size}});
        if (std::find(touched.begin(), touched.end(), bank) == touched.end()) touched.push_back(bank);
    }
    const Work make_plan = [&](Bank& bank, AgentFlash& flash, TargetPort&) {
        ProgramPlan plan = plan_for(bank, flash, true, atomic_);
        const bool mixture = leaves_mixture(bank, plan);
        job.banks.push_back({&bank, std::move(plan), mixture});
    };
    try {
        with_agent(touched, {make_plan});
    } catch (...) {
        discard();
        throw;
    }
    discard();
    return job;
}

} // namespace xspi
