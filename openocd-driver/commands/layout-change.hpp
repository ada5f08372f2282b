// An option that arranges the internal flash anew (OptionRisk::Layout): what the user has to know before, and
// what follows.
#pragma once
#include "flash-library/devices/bank-layout.hpp"
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/programmer.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <string>
#include <vector>

namespace xspi {

class LayoutChange {
  public:
    LayoutChange(const Board& board, const OptionByte& option, std::uint32_t value);
    // XSPI-0450, before anything is changed.
    std::string notice() const;
    // A piece of the contents, to know it again.
    void remember(TargetPort& target);
    // After the change: a reset, and every driver asks anew which sectors there are. Empty, or XSPI-0454: the
    // contents show that the old map still counts. Throws Failure XSPI-0456.
    std::string follow(Programmer& programmer, TargetPort& target);

  private:
    std::vector<std::uint8_t> read(TargetPort& target, bool single) const; // in the order of one bank
    bool single() const { return value_ != 0; }

    const Board& board_;
    const OptionByte& option_;
    std::uint32_t value_;
    std::uint32_t base_ = 0;
    BankLayout layout_;
    std::vector<std::uint8_t> before_, before_as_new_;
};

} // namespace xspi
