// The driver as one object: the board, its banks, and the job that is being recorded.
#pragma once
#include "openocd-driver/bank.hpp"
#include "openocd-driver/board/board-file.hpp"
#include "openocd-driver/bridge.h"
#include "openocd-driver/memory/target-session.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace xspi {

class Driver {
  public:
    // All throw Failure.
    std::string declare_board(const std::string& name, const std::string& body); // the Tcl that declares it
    Bank* open_bank(flash_bank* handle, target* owner, const std::string& name, std::uint32_t base,
                    const std::string& kind);
    void close_bank(Bank* bank);

    void auto_probe(Bank& bank); // never touches the chip
    void probe(Bank& bank);
    void erase(Bank& bank, std::uint32_t offset, std::uint32_t length);
    void write(Bank& bank, std::span<const std::uint8_t> data, std::uint32_t offset);
    std::vector<std::uint8_t> read(Bank& bank, std::uint32_t offset, std::uint32_t count);
    std::vector<bool> blank_sectors(Bank& bank, std::uint32_t sector_size, unsigned sectors);
    std::string info(Bank& bank);

    void begin(target* owner, std::span<const xspi_segment> segments, bool image_known, bool erase,
               std::span<const xspi_bank_range> banks);
    void commit(target* owner);
    void discard();
    bool checksum(target* owner, std::uint32_t address, std::uint32_t count, std::uint32_t& result);

    void target_ran(target* owner, bool by_reset);
    void set_hooks(bool present) { hooks_ = present; }
    const std::vector<std::unique_ptr<Bank>>& banks() const { return banks_; }
    const BoardFacts& facts() const;
    // The plan for an image's segments, printed; nothing is changed.
    std::string plan_text(target* owner, std::span<const xspi_segment> segments);

  private:
    struct CoreState {
        bool ran = true;   // since its last reset; before the first one nobody knows
        bool told = false; // that its clocks are changed
    };
    using Work = std::function<void(Bank&, AgentFlash&, TargetPort&)>;
    // One run of the agent for these banks: all are prepared, then each stage is done for all of them.
    void with_agent(std::vector<Bank*> banks, const std::vector<Work>& stages);
    void check_segments(target* owner, std::span<const xspi_segment> segments,
                        std::span<const xspi_bank_range> banks);
    void program_now(Bank& bank, bool allow_erase);
    void program(const std::vector<Bank*>& banks, bool allow_erase);
    void publish_geometry(Bank& bank);
    CoreState& look_at_core(target* owner, TargetPort& target);
    static void tell_about_clocks(CoreState& core, TargetPort& target);
    Bank* bank_at(target* owner, std::uint32_t address);

    std::unique_ptr<BoardFile> board_;
    std::vector<std::unique_ptr<Bank>> banks_;
    std::map<target*, CoreState> cores_;
    bool hooks_ = false;
    bool job_open_ = false;
    bool job_may_erase_ = false;
};

} // namespace xspi
