// Unicorn as a bare Armv7-M instruction executor: no exceptions, no system registers, no time of its own.
#pragma once
#include "core/machine.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct uc_struct;

namespace vb {

// The stretch of memory that instructions are fetched from without asking again. It ends before the next
// breakpoint, so that breakpoints cost nothing until they are reached.
struct FetchWindow {
    std::uint32_t base = 0;
    std::uint32_t size = 0;
    const std::uint8_t* bytes = nullptr; // of `base`
    std::uint32_t available = 0;         // bytes that may be looked at, a breakpoint or not
    std::uint32_t cost = 1;              // cycles an instruction
};

enum class Stop {
    Boundary,        // the client said so, before the instruction at PC
    SupervisorCall,  // SVC; PC after it
    Breakpoint,      // BKPT; PC at it
    ExceptionReturn, // PC holds EXC_RETURN with bit 0 clear
    Undefined,       // PC at the instruction
    NoCoprocessor,   // PC at the instruction
    InvalidState,    // EPSR.T = 0
    FetchDenied,     // execute-never by the default memory map
    FetchFault,      // nothing mapped at PC
    DataFault,       // load or store to nothing; PC at the instruction
    Unaligned,       // PC at the instruction
    WaitForInterrupt,
    WaitForEvent, // PC after it
    Yield,
};

struct StopReport {
    Stop why = Stop::Boundary;
    std::uint32_t address = 0; // of a faulting access
    bool write = false;
};

// Who owns the engine. All calls come from inside run(); none of them may change Unicorn's memory map (it
// would free the code that is running): do that when run() has returned.
class EngineClient {
  public:
    virtual ~EngineClient() = default;
    // The cycle limit is reached or attention was requested. True: stop before the instruction at `pc`.
    virtual bool boundary(std::uint32_t pc) = 0;
    // Execution left the fetch window. `stop` set: a breakpoint is at `pc`.
    virtual FetchWindow fetch_window(std::uint32_t pc, bool& stop) = 0;
    // A 32-bit instruction that the processor may be configured to trap is about to run.
    virtual void check_wide(std::uint32_t pc, std::uint16_t first, std::uint16_t second) = 0;
    virtual void send_event() = 0;
    virtual std::uint32_t device_read(std::uint32_t address, unsigned size) = 0;
    virtual void device_write(std::uint32_t address, unsigned size, std::uint32_t value) = 0;
    virtual void before_load(std::uint32_t address, unsigned size) = 0;
    virtual void before_store(std::uint32_t address, unsigned size, std::uint64_t value) = 0;
};

// What can be rolled back when an access turns out to fault after Unicorn has carried it out.
struct RegisterSnapshot {
    std::array<std::uint32_t, 15> general{};
    std::uint32_t pc = 0;
    std::uint32_t xpsr = 0; // with ITSTATE as it was before the instruction
};

class Engine {
  public:
    Engine(EngineClient& client, CoreKind kind);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    StopReport run();
    bool running() const { return running_; }

    // Registers as the debugger and the exception logic see them.
    std::uint32_t general(unsigned n) const; // R0..R12, SP, LR
    void set_general(unsigned n, std::uint32_t value);
    std::uint32_t pc() const;         // of the next instruction; while running, of the current one
    void set_pc(std::uint32_t value); // bit 0 is ignored: EPSR.T decides
    std::uint32_t xpsr() const;
    void set_xpsr(std::uint32_t value); // IPSR included: switches stacks as the mode demands
    std::uint32_t msp() const;
    std::uint32_t psp() const;
    void set_msp(std::uint32_t value);
    void set_psp(std::uint32_t value);
    std::uint32_t control() const;
    void set_control(std::uint32_t value); // SPSEL only in Thread mode, as the architecture has it
    std::uint32_t primask() const;
    std::uint32_t basepri() const;
    std::uint32_t faultmask() const;
    void set_masks(std::uint32_t primask, std::uint32_t basepri, std::uint32_t faultmask);
    std::uint32_t single(unsigned n) const; // S0..S31
    void set_single(unsigned n, std::uint32_t value);
    std::uint32_t fpscr() const;
    void set_fpscr(std::uint32_t value);
    bool handler_mode() const { return (xpsr() & 0x1FF) != 0; }
    bool privileged() const { return handler_mode() || !(control() & 1); }
    RegisterSnapshot snapshot() const; // of the state before the current instruction's results
    void restore(const RegisterSnapshot& from);
    std::array<std::uint64_t, 16> doubles() const;

    // Memory, in pages of 4 KiB.
    void map_memory(std::uint32_t base, std::span<std::uint8_t> bytes);
    void unmap_memory(std::uint32_t base, std::uint32_t size);
    void map_device(std::uint32_t base, std::uint32_t size);
    void forget_code(std::uint32_t base, std::uint32_t size); // after any write from outside
    void forget_window() { window_ = {}; }
    // Unicorn keeps the translations of forgotten code, up to a gigabyte, and has no call to drop them: once
    // it is worn it is worth another one, which then holds what this one held. Not while it runs, and not
    // within an IT block.
    bool worn() const { return forgotten_ > kWorn; }
    void renew();

    // Pace.
    std::uint64_t cycles() const { return cycles_; }
    std::uint64_t instructions() const { return instructions_; }
    void set_limit(std::uint64_t cycle) { limit_ = cycle; }
    void request_boundary() { limit_ = 0; }
    void add_cycles(std::uint64_t n) { cycles_ += n; }
    void add_instructions(std::uint64_t n) { instructions_ += n; }
    void set_cycles(std::uint64_t n) { cycles_ = n; }
    void trap_coprocessor(bool on); // call check_wide() for FP and coprocessor instructions
    void trap_divide(bool on);      // ... for SDIV and UDIV
    // More cycles for each branch that is taken.
    void set_branch_cost(std::uint32_t cycles) { branch_cost_ = cycles; }
    void skip_countdowns(bool on) { skip_countdowns_ = on; }
    bool inside_it_block() const { return pc_ - it_first_ < it_length_; }

  private:
    struct DeviceWindow {
        Engine* engine;
        std::uint32_t base;
    };
    struct Callbacks; // Unicorn's C callbacks
    struct Mapped {
        std::uint32_t base, size;
        std::uint8_t* bytes; // null: a device
    };
    void map(const Mapped& piece);

    void open();
    void install_hooks();
    void on_code(std::uint32_t pc, std::uint32_t size);
    void note_branch(std::uint32_t pc);
    void inspect(std::uint32_t pc, std::uint16_t first, std::uint32_t size);
    void count_down(std::uint32_t pc, unsigned counter);
    void note_it_block(std::uint32_t pc, std::uint16_t opcode);
    void resume_it_block(std::uint32_t pc, std::uint32_t xpsr);
    void stop(Stop why);
    std::uint16_t code_at(std::uint32_t pc) const;
    std::uint32_t it_state_at(std::uint32_t pc) const;
    std::uint32_t get(int id) const;
    std::uint32_t get_privileged(int id) const;
    void put(int id, std::uint32_t value) const;
    void put_privileged(int id, std::uint32_t value);
    void rebuild_flags();

    // Pieces of code forgotten: the words of one long job, some MiB of translations.
    static constexpr std::uint64_t kWorn = 20'000;

    EngineClient& client_;
    const CoreKind kind_;
    uc_struct* uc_ = nullptr;
    std::uint64_t forgotten_ = 0;
    std::vector<Mapped> mapped_;
    std::uint64_t cycles_ = 0, limit_ = 0, instructions_ = 0;
    FetchWindow window_;
    std::uint32_t pc_ = 0;
    std::array<bool, 256> special_{}; // by the first byte of an instruction: inspect() wants to see it
    std::uint32_t it_first_ = 0, it_length_ = 0; // the bytes of the instructions under the last IT
    std::uint32_t it_state_ = 0;                 // ITSTATE at it_first_
    std::uint32_t hint_pc_ = 1;
    unsigned hint_ = 0;
    std::uint32_t branch_cost_ = 0;
    std::uint32_t straight_on_ = 0; // where execution goes without a branch
    bool running_ = false, stopped_ = false;
    StopReport report_;
    bool skip_countdowns_ = true;
    std::vector<std::unique_ptr<DeviceWindow>> devices_;
};

} // namespace vb
