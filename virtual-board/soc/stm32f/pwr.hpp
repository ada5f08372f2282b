// Power control of STM32F4 and STM32F7 (0x40007000): voltage scaling, over-drive, access to the backup
// domain.
#pragma once
#include "core/time.hpp"
#include "ip/peripheral-registers.hpp"

#include <functional>
#include <map>

namespace vb::stm32f {

namespace pwr {
enum Offset : std::uint32_t { CR1 = 0x0, CSR1 = 0x4 };                                  // STM32F4: CR, CSR
inline constexpr std::uint32_t DBP = 1u << 8, ODEN = 1u << 16, ODSWEN = 1u << 17;       // CR1
inline constexpr std::uint32_t VOSRDY = 1u << 14, ODRDY = 1u << 16, ODSWRDY = 1u << 17; // CSR1
} // namespace pwr

struct PwrKind {
    std::span<const RegisterSpec> map;
    unsigned vos_bits; // at 14 of CR1: 1 (STM32F40x: 1 scale 1, 0 scale 2) or 2 (3 scale 1, 2, 1 scale 3)
    bool has_overdrive;
};

struct PwrInputs {
    std::function<bool()> pll_on = {};        // RCC_CR.PLLON
    std::function<bool()> runs_from_pll = {}; // the system clock
};

class Pwr final : public PeripheralRegisters {
  public:
    Pwr(Timeline& timeline, Violations& violations, PwrKind kind, PwrInputs inputs = {});

    unsigned scale() const; // 1 (highest) to 3
    bool overdrive() const; // on and switched to
    bool backup_writable() const { return peek(pwr::CR1) & pwr::DBP; }
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }
    void reset() override;

  protected:
    bool store(std::uint32_t offset, std::uint32_t value, Master master) override;

  private:
    void store_cr1(std::uint32_t value);
    std::uint32_t checked_scale(std::uint32_t value) const;
    void follow_overdrive(std::uint32_t old, std::uint32_t now);
    void become_ready(std::uint32_t bit, Picoseconds delay);
    void drop(std::uint32_t ready_bits);
    std::uint32_t vos_mask() const { return ((1u << kind_.vos_bits) - 1) << 14; }

    Timeline& timeline_;
    PwrKind kind_;
    PwrInputs inputs_;
    std::map<std::uint32_t, Timeline::EventId> pending_; // by ready bit
    std::function<void()> changed_;
};

} // namespace vb::stm32f
