// A programming job from begin to commit: checked as a whole before anything is erased, carried out at the
// end.
#include "openocd-driver/driver.hpp"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/programming.hpp"

#include <algorithm>

namespace xspi {

namespace {

std::string bank_list(std::span<const xspi_bank_range> banks) {
    std::string text;
    for (const xspi_bank_range& bank : banks)
        text += bank.size
                    ? fmt::format("{}{} is 0x{:08X}-0x{:08X}", text.empty() ? "" : ", ", bank.name, bank.base,
                                  bank.base + bank.size - 1)
                    : fmt::format("{}{} begins at 0x{:08X}", text.empty() ? "" : ", ", bank.name, bank.base);
    return text;
}

} // namespace

void Driver::begin(target* owner, std::span<const xspi_segment> segments, bool image_known, bool erase,
                   std::span<const xspi_bank_range> banks) {
    if (!job_open_) discard();
    if (image_known) check_segments(owner, segments, banks);
    job_may_erase_ = erase || (job_open_ && job_may_erase_);
    job_open_ = true;
}

void Driver::check_segments(target* owner, std::span<const xspi_segment> segments,
                            std::span<const xspi_bank_range> banks) {
    std::vector<xspi_segment> sorted;
    for (const xspi_segment& s : segments)
        if (s.size != 0) sorted.push_back(s);
    if (sorted.empty()) throw Failure("XSPI-0521", "the image is empty: nothing to program");
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
    for (std::size_t i = 1; i < sorted.size(); i++) {
        std::uint64_t end = std::uint64_t(sorted[i - 1].address) + sorted[i - 1].size;
        if (sorted[i].address < end)
            throw Failure("XSPI-0522", "two sections of the image overlap at 0x{:08X}; nothing was erased",
                          sorted[i].address);
    }
    // Ranges of our banks may not be known yet: those that the image touches are probed.
    std::vector<xspi_bank_range> ranges(banks.begin(), banks.end());
    for (const xspi_segment& s : sorted) {
        Bank* bank = bank_at(owner, s.address);
        if (bank && bank->memory->size() == 0) probe(*bank);
    }
    for (xspi_bank_range& range : ranges)
        for (const auto& bank : banks_)
            if (bank->owner == owner && bank->base == range.base) range.size = bank->memory->size();
    for (const xspi_segment& s : sorted) {
        auto in = std::find_if(ranges.begin(), ranges.end(),
                               [&](const auto& range) { return s.address - range.base < range.size; });
        if (in == ranges.end())
            throw Failure("XSPI-0523",
                          "0x{:08X} ({} bytes of the image) is in no bank; {}. Nothing was erased", s.address,
                          s.size, bank_list(ranges));
        if (std::uint64_t(s.address) + s.size > std::uint64_t(in->base) + in->size)
            throw Failure("XSPI-0524",
                          "the image does not fit: 0x{:08X} to 0x{:08X} goes {} bytes beyond the end of {} "
                          "at 0x{:08X}. "
                          "Nothing was erased",
                          s.address, s.address + s.size - 1,
                          std::uint64_t(s.address) + s.size - in->base - in->size, in->name,
                          in->base + in->size - 1);
    }
}

void Driver::commit(target* owner) {
    std::vector<Bank*> work;
    for (const auto& bank : banks_) {
        if (bank->owner != owner || !bank->pending()) continue;
        // A block that gets data keeps what lies around them: an erase of it that came with the data is not
        // asked for by anybody. A block without data is erased as it was asked.
        std::uint32_t block = bank->memory->sector_size();
        std::vector<FlashRange> without_data;
        for (const FlashRange& erase : bank->erases)
            for (std::uint64_t at = erase.address; at < erase.end(); at += block) {
                bool has_data =
                    std::any_of(bank->segments.begin(), bank->segments.end(), [&](const ImageSegment& s) {
                        return s.address < at + block && at < std::uint64_t(s.address) + s.bytes.size();
                    });
                if (!has_data) without_data.push_back({std::uint32_t(at), block});
            }
        bank->erases = std::move(without_data);
        if (bank->pending()) work.push_back(bank.get());
    }
    bool may_erase = job_may_erase_;
    job_open_ = false;
    try {
        program(work, may_erase);
    } catch (...) {
        discard();
        throw;
    }
    discard();
}

void Driver::discard() {
    for (const auto& bank : banks_) bank->forget();
    job_open_ = false;
    job_may_erase_ = false;
}

} // namespace xspi
