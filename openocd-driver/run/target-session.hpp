// The agent running on the target for as long as this object lives: core checked, halted, at a known clock.
#pragma once
#include "openocd-driver/board/board.hpp"
#include "openocd-driver/run/agent-session.hpp"

#include <memory>
#include <string>
#include <vector>

namespace xspi {

// RAM of the target that is put back when this object dies, if not before.
class SavedRam {
  public:
    explicit SavedRam(TargetPort& target) : target_(target) {}
    ~SavedRam();
    SavedRam(const SavedRam&) = delete;
    SavedRam& operator=(const SavedRam&) = delete;
    // Throws Failure XSPI-0327.
    void save(std::uint32_t address, std::uint32_t size);
    // Throws Failure XSPI-0328.
    void restore();

  private:
    struct Piece {
        std::uint32_t address;
        std::vector<std::uint8_t> bytes;
    };
    TargetPort& target_;
    std::vector<Piece> pieces_;
};

// Halts the core and checks that it is the one that the board's file names. Returns its device id. Throws
// Failure XSPI-02xx.
std::uint32_t halt_board(TargetPort& target, const Board& board);

class TargetSession {
  public:
    // preserve_ram: there is something in RAM that counts, so what the agent uses of it is saved and put
    // back. past_reset: it counts after a reset, too. agent_in_ram: the last session has left it there.
    // Throws Failure XSPI-02xx, XSPI-03xx.
    TargetSession(TargetPort& target, const Board& board, bool preserve_ram, bool past_reset = false,
                  bool agent_in_ram = false);
    // Destroyed without close() it stops the agent without a word, then puts RAM back: the members' order.

    // The device's RAM, as its option bytes divide it. Throws Failure XSPI-0201.
    static std::vector<MemoryRegion> ram(TargetPort& target, const Board& board);
    // Whether the agent or its ring may lie in that memory.
    static bool uses(const Board& board, std::uint32_t address, std::uint32_t size);

    AgentSession& agent() { return *agent_; }
    TargetPort& target() { return target_; }
    void close(bool leave_mapped);

  private:
    TargetPort& target_;
    std::string name_; // of the board
    SavedRam ram_;
    std::unique_ptr<AgentSession> agent_;
};

} // namespace xspi
