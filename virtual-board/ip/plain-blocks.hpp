// Small devices without behaviour: registers that only store, addresses that hang the bus.
#pragma once
#include "core/bus.hpp"
#include "core/violations.hpp"

#include <map>
#include <string>
#include <utility>

namespace vb {

// A peripheral that is known, but not modelled: its words read back what was written, starting from 0. No
// violation, so that vendor code which merely configures it runs.
class UnmodelledBlock final : public BusDevice {
  public:
    explicit UnmodelledBlock(std::string name) : name_(std::move(name)) {}
    std::string name() const override { return name_; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, Master) override {
        auto found = words_.find(offset & ~3u);
        std::uint32_t word = found == words_.end() ? 0 : found->second;
        return size == 4 ? word : word >> 8 * (offset & 3u) & (size == 1 ? 0xFFu : 0xFFFFu);
    }
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, Master) override {
        unsigned shift = 8 * (offset & 3u);
        std::uint32_t lanes = size == 4 ? ~0u : (size == 2 ? 0xFFFFu : 0xFFu) << shift;
        std::uint32_t& word = words_[offset & ~3u];
        word = (word & ~lanes) | (value << shift & lanes);
        return true;
    }
    void reset() override { words_.clear(); }
    // The word as it stands, for what little the board derives from such a block.
    std::uint32_t peek(std::uint32_t offset) const {
        auto found = words_.find(offset);
        return found == words_.end() ? 0 : found->second;
    }

  private:
    std::string name_;
    std::map<std::uint32_t, std::uint32_t> words_;
};

// 0x25000000-0x25FFFFFF: any access hangs the system, also on parts without GFXMMU (ES0596 2.2.17). Shown as
// a violation and a bus error, since a hang of the emulator would help nobody.
class HangingRegion final : public BusDevice {
  public:
    HangingRegion(std::string name, Violations& violations)
        : name_(std::move(name)), violations_(violations) {}
    std::string name() const override { return name_; }
    std::optional<std::uint32_t> read(std::uint32_t, unsigned, Master) override {
        return report(), std::nullopt;
    }
    bool write(std::uint32_t, unsigned, std::uint32_t, Master) override { return report(), false; }
    void reset() override {}

  private:
    void report() {
        violations_.report("VB-BUS-003",
                           "access to 0x25000000-0x25FFFFFF, which hangs the system (ES0596 2.2.17)");
    }
    std::string name_;
    Violations& violations_;
};

} // namespace vb
