// The image's first bytes, its entry, its vector table and its fault report. It is started by a debugger, so
// there is no reset and no C++ start-up.
#include "firmware/flash-test/entry.hpp"
#include "firmware/common/board.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/flash-test/report.hpp"
#include "firmware/flash/board-controller.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/flash-test/flash-test-facts.hpp"

#include <cstddef>

extern "C" {
extern std::uint32_t bss_begin, bss_end, stack_top, ram_begin, ram_end, buffer_begin, buffer_end, code_begin,
    code_end, rtt_begin;
extern const firmware::Handler init_array_begin, init_array_end;
void flash_test_entry();
void flash_test_fault();
}

namespace firmware {

using namespace xspi::flash_test;

namespace {
// Header with its addresses as the pointers the linker fills in.
struct HeaderImage {
    std::uint32_t magic;
    std::uint32_t version;
    void (*entry)();
    const void* stack_top;
    const Facts* facts;
    const Control* control;
    const Result* result;
    const void* rtt;
    const void* ram_begin;
    const void* ram_end;
    const void* buffer_begin;
    const void* buffer_end;
    const void* code_begin;
    const void* code_end;
    std::uint32_t device_id;
    xspi::ControllerKind controller;
};
static_assert(sizeof(HeaderImage) == sizeof(Header));
static_assert(offsetof(HeaderImage, facts) == offsetof(Header, facts));
static_assert(offsetof(HeaderImage, rtt) == offsetof(Header, rtt));
static_assert(offsetof(HeaderImage, code_end) == offsetof(Header, code_end));
static_assert(offsetof(HeaderImage, controller) == offsetof(Header, controller));
} // namespace

[[gnu::section(".shared"), gnu::used]] constinit Facts test_facts = flash_test_facts(kFamily, kBoard);
[[gnu::section(".shared"), gnu::used]] constinit Control test_control{};
[[gnu::section(".shared"), gnu::used]] constinit Result test_result{};

[[gnu::section(".header"), gnu::used]] constinit const HeaderImage flash_test_header{
    kMagic,          kVersion,     flash_test_entry, &stack_top, &test_facts,
    &test_control,   &test_result, &rtt_begin,       &ram_begin, &ram_end,
    &buffer_begin,   &buffer_end,  &code_begin,      &code_end,  kFamily.identity.device_id,
    kConnection.kind};

[[gnu::section(".vectors"), gnu::used]] constinit const VectorTable flash_test_vectors{
    .stack_top = &stack_top,
    .reset = flash_test_entry,
    .nmi = flash_test_fault,
    .hard_fault = flash_test_fault,
    .mem_manage = flash_test_fault,
    .bus_fault = flash_test_fault,
    .usage_fault = flash_test_fault,
    .reserved1 = {},
    .sv_call = flash_test_fault,
    .debug_monitor = flash_test_fault,
    .reserved2 = 0,
    .pend_sv = flash_test_fault,
    .sys_tick = flash_test_fault,
};

} // namespace firmware

// None of the test's objects is asked: they may be what broke.
extern "C" [[gnu::used, noreturn]] void handle_flash_test_fault(std::uint32_t pc) {
    using namespace firmware;
    Verdict verdict(test_result, lines_of(test_facts.connection));
    const std::uint32_t cfsr = xspi::mmio_read32(SCB_CFSR);
    verdict.fail(TestError::Fault,
                 Text() << "the flash-test faulted at " << Hex{pc} << ", CFSR " << Hex{cfsr}, pc, 0, cfsr);
    verdict.publish();
    end_test(State::Failed);
    halt();
}

// The stacked frame is r0-r3, r12, lr, PC, xPSR. Wherever the stack was when it broke, the report begins at
// its top.
extern "C" [[gnu::naked, gnu::used]] void flash_test_fault() {
    asm volatile("mrs   r0, msp\n"
                 "ldr   r0, [r0, #24]\n"
                 "ldr   r1, =stack_top\n"
                 "mov   sp, r1\n"
                 "b     handle_flash_test_fault\n"
                 ".ltorg\n");
}

// Lies with the data, so that it runs before what an application left in the instruction cache goes.
extern "C" [[gnu::used, noreturn, gnu::section(".entry.code")]] void start_flash_test() {
    if constexpr (kFamily.cpu == xspi::Cpu::CortexM7) {
        xspi::mmio_write32(firmware::SCB_ICIALLU, 0);
        xspi::mmio_barrier();
    }
    for (auto a = reinterpret_cast<std::uintptr_t>(&bss_begin);
         a < reinterpret_cast<std::uintptr_t>(&bss_end); a += sizeof(std::uint32_t))
        xspi::mmio_write32(a, 0);
    for (const firmware::Handler* f = &init_array_begin; f != &init_array_end; ++f) (*f)();
    firmware::run_flash_test();
}

// An application was halted anywhere: interrupts off, privileged, on the main stack.
extern "C" [[gnu::naked, gnu::used, gnu::section(".entry")]] void flash_test_entry() {
    asm volatile("cpsid i\n"
                 "cpsie f\n"
                 "movs  r0, #0\n"
                 "msr   control, r0\n"
                 "msr   basepri, r0\n"
                 "isb\n"
                 "ldr   r0, =stack_top\n"
                 "mov   sp, r0\n"
                 "b     start_flash_test\n"
                 ".ltorg\n");
}
