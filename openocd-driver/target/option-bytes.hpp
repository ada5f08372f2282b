// The microcontroller's option bytes, read and written through the debugger.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <string>
#include <string_view>

namespace xspi {

// What the user says behind the value where that is asked for: he knows what it costs.
inline constexpr std::string_view kMassErase = "mass-erase", kBootElsewhere = "boot-elsewhere";

class OptionBytes {
  public:
    OptionBytes(TargetPort& target, const Board& board) : target_(target), board_(board) {}

    // What the word holds now; what acts was loaded at the last reset, unless it acts at once. Throws Failure
    // XSPI-0201.
    std::uint32_t value(const OptionByte& option) const;
    // The whole word that holds it, and what write() would make of that.
    std::uint32_t word(const OptionByte& option) const;
    std::uint32_t word_with(const OptionByte& option, std::uint32_t value) const {
        return (word(option) & ~option.field()) | value << option.shift;
    }
    // Whether write() has changed one of these since the last reset, in whatever session. Throws Failure
    // XSPI-0201.
    bool act_after_reset(OptionGroup group) const;
    // Where what acts has to be known. what: "whether …". Throws Failure XSPI-0711 if it is not.
    void require_loaded(OptionGroup group, const char* what) const;
    // What an access from outside reaches; Open where that is not known, or nothing would answer otherwise.
    ProductState state() const;
    // Refuses what could damage this board or lock the part. consent: kMassErase, kBootElsewhere, or nothing.
    // Throws Failure XSPI-0442, 0443, 0444, 0448, 0451, 0455.
    void require_harmless(const OptionByte& option, std::uint32_t value, std::string_view consent) const;
    // The same, then writes it. The core is halted. Throws Failure XSPI-0445, 0446, 0453, 0457, too.
    void write(const OptionByte& option, std::uint32_t value, std::string_view consent = {});

  private:
    struct Marks {
        std::uint32_t standing = 0, of_change = 0; // those that stand, and those that the change sets
    };
    bool is_regression(const OptionByte& option, std::uint32_t value) const;
    void refuse_state(const OptionByte& option, std::uint32_t value, std::string_view consent) const;
    void refuse_pads(const OptionByte& option) const;
    const OptionByte* state_option() const;
    bool closes_or_opens(const OptionByte& option, std::uint32_t bits) const;
    void require_programmed(std::uint32_t programmed, std::uint32_t word);
    bool change(std::uint32_t programmed, std::uint32_t word, const Marks& marks, std::uint32_t limit_ms);
    bool change_with_marks(const OptionByte& option, std::uint32_t wanted, std::uint32_t limit_ms);
    bool change_register(const OptionByte& option, std::uint32_t word, bool regression,
                         std::uint32_t limit_ms);
    const OptionControl& control() const { return board_.family.option_control; }

    TargetPort& target_;
    const Board board_;
};

// Throws Failure XSPI-0441 with the names that there are, or the parts that have it.
const OptionByte& option_named(const Family& family, const std::string& name);

} // namespace xspi
