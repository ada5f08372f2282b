// What the command line says about the flash chip on the pads (--option CHIP…=…): which part, how long it
// takes, and what it holds in its registers when the board is switched on.
#pragma once
#include "chips/serial-nor.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vb {

class ChipOptions {
  public:
    // False: not one of names(), or no value of it.
    bool set(const std::string& name, const std::string& value);
    // What CHIP sets by name (see part_named()), with what its registers hold beside a new part's.
    void set_part(NorPart part, const NorNonVolatile& delivered = {}) {
        part_ = std::move(part);
        delivered_ = delivered;
    }
    static std::vector<std::string> names();
    static std::optional<std::string> values(const std::string& name); // for people; nothing: unknown name

    std::unique_ptr<SerialNor> make(Timeline& timeline, Violations& violations) const;
    // After the board has been switched on: as software left the chip, which kept its supply.
    void leave(SerialNor& chip) const { chip.leave_as(left_as_, mode_); }
    bool reset_on_nrst() const { return reset_on_nrst_; }

  private:
    struct Option;
    static std::span<const Option> all();

    NorPart part_ = kMx25uw25645g;
    std::optional<std::array<std::uint8_t, 8>> unique_id_; // the part's own otherwise
    Timing timing_ = Timing::typical;
    NorNonVolatile delivered_, non_volatile_; // the second counts where it says something
    Protocol mode_ = Protocol::spi;
    NorLeftAs left_as_ = NorLeftAs::idle;
    bool reset_on_nrst_ = false;
};

} // namespace vb
