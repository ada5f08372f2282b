// Register offsets and fields of XSPI1/2 and XSPIM (docs/hardware/xspi.md, registers; names as in the
// reference manual).
#pragma once
#include <cstdint>

namespace vb::xspi {

inline constexpr std::uint32_t kCr = 0x000, kDcr1 = 0x008, kDcr2 = 0x00C, kDcr3 = 0x010, kDcr4 = 0x014,
                               kSr = 0x020, kFcr = 0x024, kDlr = 0x040, kAr = 0x048, kDr = 0x050,
                               kPsmkr = 0x080, kPsmar = 0x088, kPir = 0x090, kCcr = 0x100, kTcr = 0x108,
                               kIr = 0x110, kAbr = 0x120, kLptr = 0x130, kWpccr = 0x140, kWptcr = 0x148,
                               kWpir = 0x150, kWpabr = 0x160, kWccr = 0x180, kWtcr = 0x188, kWir = 0x190,
                               kWabr = 0x1A0, kHlcr = 0x200, kCalfcr = 0x210, kCalmr = 0x218, kCalsor = 0x220,
                               kCalsir = 0x228;
inline constexpr std::uint32_t kRegistersEnd = 0x22C;

namespace cr {
inline constexpr std::uint32_t EN = 1u << 0, ABORT = 1u << 1, TCEN = 1u << 3, DMM = 1u << 6, TEIE = 1u << 16,
                               TCIE = 1u << 17, FTIE = 1u << 18, SMIE = 1u << 19, TOIE = 1u << 20,
                               APMS = 1u << 22, PMM = 1u << 23, CSSEL = 1u << 24, FMODE = 3u << 28,
                               MSEL = 3u << 30;
// Fields that change only while BUSY = 0 (docs/hardware/xspi.md, abort and busy).
inline constexpr std::uint32_t kOnlyWhenIdle = TCEN | DMM | APMS | PMM | CSSEL | FMODE | MSEL;
} // namespace cr

namespace sr {
inline constexpr std::uint32_t TEF = 1u << 0, TCF = 1u << 1, FTF = 1u << 2, SMF = 1u << 3, TOF = 1u << 4,
                               BUSY = 1u << 5;
inline constexpr unsigned FLEVEL_Pos = 8;
} // namespace sr

namespace ccr {
inline constexpr std::uint32_t DQSE = 1u << 29;
} // namespace ccr

namespace tcr {
inline constexpr std::uint32_t DHQC = 1u << 28, SSHIFT = 1u << 30;
} // namespace tcr

namespace xspim_cr {
inline constexpr std::uint32_t MUXEN = 1u << 0, MODE = 1u << 1, CSSEL_OVR_EN = 1u << 4,
                               CSSEL_OVR_O1 = 1u << 5, CSSEL_OVR_O2 = 1u << 6, kMask = 0x00FF0073;
} // namespace xspim_cr

// CR.FMODE
enum class Mode { IndirectWrite = 0, IndirectRead = 1, AutoPolling = 2, MemoryMapped = 3 };

constexpr std::uint32_t field(std::uint32_t value, unsigned low, unsigned width) {
    return (value >> low) & ((width >= 32) ? ~0u : (1u << width) - 1);
}

// Implemented bits of a register, 0 for an offset where no register is.
constexpr std::uint32_t implemented(std::uint32_t offset) {
    constexpr std::uint32_t phases = 0x0F3F3F3F | ccr::DQSE;
    constexpr std::uint32_t timing = 0x1F | tcr::DHQC | tcr::SSHIFT;
    switch (offset) {
    case kCr: return 0xF1DF1F4F;
    case kDcr1: return 0x071F3F03;
    case kDcr2: return 0x000700FF;
    case kDcr3: return 0x001F00FF;
    case kSr: return 0x00007F3F;
    case kFcr: return 0x0000001B;
    case kPir:
    case kLptr: return 0x0000FFFF;
    case kCcr:
    case kWpccr:
    case kWccr: return phases;
    case kTcr:
    case kWptcr: return timing;
    case kWtcr: return 0x1F;
    case kHlcr: return 0x00FFFF03;
    case kCalfcr: return 0x801F007F;
    case kCalmr:
    case kCalsor:
    case kCalsir: return 0x001F007F;
    case kDcr4:
    case kDlr:
    case kAr:
    case kDr:
    case kPsmkr:
    case kPsmar:
    case kIr:
    case kAbr:
    case kWpir:
    case kWpabr:
    case kWir:
    case kWabr: return 0xFFFFFFFF;
    default: return 0;
    }
}

} // namespace vb::xspi
