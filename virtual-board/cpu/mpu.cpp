#include "cpu/mpu.hpp"

namespace vb {

namespace {
constexpr std::uint32_t kType = 0xD90, kControl = 0xD94, kNumber = 0xD98, kBase = 0xD9C, kLast = 0xDB8;
constexpr std::uint32_t kValid = 16;
} // namespace

void Mpu::reset() { *this = Mpu(regions()); }

std::uint32_t Mpu::read(std::uint32_t offset, Master) {
    switch (offset) {
    case kType: return regions() << 8;
    case kControl: return control_;
    case kNumber: return number_;
    default: break;
    }
    if (offset < kBase || offset > kLast) return 0;
    // RBAR, RASR and their three aliases alternate.
    return (offset - kBase) & 4 ? size_[number_] : base_[number_] | number_;
}

void Mpu::write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master) {
    switch (offset) {
    case kControl: control_ = merge(control_, value, mask) & 7; return;
    case kNumber: number_ = merge(number_, value, mask) & (regions() - 1); return;
    default: break;
    }
    if (offset < kBase || offset > kLast) return;
    if ((offset - kBase) & 4) {
        size_[number_] = merge(size_[number_], value, mask) & 0x173FFF3F;
    } else {
        write_base(merge(base_[number_] | number_, value, mask));
    }
}

void Mpu::write_base(std::uint32_t value) {
    if (value & kValid) number_ = value & (regions() - 1);
    base_[number_] = value & ~0x1Fu;
}

} // namespace vb
