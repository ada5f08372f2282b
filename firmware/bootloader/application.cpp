#include "firmware/bootloader/application.hpp"
#include "firmware/common/caches.hpp"
#include "firmware/common/core-registers.hpp"
#include "firmware/common/guarded-read.hpp"
#include "flash-library/core/mmio.hpp"

#include <array>
#include <cstring>

namespace firmware {

using xspi::mmio_barrier;
using xspi::mmio_read32;
using xspi::mmio_write32;

// Words only: the window takes no unaligned access.
static std::uint32_t word_at(std::uint32_t code) {
    const std::uint32_t word = mmio_read32(code & ~3u);
    return (code & 2) == 0 ? word : word >> 16 | mmio_read32((code & ~3u) + 4) << 16;
}

// The internal flash may hold a word whose programming was cut off.
static std::uint32_t vector_at(std::uint32_t address, bool internal) {
    std::array<std::uint8_t, 4> bytes{};
    if (!internal) return mmio_read32(address);
    if (!guarded_read(address, bytes)) return 0;
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof(word));
    return word;
}

Application read_application(std::uint32_t base, std::uint32_t size, bool internal) {
    Application application{
        {base, vector_at(base, internal), vector_at(base + xspi::kResetVectorOffset, internal)}};
    if (internal) {
        if (leads_into_flash(application, size))
            application.first_word = vector_at(application.reset_vector & ~3u, true);
        return application;
    }
    if (leads_into_flash(application, size)) application.first_word = word_at(application.reset_vector & ~1u);
    return application;
}

void explain(Reason reason, const Application& application) {
    Text text;
    switch (reason) {
    case Reason::NoApplication:
        text << "there is no application: the flash at " << Hex{application.base} << " is erased";
        break;
    case Reason::BadStackPointer:
        text << "the application's initial stack pointer " << Hex{application.stack_pointer} << " at "
             << Hex{application.base} << " is in no RAM or not aligned to 8";
        break;
    default:
        text << "the application's reset vector " << Hex{application.reset_vector} << " at "
             << Hex{application.base + xspi::kResetVectorOffset}
             << (application.reset_vector == 0
                     ? " was cleared: a job that changes the application was cut off"
                 : application.first_word != 0 ? " points to erased flash"
                                               : " points to no Thumb code behind the vector table");
        break;
    }
    say(reason, text);
}

void start(const Application& application) {
    enable_caches();
    mmio_write32(SCB_SHCSR, mmio_read32(SCB_SHCSR) & ~SCB_SHCSR_FAULTENA);
    mmio_write32(SCB_VTOR, application.base);
    mmio_barrier();
    // Privileged on the main stack, lr as reset sets it; nothing of ours is used after MSP has moved.
    asm volatile("msr control, %2\n\t"
                 "isb\n\t"
                 "msr msp, %0\n\t"
                 "mov lr, %3\n\t"
                 "cpsie i\n\t"
                 "bx %1"
                 :
                 : "r"(application.stack_pointer), "r"(application.reset_vector), "r"(0), "r"(0xFFFFFFFF)
                 : "lr", "memory");
    __builtin_unreachable();
}

} // namespace firmware
