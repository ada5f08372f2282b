// Which parts of the array refuse to be programmed and erased: block protect bits or
// individual locks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace vb {

class NorProtection {
  public:
    explicit NorProtection(std::uint32_t bytes);

    // WPSEL = 0: BP[3:0] and TB. WPSEL = 1: the dynamic protection bits alone.
    bool protects(std::uint32_t first, std::uint32_t count, bool wpsel, unsigned bp, bool tb) const;

    bool locked(std::uint32_t address) const { return dpb_[unit(address)]; }
    void lock(std::uint32_t address, bool on) { dpb_[unit(address)] = on; }
    void lock_all(bool on) { dpb_.assign(dpb_.size(), on); }

    bool protects_forever(std::uint32_t first, std::uint32_t count) const; // a declared fault
    bool any_locked(std::uint32_t first, std::uint32_t count) const;

    void protect_forever(std::uint32_t address) { forever_.insert(address / kSector); }

  private:
    static constexpr std::uint32_t kSector = 4u << 10, kBlock = 64u << 10;
    std::size_t unit(std::uint32_t address) const;
    bool by_block_bits(std::uint32_t first, std::uint32_t count, unsigned bp, bool tb) const;

    std::uint32_t bytes_;
    std::vector<bool> dpb_; // the first and the last 64 KiB by 4 KiB, the rest by 64 KiB
    std::set<std::uint32_t> forever_;
};

} // namespace vb
