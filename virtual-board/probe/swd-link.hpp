// Real SWD transactions with their cost in virtual time: the lowest layer of every probe.
#pragma once
#include "core/debug-port.hpp"
#include "core/executive.hpp"
#include "probe/costs.hpp"
#include "probe/stlink-codes.hpp"

#include <cstdint>
#include <optional>

namespace vb {

struct SwdCounters {
    std::uint64_t transactions = 0; // every one on the wire, refused ones too
    std::uint64_t bytes = 0;        // in data phases
};

// DP and AP registers, one to one. Keeps SELECT, as probe firmware does, and writes it only when it must
// change.
class SwdLink {
  public:
    using Status = stlink::Status;
    static constexpr std::uint8_t kDpidr = 0x0, kAbort = 0x0, kCtrlStat = 0x4, kSelect = 0x8, kRdbuff = 0xC;
    static constexpr std::uint8_t kCsw = 0x00, kTar = 0x04, kDrw = 0x0C, kIdr = 0xFC;

    SwdLink(DebugPort& port, Executive& executive, const Costs& costs)
        : port_(port), executive_(executive), costs_(costs) {}

    // Line reset, DPIDR, clears the sticky flags, powers up the debug and system domains: what entering SWD
    // does.
    Status connect();
    // `address` is A[3:2] with DPBANKSEL in bits 7..4, as ST-LINK numbers DP registers.
    Status read_dp(std::uint8_t address, std::uint32_t& value);
    Status write_dp(std::uint8_t address, std::uint32_t value);
    // `address` 0x00..0xFC. A read returns its own value: AP read, then RDBUFF.
    Status read_ap(std::uint8_t ap, std::uint8_t address, std::uint32_t& value);
    Status write_ap(std::uint8_t ap, std::uint8_t address, std::uint32_t value);
    // Posted: `previous` is the result of the AP read before; flush with read_dp(kRdbuff).
    Status read_ap_posted(std::uint8_t ap, std::uint8_t address, std::uint32_t& previous);
    // STKCMPCLR, STKERRCLR, WDERRCLR and ORUNERRCLR.
    void clear_sticky() { write_dp(kAbort, 0x1E); }

    void set_clock_hz(std::uint64_t hz) { clock_hz_ = hz; }
    std::uint64_t clock_hz() const { return clock_hz_; }
    void nrst(bool asserted) { port_.nrst(asserted); }
    bool target_powered() const { return port_.target_powered(); }
    void pass(Picoseconds duration) { executive_.run_until(executive_.timeline().now() + duration); }
    Picoseconds now() const { return executive_.timeline().now(); }
    const SwdCounters& counters() const { return counters_; }

  private:
    Status transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data);
    Status select(std::uint32_t mask, std::uint32_t value);
    Status select_ap(std::uint8_t ap, std::uint8_t address);
    Status select_dp_bank(std::uint8_t address);
    void pass_clocks(std::uint64_t clocks);

    DebugPort& port_;
    Executive& executive_;
    const Costs& costs_;
    std::uint64_t clock_hz_ = kSwdFrequencies[0] * 1000ull;
    std::optional<std::uint32_t> select_; // nothing: unknown since the last line reset
    SwdCounters counters_;
};

} // namespace vb
