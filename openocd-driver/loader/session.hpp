// How a placed loader is called, as values: what has to be done before a phase, and the registers of each
// call. Who carries them out knows the target.
#pragma once
#include "openocd-driver/loader/placement.hpp"

namespace xspi {

// A loader is initialised anew for each of them. The numbers are Init's and UnInit's of CMSIS-Pack.
enum class LoaderPhase { Erase = 1, Program = 2, Verify = 3 };

struct LoaderFrame {
    LoaderCall call;
    std::array<std::uint32_t, 4> arguments = {}; // R0 to R3
    std::uint32_t static_base = 0;               // R9
    std::uint32_t stack_pointer = 0;
    std::uint32_t link = 0;       // LR, with the thumb bit: the BKPT of the placement
    std::uint32_t entry = 0;      // PC, with the thumb bit
    std::uint32_t timeout_ms = 0; // then it is halted: loaders that hang are nothing rare
};

// What a phase begins with, in this order; then frame is called.
struct LoaderPreparation {
    // Peripherals keep what the last Init made of them, and there are loaders that hang in a second Init.
    bool reset_and_halt = true;
    // NVIC cleared, SysTick off, PRIMASK 1, CPACR on, DEMCR.TRCENA: for those that enable interrupts, or use
    // FPU or cycle counter and rely on who calls them.
    bool prepare_core = true;
    bool load = true; // what the placement zeroes and loads: its variables are as in its file
    std::optional<LoaderFrame> init = {}; // nothing: it has none
};

class LoaderSession {
  public:
    // Both must outlive this. The loader is not refused.
    LoaderSession(const Loader& loader, const LoaderPlacement& placement)
        : loader_(loader), placement_(placement) {}

    LoaderPreparation begin(LoaderPhase phase) const;
    // Nothing: there is no such function.
    std::optional<LoaderFrame> end(LoaderPhase phase) const; // UnInit
    std::optional<LoaderFrame> erase_chip() const;
    // address: where the core sees it, the first byte of a sector of `size` bytes.
    LoaderFrame erase_sector(std::uint32_t address, std::uint32_t size) const;
    // From the placement's buffer of that number. size: at most the loader's buffer_size().
    LoaderFrame program(std::uint32_t address, std::uint32_t size, std::size_t buffer) const;
    std::optional<LoaderFrame> read(std::uint32_t address, std::uint32_t size, std::size_t buffer) const;
    // What it compares with the buffer; its answer is another in each form, and proves nothing.
    std::optional<LoaderFrame> verify(std::uint32_t address, std::uint32_t size, std::size_t buffer) const;

    // What it says of itself, from R0 after the call. True proves nothing: some say so whatever happens.
    bool says_success(std::uint32_t result) const;

  private:
    LoaderFrame frame(LoaderCall call, std::array<std::uint32_t, 4> arguments,
                      std::uint32_t timeout_ms) const;

    const Loader& loader_;
    const LoaderPlacement& placement_;
};

} // namespace xspi
