// A board's file of facts, read: `xspi board NAME { key value … }`. Used by the driver and by the firmware's
// header generator, so that there is one reader.
#pragma once
#include "flash-library/devices/board-facts.hpp"
#include "openocd-driver/board/fact-words.hpp"
#include "openocd-driver/board/loader-facts.hpp"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xspi {

// The facts as they stand in the file, in order, each key with its words; a block `flash NAME { … }` is two
// words, name and contents. Syntax only.
using FactWords = std::vector<std::pair<std::string, Words>>;

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
    // Flashes that somebody else's loader programs: nothing but the driver knows of them.
    const std::vector<LoaderFacts>& loaders() const { return loaders_; }
    const std::string& probe() const { return probe_; } // "stlink", "jlink", "cmsis-dap"
    unsigned swd_khz() const { return swd_khz_; }

  private:
    struct Fact {
        std::string_view key;
        bool required;
        void (BoardFile::*set)(const Words& words);
    };
    // Of the board; of one of its flashes.
    static const std::vector<Fact>& board_facts();
    static const std::vector<Fact>& flash_facts();
    using Seen = std::set<std::string>;
    void read(const FactWords& words, const std::string& what, Seen& seen, bool in_flash);
    void set(const std::string& key, const Words& words, const std::string& what, bool in_flash);
    void require(const std::vector<Fact>& facts, const std::string& what, const Seen& seen) const;
    void require_place(const std::string& what, const Seen& seen) const;
    void read_block(const std::string& name, const std::string& contents);
    void begin_flash(const std::string& name);

    void set_mcu(const Words& words);
    void set_probe(const Words& words);
    void set_hse(const Words& words);
    void set_core_clock(const Words& words);
    void set_core_supply(const Words& words);
    void set_flash(const Words& words);
    void set_leds(const Words& words);
    void set_buttons(const Words& words);
    void set_usb(const Words& words);
    void set_boot(const Words& words);

    void set_chip(const Words& words);
    void set_controller(const Words& words);
    void set_mapped(const Words& words);
    void set_address(const Words& words);
    void set_pins(const Words& words);
    void set_supply(const Words& words);
    void set_reset_pin(const Words& words);
    void set_clock(const Words& words);

    // Taken out of the facts of a flash: it has no pins, no controller.
    bool read_loader(const std::string& name, const FactWords& words, const std::string& what);

    FlashFacts& flash() { return facts_.flashes[facts_.flash_count - 1]; } // the one that is being read
    std::string_view keep(const std::string& text);

    std::vector<std::unique_ptr<std::string>> texts_;
    std::string name_;
    BoardFacts facts_;
    std::vector<LoaderFacts> loaders_;
    std::string probe_ = "stlink";
    unsigned swd_khz_ = 0; // 0: nothing is said, xspi.cfg has a default
    bool blocks_ = false;  // the flashes are described in blocks of their own
};

// The `xspi board` of a whole .cfg file. Throws Failure XSPI-011x.
BoardFile read_board_file(const std::string& path);

} // namespace xspi
