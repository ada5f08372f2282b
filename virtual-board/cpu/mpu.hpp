// The Memory Protection Unit's registers.
#pragma once
#include "core/register-block.hpp"

#include <cstdint>
#include <vector>

namespace vb {

// Only remembers: its regions as software wrote them. Nothing is enforced (no MemManage fault from a
// region, no execute-never, no memory attributes); only the default map's execute-never areas fault, in the
// engine.
class Mpu final : public RegisterBlock {
  public:
    explicit Mpu(unsigned regions) : base_(regions), size_(regions) {}
    void reset();
    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    unsigned regions() const { return unsigned(base_.size()); } // a power of two
    void write_base(std::uint32_t value);

    std::uint32_t control_ = 0, number_ = 0;
    std::vector<std::uint32_t> base_, size_;
};

} // namespace vb
