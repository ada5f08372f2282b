// A foreign loader at work on the target, one phase at a time: reset and loaded anew for each, initialised,
// then called by the program beside it (target-stubs/caller-protocol.hpp).
#pragma once
#include "openocd-driver/loader/session.hpp"
#include "openocd-driver/target/target-port.hpp"
#include "target-stubs/caller-protocol.hpp"

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xspi {

// RAM that a loader takes of a target, with the program beside it. ram: as for place(). Throws LoaderProblem
// XSPI-1331.
LoaderPlacement place_with_caller(const Loader& loader, std::span<const LoaderRange> ram);

class LoaderCalls {
  public:
    // All must outlive it. file: the loader's name, for sentences. watchdog: address of IWDG_KR, and what
    // feeds it; 0: none. placed: by place_with_caller().
    LoaderCalls(TargetPort& target, const Loader& loader, const LoaderPlacement& placed, std::string file,
                std::uint32_t watchdog, std::uint32_t feed);
    ~LoaderCalls(); // halts the core without a word
    LoaderCalls(const LoaderCalls&) = delete;
    LoaderCalls& operator=(const LoaderCalls&) = delete;

    // All throw Failure XSPI-02xx, XSPI-0304 (Ctrl-C), XSPI-0308, XSPI-1336 to 1339, and 1344.
    void begin(LoaderPhase phase); // another one is ended before
    void end();                    // UnInit, and the core halted
    void uninit();                 // UnInit alone
    std::optional<LoaderPhase> phase() const { return phase_; }

    // Queued calls; addresses are the core's. There is room for one more.
    void erase(std::uint32_t address, std::uint32_t size);
    // At most buffer_size() bytes, which are given to it `step` at a time.
    void program(std::uint32_t address, std::span<const std::uint8_t> bytes, std::uint32_t step);
    bool has_room(bool for_program) const;
    std::size_t queued() const { return queue_.size(); }
    void await(); // the oldest that is queued is done

    // With nothing queued. Of what the core sees.
    std::vector<caller::RangeDigest> digest(std::span<const caller::Range> ranges);
    // By the loader's Read, which it has: at most buffer_size() bytes.
    std::vector<std::uint8_t> read(std::uint32_t address, std::uint32_t size);
    // Has it read some bytes by Read or Verify, whatever comes of it. False: it has neither.
    bool touch(std::uint32_t address);

    std::uint32_t buffer_size() const { return placed_.buffer_size; }
    // Calls so far that left another buffer behind than they were given.
    std::uint32_t changed_buffers() const { return changed_; }
    // How long the loader has worked on erases and programs, as far as the host sees it.
    std::int64_t working_ms() const { return working_ms_; }

  private:
    struct Queued {
        caller::Slot slot;
        std::vector<std::uint8_t> data; // of its buffer
        const char* name;               // of the function
        std::uint32_t timeout_ms;
        bool changes; // the memory
    };
    struct Piece {
        std::uint32_t address;
        std::span<const std::uint8_t> bytes;
    };
    void prepare_core();
    void load_caller();
    void load_image();
    std::vector<Piece> wrong_pieces();
    void zero(std::span<const caller::Range> ranges);
    void put(std::uint32_t address, std::span<const std::uint8_t> bytes);
    void start();
    void queue(const LoaderFrame& frame, std::uint32_t good, std::span<const std::uint8_t> data = {},
               std::uint32_t step = 0);
    void queue(Queued call);
    void call(const LoaderFrame& frame);
    void send(const Queued& call);
    void ring();
    caller::Report look();
    void heed(const caller::Report& report);
    void look_at_core();
    void resend();
    void abandon() noexcept;
    [[noreturn]] void failed(Queued call,
                             const caller::Report& report); // by value: what is queued is forgotten
    [[noreturn]] void hangs(Queued call);
    [[noreturn]] void stopped(const Queued* call);
    [[noreturn]] void damaged();
    std::string text_of(const Queued& call, std::uint32_t address) const;
    const char* name_of(LoaderCall call) const { return call_name(loader_.form, call); }
    std::uint32_t good() const { return loader_.form == LoaderForm::Stldr ? 1 : 0; }
    std::uint32_t control(std::size_t member) const {
        return placed_.beside + header_.control + std::uint32_t(member);
    }

    TargetPort& target_;
    const Loader& loader_;
    const LoaderPlacement& placed_;
    const LoaderSession session_;
    const std::string file_;
    const std::uint32_t watchdog_, feed_;
    caller::Header header_;
    std::optional<LoaderPhase> phase_;
    bool running_ = false, initialised_ = false;
    std::deque<Queued> queue_;
    std::uint32_t sequence_ = 0, attempt_ = 0, programs_ = 0;
    std::uint32_t calls_ = 0, under_way_ = 0, changed_ = 0, changed_before_ = 0;
    std::int64_t called_at_ = 0, changing_since_ = 0, working_ms_ = 0;
    unsigned looks_ = 0;
};

} // namespace xspi
