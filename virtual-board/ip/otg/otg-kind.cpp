#include "ip/otg/otg-kind.hpp"

#include "ip/otg/otg-registers.hpp"

#include <fmt/format.h>

#include <deque>

namespace vb {
using namespace otg;

namespace {
constexpr std::uint32_t kAll = 0xFFFFFFFF;
constexpr unsigned kMostFifos = 15;

// Reset values, and identity: docs/hardware/usb.md.
struct Identity {
    std::uint32_t cid, gsnpsid, ghwcfg2, ghwcfg3, ghwcfg4;
    std::uint32_t gotgctl, gusbcfg, grxfsiz, dieptxf0, dctl, pcgcctl, gccfg_bits;
};
constexpr Identity kH74x = {0x00002300, 0x4F54330A, 0x229FE190, 0x03B8D2E8, 0xE3F00030, 0x00000800,
                            0x00000A00, 0x00000200, 0x02000200, 0,          0,          0x003F0000};
constexpr Identity kH7rsHs = {0x00005000, 0x4F54411A, 0x228FE052, 0x03B882E8, 0xE2103E30, 0x00010000,
                              0x00001400, 0x00000400, 0x02000200, 2,          0x200B8000, 0x03FF0000};
constexpr Identity kH7rsFs = {0x00004000, 0x4F54411A, 0x229ED522, 0x020081E8, 0x1610B230, 0x00010000,
                              0x00001400, 0x00000400, 0x02000200, 2,          0x200B8000, 0x03FF0000};

// Registers that are cleared by ones take any: drivers write all of them.
std::vector<RegisterSpec> common(const Identity& is) {
    return {{GOTGCTL, "GOTGCTL", is.gotgctl, 0x00110EFF, 0x00EF0100},
            {GOTGINT, "GOTGINT", 0, 0, kAll},
            {GAHBCFG, "GAHBCFG", 0, 0x000001BF},
            {GUSBCFG, "GUSBCFG", is.gusbcfg, 0xE7FEBFFF},
            {GRSTCTL, "GRSTCTL", 0x80000000, 0x000007F7, 0xE0000000},
            {GINTSTS, "GINTSTS", 0, 0, kAll},
            {GINTMSK, "GINTMSK", 0, kAll},
            {GRXSTSR, "GRXSTSR", 0, 0, kAll},
            {GRXSTSP, "GRXSTSP", 0, 0, kAll},
            {GRXFSIZ, "GRXFSIZ", is.grxfsiz, 0x0000FFFF},
            {DIEPTXF0, "DIEPTXF0", is.dieptxf0, kAll},
            {HNPTXSTS, "HNPTXSTS", 0x00080200, 0, kAll},
            {GCCFG, "GCCFG", 0, is.gccfg_bits, 0x0000000F},
            {CID, "CID", is.cid, kAll},
            {GSNPSID, "GSNPSID", is.gsnpsid, 0, kAll},
            {GHWCFG1, "GHWCFG1", 0, 0, kAll},
            {GHWCFG2, "GHWCFG2", is.ghwcfg2, 0, kAll},
            {GHWCFG3, "GHWCFG3", is.ghwcfg3, 0, kAll},
            {GHWCFG4, "GHWCFG4", is.ghwcfg4, 0, kAll},
            {GLPMCFG, "GLPMCFG", 0, kAll},
            {GDFIFOCFG, "GDFIFOCFG", 0x04000400, kAll},
            {HPTXFSIZ, "HPTXFSIZ", 0x02000400, kAll},
            {DCFG, "DCFG", 0x02200000, 0x03FCDFFF},
            {DCTL, "DCTL", is.dctl, 0x00040FF3, 0x0000000C},
            {DSTS, "DSTS", 0x10, 0, kAll},
            {DIEPMSK, "DIEPMSK", 0, kAll},
            {DOEPMSK, "DOEPMSK", 0, kAll},
            {DAINT, "DAINT", 0, 0, kAll},
            {DAINTMSK, "DAINTMSK", 0, kAll},
            {DVBUSDIS, "DVBUSDIS", 0x17D7, 0xFFFF},
            {DVBUSPULSE, "DVBUSPULSE", 0x5B8, 0xFFFF},
            {DTHRCTL, "DTHRCTL", 0, 0x0BFF1FFF},
            {DIEPEMPMSK, "DIEPEMPMSK", 0, 0xFFFF},
            {DEACHINT, "DEACHINT", 0, 0, kAll},
            {DEACHINTMSK, "DEACHINTMSK", 0, kAll},
            {DIEPEACHMSK1, "DIEPEACHMSK1", 0, kAll},
            {DOEPEACHMSK1, "DOEPEACHMSK1", 0, kAll},
            {PCGCCTL, "PCGCCTL", is.pcgcctl, kAll}};
}

const char* name_of(const char* what, unsigned n) {
    static std::deque<std::string> names; // addresses stay valid
    return names.emplace_back(fmt::format("{}{}", what, n)).c_str();
}

void add_endpoint(std::vector<RegisterSpec>& map, unsigned n) {
    const std::uint32_t in = IN_ENDPOINTS + kEndpoint * n, out = OUT_ENDPOINTS + kEndpoint * n;
    map.push_back({in + CTL, name_of("DIEPCTL", n), 0, 0xFFEC87FF, 0x00038000});
    map.push_back({in + INT, name_of("DIEPINT", n), 0, 0, kAll});
    map.push_back({in + TSIZ, name_of("DIEPTSIZ", n), 0, kAll});
    map.push_back({in + DMA, name_of("DIEPDMA", n), 0, kAll});
    map.push_back({in + DTXFSTS, name_of("DTXFSTS", n), 0, 0, kAll});
    map.push_back({out + CTL, name_of("DOEPCTL", n), n == 0 ? 0x8000u : 0u, 0xFC3C87FF, 0x00038000});
    map.push_back({out + INT, name_of("DOEPINT", n), 0, 0, kAll});
    map.push_back({out + TSIZ, name_of("DOEPTSIZ", n), 0, kAll});
    map.push_back({out + DMA, name_of("DOEPDMA", n), 0, kAll});
    // Each FIFO as long as the first, one after the other: what the SVD's DIEPTXF8 0x02001200 tells.
    if (n > 0) map.push_back({DIEPTXF1 + 4 * (n - 1), name_of("DIEPTXF", n), 0x02000200 + 0x200 * n, kAll});
}

std::vector<RegisterSpec> map_of(const Identity& is, unsigned endpoints) {
    std::vector<RegisterSpec> map = common(is);
    for (unsigned n = 0; n < endpoints; ++n) add_endpoint(map, n);
    // Places of FIFOs that were not built in: ST's library clears all fifteen.
    for (unsigned n = endpoints; n <= kMostFifos; ++n)
        map.push_back({DIEPTXF1 + 4 * (n - 1), name_of("DIEPTXF", n), 0, 0, kAll});
    return map;
}
} // namespace

const OtgKind& h74x_otg() {
    static const std::vector<RegisterSpec> map = map_of(kH74x, 9);
    static const OtgKind kind{map, 9, 1024, false};
    return kind;
}

const OtgKind& h7rs_otg_hs() {
    static const std::vector<RegisterSpec> map = map_of(kH7rsHs, 9);
    static const OtgKind kind{map, 9, 1024, true};
    return kind;
}

const OtgKind& h7rs_otg_fs() {
    static const std::vector<RegisterSpec> map = map_of(kH7rsFs, 6);
    static const OtgKind kind{map, 6, 320, false};
    return kind;
}

} // namespace vb
