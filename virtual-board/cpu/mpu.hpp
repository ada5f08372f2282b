// The Memory Protection Unit's registers.
#pragma once
#include "core/register-block.hpp"

#include <array>
#include <cstdint>

namespace vb {

// Only remembers: sixteen regions as software wrote them. Nothing is enforced (no MemManage fault from a
// region, no execute-never, no memory attributes); only the default map's execute-never areas fault, in the
// engine.
class Mpu final : public RegisterBlock {
  public:
    void reset();
    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    static constexpr unsigned kRegions = 16;
    void write_base(std::uint32_t value);

    std::uint32_t control_ = 0, number_ = 0;
    std::array<std::uint32_t, kRegions> base_{}, size_{};
};

} // namespace vb
