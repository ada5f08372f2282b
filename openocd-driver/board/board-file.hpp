// A board's file of facts, read: `xspi board NAME { key value … }`. Used by the driver and by the firmware's
// header generator, so that there is one reader.
#pragma once
#include "flash-library/devices/board-facts.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xspi {

// The facts as they stand in the file, in order, each key with its words. Syntax only.
using FactWords = std::vector<std::pair<std::string, std::vector<std::string>>>;

// Evaluates the braces' contents as Tcl in an interpreter of its own, where every command is taken for a
// fact; so comments, quoting and line continuation are Tcl's. Throws Failure XSPI-0111.
FactWords read_facts(const std::string& board, const std::string& body);

// A board as the host knows it; facts' string_views live as long as this object.
class BoardFile {
  public:
    // Throws Failure XSPI-011x: a key that is unknown, missing, twice there, or whose value is not of its
    // form.
    BoardFile(const std::string& name, const std::string& body);

    const BoardFacts& facts() const { return facts_; }
    const std::string& probe() const { return probe_; } // "stlink", "jlink", "cmsis-dap"
    unsigned swd_khz() const { return swd_khz_; }
    const std::string& flash_bank() const { return flash_bank_; } // the bank's name, "ext"

  private:
    using Words = std::vector<std::string>;
    struct Fact {
        std::string_view key;
        bool required;
        void (BoardFile::*set)(const Words& words);
    };
    static const std::vector<Fact>& known_facts();
    void set(const std::string& key, const Words& words);
    void set_mcu(const Words& words);
    void set_probe(const Words& words);
    void set_hse(const Words& words);
    void set_core_supply(const Words& words);
    void set_flash(const Words& words);
    void set_controller(const Words& words);
    void set_mapped(const Words& words);
    void set_pins(const Words& words);
    void set_supply(const Words& words);
    void set_reset_pin(const Words& words);
    void set_clock(const Words& words);
    void set_leds(const Words& words);
    void check_complete(const FactWords& words) const;
    std::string_view keep(const std::string& text);
    FlashFacts& flash() { return facts_.flashes[0]; }

    std::vector<std::unique_ptr<std::string>> texts_;
    std::string name_;
    BoardFacts facts_;
    std::string probe_ = "stlink";
    std::string flash_bank_ = "ext";
    unsigned swd_khz_ = 0; // 0: nothing is said, xspi.cfg has a default
};

// The `xspi board` of a whole .cfg file. Throws Failure XSPI-011x.
BoardFile read_board_file(const std::string& path);

} // namespace xspi
