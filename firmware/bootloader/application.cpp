#include "firmware/bootloader/application.hpp"
#include "firmware/bootloader/sha256.hpp"
#include "firmware/common/caches.hpp"
#include "firmware/common/core-registers.hpp"
#include "flash-library/application/trailer.hpp"
#include "flash-library/core/guarded-read.hpp"
#include "flash-library/core/mmio.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace firmware {

using xspi::mmio_barrier;
using xspi::mmio_read32;
using xspi::mmio_write32;

// A word at any halfword; 0 where there is none that can be read. Words only: the window takes no unaligned
// access.
static std::uint32_t word_at(std::uint32_t code) {
    std::array<std::uint32_t, 2> words{};
    const bool apart = (code & 2) != 0;
    if (!xspi::guarded_words(code & ~3u, std::span(words).first(apart ? 2 : 1))) return 0;
    return apart ? words[0] >> 16 | words[1] << 16 : words[0];
}

Application read_application(std::uint32_t base, std::uint32_t size) {
    Application application{{base, word_at(base), word_at(base + xspi::kResetVectorOffset)}};
    if (leads_into_flash(application, size)) application.first_word = word_at(application.reset_vector & ~1u);
    return application;
}

static bool sha256_of(std::uint32_t address, std::uint32_t length, Sha256& digest) {
    Sha256Words sha256;
    std::array<std::uint32_t, 16> words;
    for (std::uint32_t done = 0;;) {
        const std::uint32_t count = std::min<std::uint32_t>((length - done) / 4, words.size());
        if (!xspi::guarded_words(address + done, std::span(words).first(count))) return false;
        if (count < words.size()) {
            digest = sha256.finish(words.data(), count, length);
            return true;
        }
        sha256.block(words);
        done += 4 * count;
    }
}

// Only an application that says so has one. Where the trailer is not what it has to be, nothing of it is.
Reason check_trailer(const Application& application, std::uint32_t size) {
    if (word_at(application.base + xspi::kTrailerMarkOffset) != xspi::kTrailerMark) return Reason::None;
    const std::uint32_t length = word_at(application.base + xspi::kTrailerLengthOffset);
    if (!xspi::trailer_fits(length, size)) return Reason::BadTrailer;
    std::array<std::uint32_t, sizeof(xspi::Trailer) / 4> words{};
    xspi::Trailer trailer;
    Sha256 digest{};
    if (!xspi::guarded_words(application.base + length, words)) return Reason::BadTrailer;
    std::memcpy(&trailer, words.data(), sizeof(trailer));
    const bool whole = trailer.mark == xspi::kTrailerMark && trailer.length == length &&
                       sha256_of(application.base, length, digest) && digest == trailer.sha256;
    return whole ? Reason::None : Reason::BadTrailer;
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
    case Reason::BadTrailer:
        text << "the application at " << Hex{application.base} << " is not what its trailer says";
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
