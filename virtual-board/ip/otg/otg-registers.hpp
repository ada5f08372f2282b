// Register offsets and bits of the OTG core (Synopsys DWC2) in device mode: RM0433 chapter 57 (STM32H74x);
// the STM32H7Rx/Sx has the same core with another GCCFG (docs/hardware/usb.md).
#pragma once
#include <cstdint>

namespace vb::otg {

enum Offset : std::uint32_t {
    GOTGCTL = 0x000,
    GOTGINT = 0x004,
    GAHBCFG = 0x008,
    GUSBCFG = 0x00C,
    GRSTCTL = 0x010,
    GINTSTS = 0x014,
    GINTMSK = 0x018,
    GRXSTSR = 0x01C,
    GRXSTSP = 0x020,
    GRXFSIZ = 0x024,
    DIEPTXF0 = 0x028,
    HNPTXSTS = 0x02C,
    GCCFG = 0x038,
    CID = 0x03C,
    GSNPSID = 0x040,
    GHWCFG1 = 0x044,
    GHWCFG2 = 0x048,
    GHWCFG3 = 0x04C,
    GHWCFG4 = 0x050,
    GLPMCFG = 0x054,
    GDFIFOCFG = 0x05C,
    HPTXFSIZ = 0x100,
    DIEPTXF1 = 0x104,
    DCFG = 0x800,
    DCTL = 0x804,
    DSTS = 0x808,
    DIEPMSK = 0x810,
    DOEPMSK = 0x814,
    DAINT = 0x818,
    DAINTMSK = 0x81C,
    DVBUSDIS = 0x828,
    DVBUSPULSE = 0x82C,
    DTHRCTL = 0x830,
    DIEPEMPMSK = 0x834,
    DEACHINT = 0x838,
    DEACHINTMSK = 0x83C,
    DIEPEACHMSK1 = 0x844,
    DOEPEACHMSK1 = 0x884,
    IN_ENDPOINTS = 0x900,  // kEndpoint bytes each: CTL, INT, TSIZ, DMA, DTXFSTS
    OUT_ENDPOINTS = 0xB00, // the same without DTXFSTS
    PCGCCTL = 0xE00
};
inline constexpr std::uint32_t kEndpoint = 0x20, CTL = 0x00, INT = 0x08, TSIZ = 0x10, DMA = 0x14,
                               DTXFSTS = 0x18;
// A register of an IN or OUT endpoint: diep(1, TSIZ) is DIEPTSIZ1.
constexpr std::uint32_t diep(std::uint32_t n, std::uint32_t reg) {
    return IN_ENDPOINTS + kEndpoint * n + reg;
}
constexpr std::uint32_t doep(std::uint32_t n, std::uint32_t reg) {
    return OUT_ENDPOINTS + kEndpoint * n + reg;
}
// The FIFOs' windows: one of 4 KiB for each endpoint, from here on; and the RAM itself.
inline constexpr std::uint32_t kRegisters = 0x1000, kWindow = 0x1000, kRam = 0x20000, kSize = 0x40000;

inline constexpr std::uint32_t bit(unsigned n) { return 1u << n; }

// GOTGCTL
inline constexpr std::uint32_t BVALOEN = bit(6), BVALOVAL = bit(7), CIDSTS = bit(16), BSVLD = bit(19);
// GOTGINT
inline constexpr std::uint32_t SEDET = bit(2);
// GAHBCFG
inline constexpr std::uint32_t GINT = bit(0), DMAEN = bit(5), TXFELVL = bit(7);
// GUSBCFG
inline constexpr std::uint32_t PHYSEL = bit(6), FHMOD = bit(29), FDMOD = bit(30);
inline constexpr unsigned kTrdtShift = 10;
// GRSTCTL
inline constexpr std::uint32_t CSRST = bit(0), RXFFLSH = bit(4), TXFFLSH = bit(5), AHBIDL = bit(31);
// GINTSTS
inline constexpr std::uint32_t OTGINT = bit(2), SOF = bit(3), RXFLVL = bit(4), NPTXFE = bit(5),
                               GINAKEFF = bit(6), GONAKEFF = bit(7), ESUSP = bit(10), USBSUSP = bit(11),
                               USBRST = bit(12), ENUMDNE = bit(13), IEPINT = bit(18), OEPINT = bit(19),
                               SRQINT = bit(30), WKUPINT = bit(31);
// GCCFG of the full-speed transceiver, and of the high-speed PHY of the STM32H7Rx/Sx
inline constexpr std::uint32_t PWRDWN = bit(16), VBDEN = bit(21), VBVALOVAL = bit(23), VBVALOVEN = bit(24);
// DCFG
inline constexpr std::uint32_t DSPD = 3;
// DCTL
inline constexpr std::uint32_t SDIS = bit(1), GINSTS = bit(2), GONSTS = bit(3), SGINAK = bit(7),
                               CGINAK = bit(8), SGONAK = bit(9), CGONAK = bit(10);
// DIEPCTL, DOEPCTL
inline constexpr std::uint32_t USBAEP = bit(15), DPID = bit(16), NAKSTS = bit(17), STALL = bit(21),
                               CNAK = bit(26), SNAK = bit(27), SD0PID = bit(28), SD1PID = bit(29),
                               EPDIS = bit(30), EPENA = bit(31);
// DIEPINT, DOEPINT
inline constexpr std::uint32_t XFRC = bit(0), EPDISD = bit(1), STUP = bit(3), ITTXFE = bit(4),
                               OTEPDIS = bit(4), INEPNE = bit(6), TXFE = bit(7), NAKINT = bit(13);
// PCGCCTL
inline constexpr std::uint32_t STPPCLK = bit(0);

// GRXSTSP.PKTSTS
enum PacketStatus : std::uint32_t {
    kGlobalOutNak = 1,
    kOutData = 2,
    kOutDone = 3,
    kSetupDone = 4,
    kSetupData = 6
};

} // namespace vb::otg
