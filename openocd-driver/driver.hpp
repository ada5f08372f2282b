// The driver: the board, and its banks.
#pragma once
#include "openocd-driver/bank.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/bridge/bridge.h"

#include <memory>
#include <string>
#include <vector>

namespace xspi {

class Driver {
  public:
    // Whether OpenOCD has the hooks around a whole job.
    void set_hooks(bool present) { hooks_ = present; }
    // All throw Failure XSPI-01xx.
    // file: what the facts stand in, for what they name beside it. Returns the Tcl that declares the board.
    std::string declare_board(const std::string& name, const std::string& body, const std::string& file = "");
    // words: external, internal or lent; or `loader FILE …`.
    Bank* open_bank(flash_bank* handle, target* owner, const std::string& name, std::uint32_t base,
                    const std::vector<std::string>& words);
    void close_bank(Bank* bank);
    // Tells OpenOCD what is known of the bank without touching its memory.
    void publish_geometry(Bank& bank);

    Board board() const;
    const BoardFacts& facts() const { return board().facts; }
    target* owner() const; // of the board's banks
    const std::vector<std::unique_ptr<Bank>>& banks() const { return banks_; }
    Bank* bank_at(target* owner, std::uint32_t address) const;   // nullptr: none of ours
    Bank* window_at(target* owner, std::uint32_t address) const; // of an external chip
    // Every bank of the target, also those of other drivers, with its size where that is known.
    std::vector<xspi_bank_range> bank_ranges(target* owner) const;
    // Whether that RAM is one that a bank's loader takes.
    bool loader_uses(target* owner, std::uint32_t address, std::uint32_t size) const;
    // The target ran or was reset: no memory is as it was prepared.
    void invalidate(target* owner);

  private:
    std::unique_ptr<FlashMemory> open_loader(Bank& bank, const std::vector<std::string>& words) const;

    std::unique_ptr<BoardFile> file_;
    std::vector<std::unique_ptr<Bank>> banks_;
    bool hooks_ = false;
};

} // namespace xspi
