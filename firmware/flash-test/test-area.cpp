#include "firmware/flash-test/test-area.hpp"

namespace firmware {

using xspi::flash_test::AreaState;
using xspi::flash_test::kLastBlock;

std::uint32_t TestArea::sector() const { return chip_.vocabulary().erase[0].size; }

bool TestArea::choose(std::uint32_t wanted) {
    const std::uint32_t size = chip_.size();
    begin_ = wanted == kLastBlock ? size - kAreaSize : wanted;
    result_.area = begin_;
    if (sector() == 0 || sector() > kAreaSize || size < kAreaSize)
        return verdict_.fail(TestError::BadArea, Text() << "the flash erases at least " << sector()
                                                        << " bytes at a time, and the test puts back "
                                                        << kAreaSize);
    if (begin_ % kAreaSize == 0 && begin_ <= size - kAreaSize) return true;
    return verdict_.fail(TestError::BadArea,
                         Text() << "the area at " << Hex{begin_} << " is not a whole " << kAreaSize / 1024
                                << " KiB of the flash, which has " << Hex{size} << " bytes",
                         begin_);
}

bool TestArea::save() {
    if (!chip_.read(begin_, saved_) || !chip_.read(begin_, work_)) return false;
    const Mismatch m = compare(begin_, saved_, work_);
    if (!m) return true;
    return verdict_.fail(TestError::ModesDiffer,
                         Text() << "read twice in 1S-1S-1S, the flash gives different bytes: at "
                                << Hex{m.address} << " first " << Hex{m.expected, 2} << ", then "
                                << Hex{m.found, 2},
                         m.address, m.expected, m.found);
}

void TestArea::add_bystander(std::uint32_t address) {
    if (address > chip_.size() - kBystanderSize || bystander_count_ == bystanders_.size()) return;
    bystanders_[bystander_count_++].address = address;
}

bool TestArea::save_bystanders() {
    if (begin_ != 0) add_bystander(begin_ - kBystanderSize);
    add_bystander(begin_ + kAreaSize);
    for (std::uint32_t bit = kAreaSize; bit < chip_.size(); bit <<= 1) add_bystander(begin_ ^ bit);
    for (std::size_t i = 0; i < bystander_count_; ++i)
        if (!chip_.read(bystanders_[i].address, bystanders_[i].bytes)) return false;
    return true;
}

bool TestArea::check_bystanders() {
    for (std::size_t i = 0; i < bystander_count_; ++i) {
        const Bystander& bystander = bystanders_[i];
        const std::span<std::uint8_t> now = work_.first(kBystanderSize);
        if (!chip_.read(bystander.address, now)) return false;
        const Mismatch m = compare(bystander.address, bystander.bytes, now);
        if (m)
            return verdict_.fail(TestError::Bystander,
                                 Text() << "bytes outside of the area at " << Hex{begin_}
                                        << " have changed: at " << Hex{m.address} << " " << Hex{m.expected, 2}
                                        << " became " << Hex{m.found, 2},
                                 m.address, m.expected, m.found);
    }
    return true;
}

void TestArea::changes() {
    result_.area_state = AreaState::Changed;
    xspi::mmio_barrier();
}

bool TestArea::lost(std::uint32_t address) {
    if (result_.area_state == AreaState::Lost) return false;
    result_.area_state = AreaState::Lost;
    result_.lost_address = address;
    return false;
}

// What the chip's own mode cannot put back, 1S-1S-1S perhaps can.
bool TestArea::restore() {
    if (result_.area_state == AreaState::Untouched) return true;
    if (restore_sectors()) return true;
    if (chip_.mode() != xspi::Mode::Spi && chip_.enter_single() && restore_sectors()) return true;
    return verdict_.fail_as_well(TestError::NotRestored,
                                 Text() << "the flash has changed at " << Hex{result_.lost_address},
                                 result_.lost_address);
}

// Sector by sector: one that cannot be erased any more takes no other along.
bool TestArea::restore_sectors() {
    changes();
    for (std::uint32_t at = begin_; at < begin_ + kAreaSize; at += sector()) (void)restore_sector(at);
    if (result_.area_state == AreaState::Lost || !check_whole()) return false;
    result_.area_state = AreaState::Restored;
    return true;
}

// Once more at the end: putting one sector back may have spoilt another.
bool TestArea::check_whole() {
    if (!chip_.read(begin_, work_)) return lost(begin_);
    const Mismatch m = compare(begin_, saved_, work_);
    return !m || lost(m.address);
}

bool TestArea::restore_sector(std::uint32_t address) {
    const auto held = saved_.subspan(address - begin_, sector());
    const auto now = work_.first(sector());
    if (!chip_.read(address, now)) return lost(address);
    if (!compare(address, held, now)) return true;
    (void)(chip_.erase(address, sector()) &&
           chip_.program(address, held)); // what counts is what it holds then
    if (!chip_.read(address, now)) return lost(address);
    const Mismatch m = compare(address, held, now);
    return !m || lost(m.address);
}

} // namespace firmware
