// A board as the command line wants it, with the files around it.
#pragma once
#include "core/board.hpp"
#include "probe/client-server.hpp"
#include "probe/stlink-firmware.hpp"
#include "program/led-trace.hpp"
#include "program/memory-file.hpp"
#include "program/options.hpp"
#include "usb-host/usb-host.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vb {

class Simulation {
  public:
    // Prepares the board and its memories and switches it on. Throws UsageError.
    Simulation(const Options& options, std::unique_ptr<Board> board, const std::atomic<bool>& stop);

    // Both return when done or when `stop` is set (by a signal handler); status 0, 3 after a violation with
    // --strict, or 1 if a memory's file or the report could not be written.
    int run();
    int serve();

  private:
    void configure();
    void plug_usb_in();
    ClientServer::Callbacks callbacks(std::function<std::unique_ptr<Conversation>()> client_came);
    std::optional<std::string> file_that_names_the_board() const;
    std::pair<NamedFlash, std::string> flash_and_file(const std::string& text) const;
    void open_memories();
    void say_new_violations();
    void require_distinct_files() const;
    bool save_report();
    void save();
    void stand_still(const std::string& what);
    int status();

    Options options_;
    const std::atomic<bool>& stop_;
    std::unique_ptr<Board> board_;
    StlinkFirmware firmware_;
    std::unique_ptr<UsbHost> usb_;
    std::vector<MemoryFile> memories_;
    std::optional<OwnedFile> report_;
    std::unique_ptr<LedTrace> trace_;
    std::size_t said_ = 0;
    bool written_ = true; // all that was to be saved
};

} // namespace vb
