// The microcontroller's option bytes, read and written through the debugger.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <string>

namespace xspi {

class OptionBytes {
  public:
    OptionBytes(TargetPort& target, const Board& board) : target_(target), board_(board) {}

    // What the word holds now; what acts was loaded at the last reset, unless it acts at once. Throws Failure
    // XSPI-0201.
    std::uint32_t value(const OptionByte& option) const;
    // Whether write() has changed one of these since the last reset, in whatever session. Throws Failure
    // XSPI-0201.
    bool act_after_reset(OptionGroup group) const;
    // Where what acts has to be known. what: "whether …". Throws Failure XSPI-0711 if it is not.
    void require_loaded(OptionGroup group, const char* what) const;
    // The core is halted. Refuses what could damage this board or lock the part. Throws Failure XSPI-0442 to
    // 0446.
    void write(const OptionByte& option, std::uint32_t value);

  private:
    struct Marks {
        std::uint32_t standing = 0, of_change = 0; // those that stand, and those that the change sets
    };
    void refuse_harm(const OptionByte& option, std::uint32_t value) const;
    bool take_keys();
    void unlock();
    void await_idle();
    bool closes_or_opens(const OptionByte& option, std::uint32_t bits) const;
    void require_programmed(std::uint32_t programmed, std::uint32_t word);
    bool change(std::uint32_t programmed, std::uint32_t word, const Marks& marks);
    const OptionControl& control() const { return board_.family.option_control; }

    TargetPort& target_;
    const Board board_;
};

// Throws Failure XSPI-0441 with the names that there are.
const OptionByte& option_named(const Family& family, const std::string& name);

} // namespace xspi
