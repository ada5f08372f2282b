// CoreSight ROM tables and the identification registers of components, generated from what is there.
#pragma once
#include "core/register-block.hpp"

#include <cstdint>
#include <vector>

namespace vb {

// Peripheral and component ID of a CoreSight component, at 0xFD0..0xFFC of its page.
struct ComponentId {
    std::uint16_t part;    // PIDR part number, 12 bits
    std::uint8_t revision; // PIDR2[7:4]
    std::uint8_t klass; // CIDR1[7:4]: 1 ROM table, 9 CoreSight debug component, 0xE generic (SCS, DWT, ...)
    std::uint16_t designer = 0x43B; // JEP106: continuation 4, ARM 0x3B
};
std::uint32_t component_register(const ComponentId& id, std::uint32_t offset);

// A ROM table at `base` that points to components. Reads beyond the entries give 0, the end mark.
class RomTable final : public RegisterBlock {
  public:
    RomTable(std::uint32_t base, ComponentId id) : base_(base), id_(id) {}
    void add(std::uint32_t component) { components_.push_back(component); }
    std::uint32_t base() const { return base_; }
    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t, std::uint32_t, std::uint32_t, Master) override {}

  private:
    std::uint32_t base_;
    ComponentId id_;
    std::vector<std::uint32_t> components_;
};

} // namespace vb
