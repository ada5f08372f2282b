// A complete board: what the command line, the probes and the report need of it.
#pragma once
#include "core/core-state.hpp"
#include "core/data-fault.hpp"
#include "core/debug-port.hpp"
#include "core/executive.hpp"
#include "core/operations.hpp"
#include "core/time.hpp"
#include "core/usb-port.hpp"
#include "core/violations.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace vb {

struct LedState {
    std::string name;
    std::uint64_t toggles; // level changes since power-on
    bool on;
};

// Units of a flash whose ECC does not fit what they hold: their programming was cut off, or done twice. Bytes
// alone do not tell.
class DamagedUnits {
  public:
    virtual ~DamagedUnits() = default;
    virtual std::uint32_t unit() const = 0; // bytes
    // Offsets of their first bytes, ascending.
    virtual std::vector<std::uint32_t> damaged_units() const = 0;
    virtual void damage(std::uint32_t offset) = 0; // before power-on
};

struct NamedMemory { // a memory that --internal, --external or --ram loads and stores
    std::uint32_t base;
    std::span<std::uint8_t> bytes;
    DamagedUnits* ecc = nullptr; // null: it has none
};

struct NamedFlash {
    std::string name; // "ext"
    NamedMemory memory;
};

struct FlashActivity { // of the external chips
    // (bytes erased at once, count); chip erase = size
    std::vector<std::pair<std::uint32_t, std::uint64_t>> erases;
    std::uint64_t pages_programmed = 0;
    std::uint64_t chip_bytes_read = 0;
};

// Declared faults of the probe that the board is reached by.
struct ProbeFaults {
    Picoseconds unplugged_at = UINT64_MAX; // its USB plug
    bool another_probe = false;            // a second one at the same host, listed before this one
    DataFaults from_target, to_target;     // data that it carries
};
inline const ProbeFaults kSoundProbe{};

// When the plug of the board's own USB is pulled: a time, or a transfer of a program at the host (its number
// is not 0).
struct UsbUnplug {
    Picoseconds at = UINT64_MAX;
    OperationMoment transfer = {};
};

// The option of a board whose microcontroller has a unique id, 96 bits as 24 hexadecimal digits.
inline constexpr const char* kUniqueIdOption = "UID";

// What an SPI's clock has done since power-on: `standing` is the time between two frames while a chip stayed
// selected.
struct SerialClock {
    std::string controller;
    Picoseconds running = 0, standing = 0;
    std::uint64_t frames = 0, pauses = 0;
};

struct OperationCounts { // since power-on; see Operations
    std::uint64_t external = 0, internal = 0;
};

// A file describes no board, or one of parts that have no model: a mistake of the user.
class BoardFileError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class Board {
  public:
    virtual ~Board() = default;
    virtual std::string name() const = 0;
    virtual std::string part() const = 0; // "STM32H7S3L8"
    virtual Executive& executive() = 0;
    virtual DebugPort& debug_port() = 0;
    virtual Violations& violations() = 0;

    // Before power_on(): an option of the command line, such as XSPI2_HSLV=1. False: unknown name or value.
    virtual bool set_option(const std::string& name, const std::string& value) = 0;
    virtual std::vector<std::string> option_names() const = 0;
    // For people: "0 or 1", "typical, maximum, worn". Nothing: unknown name.
    virtual std::optional<std::string> option_values(const std::string& name) const = 0;
    // Before power_on(): another chip in place of the flash of that name, or of the first one (empty): a part
    // that is modelled, or a file of SFDP bytes. False with a sentence in `why`.
    virtual bool set_chip(const std::string& flash, const std::string& part, std::string& why) = 0;
    // Before power_on(): a declared fault. False with a sentence in `why` if it is not known.
    virtual bool add_fault(const std::string& spec, std::string& why) = 0;
    virtual const ProbeFaults& probe_faults() const { return kSoundProbe; } // may change as time goes on
    // Before power_on(): what a declared pause does. It returns when the board is to go on.
    virtual void on_pause(std::function<void(const std::string& what)> action) = 0;
    virtual bool press_button(const std::string& name) = 0;
    virtual UsbPort* usb_port() { return nullptr; }                   // of its connector; null: it has none
    virtual std::vector<UsbUnplug> usb_unplugs() const { return {}; } // declared faults
    virtual void power_on() = 0;

    virtual NamedMemory internal_flash() = 0;
    // The first one is what is meant where nothing is named.
    virtual std::vector<NamedFlash> external_flashes() = 0;
    virtual NamedMemory ram() = 0; // the main system RAM

    virtual std::vector<LedState> leds() const = 0;
    virtual FlashActivity flash_activity() const = 0;
    virtual OperationCounts operations() const = 0;
    virtual std::vector<SerialClock> serial_clocks() const { return {}; } // of SPIs that have a chip
    virtual CoreState core_state() const = 0;
    virtual std::string serial() const = 0;                           // text that the board's VCP printed
    virtual std::optional<double> entered_external_flash() const = 0; // virtual seconds
};

// One of board_names(), or the path of a file that describes a board. Null: neither. Throws BoardFileError.
std::unique_ptr<Board> make_board(const std::string& name);
std::vector<std::string> board_names();
// Whether make_board() knows that name, or would look for a file.
bool is_board(const std::string& name);

} // namespace vb
