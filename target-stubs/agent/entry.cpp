// The image's first bytes, its entry, its vector table and its fault report. No C library start-up.
#include "target-stubs/agent/entry.hpp"
#include "flash-library/core/mmio.hpp"
#include "target-stubs/agent/status-seal.hpp"

#include <cstddef>

extern "C" {
void agent_entry();
void fault_entry();
}

namespace xspi::agent {

namespace {
// AgentHeader with its addresses as the pointers the linker fills in.
struct HeaderImage {
    std::uint32_t magic;
    std::uint32_t version;
    void (*entry)();
    const void* stack_top;
    const void* mailbox;
    const void* ram_end;
};
static_assert(sizeof(HeaderImage) == sizeof(AgentHeader));
static_assert(offsetof(HeaderImage, entry) == offsetof(AgentHeader, entry));
static_assert(offsetof(HeaderImage, mailbox) == offsetof(AgentHeader, mailbox));
static_assert(offsetof(HeaderImage, ram_end) == offsetof(AgentHeader, ram_end));

constexpr std::uintptr_t CFSR = 0xE000ED28; // Armv7-M ARM B3.2.15
constexpr std::uintptr_t MMFAR = 0xE000ED34;
constexpr std::uintptr_t BFAR = 0xE000ED38;
constexpr std::uint32_t CFSR_MMARVALID = 1u << 7; // an access the MPU refused: the closed window
} // namespace

[[gnu::section(".mailbox"), gnu::used]] alignas(32) constinit Mailbox mailbox{};

[[gnu::section(".header"), gnu::used]] constinit const HeaderImage header{
    kAgentMagic, kProtocolVersion, agent_entry, &::stack_top, &mailbox, &::ram_end};

[[gnu::section(".vectors"), gnu::used]] constinit const VectorTable vector_table{
    &::stack_top,
    {agent_entry, fault_entry, fault_entry, fault_entry, fault_entry, fault_entry, fault_entry, fault_entry,
     fault_entry, fault_entry, fault_entry, fault_entry, fault_entry, fault_entry, fault_entry}};

} // namespace xspi::agent

// As Agent::report() does it, but without any of the agent's objects: they may be what broke.
extern "C" [[gnu::used, noreturn]] void xspi_fault(std::uint32_t pc) {
    using namespace xspi::agent;
    Status& status = mailbox.status;
    change_sealed(status, [&] {
        store(status.error_sequence, status.completed + 1);
        store(status.error_address, pc);
        const std::uint32_t cfsr = xspi::mmio_read32(CFSR);
        store(status.error_status, cfsr);
        store(status.error_detail, xspi::mmio_read32((cfsr & CFSR_MMARVALID) != 0 ? MMFAR : BFAR));
        increment(status.error_count);
        store(status.error, static_cast<std::uint32_t>(AgentError::Fault));
    });
    xspi::mmio_barrier();
    halt();
}

// The stacked frame is r0-r3, r12, lr, PC, xPSR. Wherever the stack was when it broke, the report begins at
// its top.
extern "C" [[gnu::naked, gnu::used]] void fault_entry() {
    asm volatile("mrs   r0, msp\n"
                 "ldr   r0, [r0, #24]\n"
                 "ldr   r1, =stack_top\n"
                 "mov   sp, r1\n"
                 "b     xspi_fault\n"
                 ".ltorg\n");
}

extern "C" [[gnu::used, noreturn]] void xspi_start() {
    for (auto a = reinterpret_cast<std::uintptr_t>(&bss_begin);
         a < reinterpret_cast<std::uintptr_t>(&bss_end); a += sizeof(std::uint32_t)) {
        xspi::mmio_write32(a, 0);
    }
    xspi::agent::run();
}

// The host halted an application anywhere: interrupts off, privileged, on the main stack, no FPU context to
// stack.
extern "C" [[gnu::naked, gnu::used, gnu::section(".entry")]] void agent_entry() {
    asm volatile("cpsid i\n"
                 "cpsie f\n"
                 "movs  r0, #0\n"
                 "msr   control, r0\n"
                 "msr   basepri, r0\n"
                 "isb\n"
                 "ldr   r0, =stack_top\n"
                 "mov   sp, r0\n"
                 "b     xspi_start\n"
                 ".ltorg\n");
}
