// The CoreSight components on the APB-AP of the STM32H74x beside DBGMCU. Software may set them up; nothing is
// traced.
#pragma once
#include "core/machine.hpp"
#include "debug/rom-table.hpp"

#include <deque>
#include <map>

namespace vb::stm32h74x {

class DebugComponents {
  public:
    // On access port `ap` at 0xE00E0000 and following, and for the core at 0x5C000000 and following.
    void attach(Machine& machine, unsigned ap);

  private:
    class Component final : public BusDevice {
      public:
        Component(const char* name, ComponentId id) : name_(name), id_(id) {}
        std::string name() const override { return name_; }
        std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master master) override;
        bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master master) override;
        void reset() override {} // a power-on domain of its own

      private:
        const char* name_;
        ComponentId id_;
        std::map<std::uint32_t, std::uint32_t> words_;
    };
    std::deque<Component> components_;
};

} // namespace vb::stm32h74x
