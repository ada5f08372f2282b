#include "cpu/engine.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unicorn/unicorn.h>

namespace vb {

namespace {

// QEMU's exception numbers as UC_HOOK_INTR reports them.
enum : std::uint32_t {
    kSupervisor = 2,
    kPrefetchAbort = 3,
    kDataAbort = 4,
    kBreakpoint = 7,
    kExceptionExit = 8,
    kNoCoprocessor = 17
};

void check(uc_err error, const char* what) {
    if (error != UC_ERR_OK) throw std::runtime_error(std::string(what) + ": " + uc_strerror(error));
}

bool is_wide(std::uint16_t first) { return (first & 0xE000) == 0xE000 && (first & 0x1800) != 0; }

std::uint32_t advance_it(std::uint32_t it) { return (it & 7) ? ((it & 0xE0) | ((it << 1) & 0x1F)) : 0; }

std::uint32_t it_of_xpsr(std::uint32_t xpsr) { return ((xpsr >> 8) & 0xFC) | ((xpsr >> 25) & 3); }

std::uint32_t xpsr_of_it(std::uint32_t it) { return ((it & 0xFC) << 8) | ((it & 3) << 25); }

constexpr std::uint32_t kItBits = 0x0600FC00;

} // namespace

struct Engine::Callbacks {
    static void code(uc_engine*, std::uint64_t address, std::uint32_t size, void* user) {
        static_cast<Engine*>(user)->on_code(std::uint32_t(address), size);
    }
    static void interrupt(uc_engine*, std::uint32_t number, void* user) {
        auto& engine = *static_cast<Engine*>(user);
        switch (number) {
        case kSupervisor: engine.stop(Stop::SupervisorCall); break;
        case kBreakpoint: engine.stop(Stop::Breakpoint); break;
        case kExceptionExit: engine.stop(Stop::ExceptionReturn); break;
        case kPrefetchAbort: {
            // Out of Handler mode, or with stale mode flags, a branch to EXC_RETURN looks like a fetch.
            bool exit = engine.get(UC_ARM_REG_PC) >= 0xFF000000 && engine.handler_mode();
            engine.stop(exit ? Stop::ExceptionReturn : Stop::FetchDenied);
            break;
        }
        case kDataAbort: engine.stop(Stop::Unaligned); break;
        case kNoCoprocessor: engine.stop(Stop::NoCoprocessor); break;
        default: // Unicorn 2.1 calls this after `invalid`, 2.0 calls one of the two
            if (!engine.stopped_) engine.stop(Stop::Undefined);
            break;
        }
    }
    static bool invalid(uc_engine*, void* user) {
        auto& engine = *static_cast<Engine*>(user);
        bool hinted = engine.hint_pc_ == engine.pc_;
        if (hinted && engine.hint_ == 1) {
            engine.stop(Stop::Yield);
        } else if (hinted && engine.hint_ == 2) {
            engine.stop(Stop::WaitForEvent);
        } else {
            bool thumb = engine.get(UC_ARM_REG_XPSR) & (1u << 24);
            engine.stop(thumb ? Stop::Undefined : Stop::InvalidState);
        }
        return true;
    }
    static bool memory(uc_engine*, uc_mem_type type, std::uint64_t address, int, std::int64_t, void* user) {
        auto& engine = *static_cast<Engine*>(user);
        bool fetch = type == UC_MEM_FETCH_UNMAPPED || type == UC_MEM_FETCH_PROT;
        engine.report_.address = std::uint32_t(address);
        engine.report_.write = type == UC_MEM_WRITE_UNMAPPED || type == UC_MEM_WRITE_PROT;
        engine.report_.why = fetch ? Stop::FetchFault : Stop::DataFault;
        engine.stopped_ = true; // Unicorn stops by itself, at the instruction
        return false;
    }
    static void load(uc_engine*, uc_mem_type, std::uint64_t address, int size, std::int64_t, void* user) {
        static_cast<Engine*>(user)->client_.before_load(std::uint32_t(address), unsigned(size));
    }
    static void store(uc_engine*, uc_mem_type, std::uint64_t address, int size, std::int64_t value,
                      void* user) {
        static_cast<Engine*>(user)->client_.before_store(std::uint32_t(address), unsigned(size),
                                                         std::uint64_t(value));
    }
    static std::uint64_t device_read(uc_engine*, std::uint64_t offset, unsigned size, void* user) {
        auto& window = *static_cast<DeviceWindow*>(user);
        return window.engine->client_.device_read(window.base + std::uint32_t(offset), size);
    }
    static void device_write(uc_engine*, std::uint64_t offset, unsigned size, std::uint64_t value,
                             void* user) {
        auto& window = *static_cast<DeviceWindow*>(user);
        window.engine->client_.device_write(window.base + std::uint32_t(offset), size, std::uint32_t(value));
    }
};

Engine::Engine(EngineClient& client, CoreKind kind) : client_(client), kind_(kind) {
    open();
    special_[0xBF] = true;                                      // IT and hints
    special_[0xB6] = true;                                      // CPS
    special_[0xF3] = true;                                      // MSR, wide hints
    for (unsigned n = 0; n < 8; ++n) special_[0x38 | n] = true; // SUBS Rn, #imm8
}

void Engine::open() {
    // UC_MODE_MCLASS would silently give a Cortex-M33 without double precision (tried with 2.0.1 and 2.1.4).
    check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc_), "cannot open Unicorn");
    // Its Cortex-M4 knows FPv4 in single precision alone: arithmetic of doubles, and what FPv5 added, are
    // undefined (tried with 2.0.1).
    const bool m7 = kind_ == CoreKind::CortexM7;
    check(uc_ctl_set_cpu_model(uc_, m7 ? UC_CPU_ARM_CORTEX_M7 : UC_CPU_ARM_CORTEX_M4),
          "Unicorn has no such core");
    install_hooks();
}

Engine::~Engine() { uc_close(uc_); }

void Engine::install_hooks() {
    // begin > end means everywhere.
    auto add = [this](int type, auto* function) {
        uc_hook handle;
        check(uc_hook_add(uc_, &handle, type, reinterpret_cast<void*>(function), this, std::uint64_t{1},
                          std::uint64_t{0}),
              "cannot add a Unicorn hook");
    };
    add(UC_HOOK_CODE, &Callbacks::code);
    add(UC_HOOK_INTR, &Callbacks::interrupt);
    add(UC_HOOK_INSN_INVALID, &Callbacks::invalid);
    add(UC_HOOK_MEM_INVALID, &Callbacks::memory);
    // Everywhere: a hook for each range would be gone through one by one at each access.
    add(UC_HOOK_MEM_READ, &Callbacks::load);
    add(UC_HOOK_MEM_WRITE, &Callbacks::store);
}

StopReport Engine::run() {
    std::uint32_t start = get(UC_ARM_REG_PC);
    std::uint32_t flags = xpsr();
    report_ = {};
    stopped_ = false;
    pc_ = start;
    resume_it_block(start, flags);
    if (!(flags & (1u << 24))) return {Stop::InvalidState, 0, false};
    running_ = true;
    uc_err error = uc_emu_start(uc_, start | 1u, 0xFFFFFFFF, 0, 0);
    running_ = false;
    if (stopped_) return report_;
    if (error == UC_ERR_OK && hint_pc_ == pc_ && hint_ == 3) return {Stop::WaitForInterrupt, 0, false};
    // Unicorn gives up without calling a hook only where nothing can be fetched.
    return {Stop::FetchFault, get(UC_ARM_REG_PC), false};
}

void Engine::stop(Stop why) {
    report_.why = why;
    stopped_ = true;
    uc_emu_stop(uc_);
}

void Engine::on_code(std::uint32_t pc, std::uint32_t size) {
    pc_ = pc;
    if (pc != straight_on_) note_branch(pc);
    // Inside an IT block Unicorn would only stop at its end, with the rest not counted: wait for that end.
    if (cycles_ >= limit_ && !inside_it_block() && client_.boundary(pc)) return stop(Stop::Boundary);
    std::uint32_t offset = pc - window_.base;
    if (offset >= window_.size) {
        bool breakpoint = false;
        window_ = client_.fetch_window(pc, breakpoint);
        if (breakpoint && !inside_it_block()) return stop(Stop::Boundary);
        offset = pc - window_.base;
    }
    std::uint16_t first = 0;
    if (window_.bytes) std::memcpy(&first, window_.bytes + offset, sizeof first);
    if (special_[first >> 8]) inspect(pc, first, size);
    straight_on_ = pc + size;
    cycles_ += window_.cost;
    ++instructions_;
}

// Said once, also if the instruction at `pc` is not executed yet because the client stops before it. What an
// IT block skips is no branch.
void Engine::note_branch(std::uint32_t pc) {
    const bool skipped = pc - it_first_ <= it_length_ && straight_on_ - it_first_ < it_length_;
    straight_on_ = pc;
    if (!skipped) cycles_ += branch_cost_;
}

void Engine::inspect(std::uint32_t pc, std::uint16_t first, std::uint32_t size) {
    if ((first & 0xF8FF) == 0x3801) return count_down(pc, first >> 8 & 7);
    std::uint16_t second = size == 4 ? code_at(pc + 2) : std::uint16_t(0);
    if (size == 2 && (first >> 8) == 0xBF) {
        if (first & 0xF) return note_it_block(pc, first);
        hint_pc_ = pc;
        hint_ = (first >> 4) & 0xF;
    } else if (first == 0xF3AF && (second & 0xFF00) == 0x8000) {
        hint_pc_ = pc;
        hint_ = second & 0xFF;
    } else if ((size == 2 && (first & 0xFFE0) == 0xB660) || (size == 4 && (first & 0xFFE0) == 0xF380)) {
        return request_boundary(); // CPS and MSR may unmask a pending exception
    } else {
        if (size == 4) client_.check_wide(pc, first, second);
        return;
    }
    if (hint_ == 4) client_.send_event();
}

// `SUBS Rn,#1` with a BNE back to it: a delay. All but the last of its turns that begin before the limit are
// done at once; nothing can tell, because a turn touches only Rn and flags that the next turn sets again.
void Engine::count_down(std::uint32_t pc, unsigned counter) {
    constexpr std::uint16_t kBneToPrevious = 0xD1FD;
    bool both = pc - window_.base + 4 <= window_.size; // no breakpoint in between
    if (!skip_countdowns_ || !both || code_at(pc + 2) != kBneToPrevious || inside_it_block()) return;
    std::uint64_t turn = 2 * std::uint64_t{window_.cost} + branch_cost_;
    if (limit_ <= cycles_ + turn) return;
    std::uint32_t left = general(counter) - 1; // Rn = 0 goes all the way round
    auto turns = std::uint32_t(std::min<std::uint64_t>(left, (limit_ - 1 - cycles_) / turn));
    set_general(counter, left + 1 - turns);
    cycles_ += turns * turn;
    instructions_ += 2 * std::uint64_t{turns};
}

std::uint16_t Engine::code_at(std::uint32_t pc) const {
    std::uint32_t offset = pc - window_.base;
    std::uint16_t value = 0;
    if (window_.bytes && offset + 2 <= window_.available) std::memcpy(&value, window_.bytes + offset, 2);
    return value;
}

// A skipped instruction of an IT block never reaches the code hook, so the block is known by its bytes.
void Engine::note_it_block(std::uint32_t pc, std::uint16_t opcode) {
    it_state_ = opcode & 0xFF;
    it_first_ = pc + 2;
    std::uint32_t end = it_first_;
    for (std::uint32_t it = it_state_; it & 0xF; it = advance_it(it)) end += is_wide(code_at(end)) ? 4 : 2;
    it_length_ = end - it_first_;
}

void Engine::resume_it_block(std::uint32_t pc, std::uint32_t xpsr) {
    it_length_ = 0;
    std::uint32_t it = it_of_xpsr(xpsr);
    if (!(it & 0xF)) return;
    if (pc - window_.base >= window_.size) {
        bool ignored = false;
        window_ = client_.fetch_window(pc, ignored);
    }
    note_it_block(pc - 2, std::uint16_t(it));
}

std::uint32_t Engine::it_state_at(std::uint32_t pc) const {
    if (pc - it_first_ >= it_length_) return 0;
    std::uint32_t it = it_state_;
    for (std::uint32_t at = it_first_; at != pc && (it & 0xF); it = advance_it(it))
        at += is_wide(code_at(at)) ? 4 : 2;
    return it;
}

RegisterSnapshot Engine::snapshot() const {
    RegisterSnapshot result;
    for (unsigned n = 0; n < result.general.size(); ++n) result.general[n] = general(n);
    result.pc = pc_;
    result.xpsr = (xpsr() & ~kItBits) | xpsr_of_it(it_state_at(pc_)) | (1u << 24);
    return result;
}

void Engine::restore(const RegisterSnapshot& from) {
    set_xpsr(from.xpsr);
    for (unsigned n = 0; n < from.general.size(); ++n) set_general(n, from.general[n]);
    set_pc(from.pc);
}

void Engine::map(const Mapped& piece) {
    if (piece.bytes) {
        // Writable even where the core may not write: a refused store is undone by the client, because
        // Unicorn cannot drop just the store of an instruction.
        check(uc_mem_map_ptr(uc_, piece.base, piece.size, UC_PROT_ALL, piece.bytes), "cannot map memory");
        return;
    }
    const auto window = std::find_if(devices_.begin(), devices_.end(),
                                     [&](const auto& device) { return device->base == piece.base; });
    check(uc_mmio_map(uc_, piece.base, piece.size, &Callbacks::device_read, window->get(),
                      &Callbacks::device_write, window->get()),
          "cannot map a device");
}

void Engine::map_memory(std::uint32_t base, std::span<std::uint8_t> bytes) {
    map(mapped_.emplace_back(Mapped{base, std::uint32_t(bytes.size()), bytes.data()}));
}

void Engine::unmap_memory(std::uint32_t base, std::uint32_t size) {
    check(uc_mem_unmap(uc_, base, size), "cannot unmap memory");
    std::erase_if(mapped_, [base](const Mapped& piece) { return piece.base == base; });
    forget_window();
}

void Engine::map_device(std::uint32_t base, std::uint32_t size) {
    devices_.push_back(std::make_unique<DeviceWindow>(DeviceWindow{this, base}));
    map(mapped_.emplace_back(Mapped{base, size, nullptr}));
}

void Engine::forget_code(std::uint32_t base, std::uint32_t size) {
    if (!size) return;
    uc_ctl_remove_cache(uc_, std::uint64_t{base}, std::uint64_t{base} + size);
    ++forgotten_;
}

// Registers go over by way of Handler mode, where every one can be written; xPSR and CONTROL, which end it,
// last.
void Engine::renew() {
    constexpr std::uint32_t kHandlerMode = 1u << 24 | 2;
    std::array<std::uint32_t, 15> general{};
    for (unsigned n = 0; n < general.size(); ++n) general[n] = this->general(n);
    const auto fp = doubles();
    const std::uint32_t masks[] = {primask(), basepri(), faultmask()}, stacks[] = {msp(), psp()};
    const std::uint32_t flags = xpsr(), mode = control(), next = pc(), fp_status = fpscr();
    uc_close(uc_);
    uc_ = nullptr;
    open();
    for (const Mapped& piece : mapped_) map(piece);
    set_xpsr(kHandlerMode);
    set_masks(masks[0], masks[1], masks[2]);
    for (unsigned n = 0; n < general.size(); ++n)
        if (n != 13) set_general(n, general[n]);
    for (unsigned n = 0; n < fp.size(); ++n) {
        set_single(2 * n, std::uint32_t(fp[n]));
        set_single(2 * n + 1, std::uint32_t(fp[n] >> 32));
    }
    set_fpscr(fp_status);
    set_msp(stacks[0]);
    set_psp(stacks[1]);
    set_xpsr(flags);
    set_control(mode);
    set_pc(next);
    forgotten_ = 0;
    forget_window();
}

void Engine::trap_coprocessor(bool on) {
    for (unsigned byte : {0xEC, 0xED, 0xEE, 0xEF, 0xFC, 0xFD, 0xFE, 0xFF}) special_[byte] = on;
}

void Engine::trap_divide(bool on) { special_[0xFB] = on; }

} // namespace vb
