#include "tests/unit/openocd-driver/bridge-fake.hpp"

#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <cstdio>

namespace {
BridgeFake* living = nullptr;

template <typename Work> int as_code(Work&& work) {
    try {
        work();
        return BRIDGE_OK;
    } catch (const xspi::Failure&) { return BRIDGE_FAIL; }
}
TargetFake& fake() { return BridgeFake::current().fake; }
} // namespace

BridgeFake::BridgeFake() { living = this; }
BridgeFake::~BridgeFake() { living = nullptr; }
BridgeFake& BridgeFake::current() {
    if (living == nullptr) throw std::logic_error("the driver calls OpenOCD outside a BridgeFake's life");
    return *living;
}

std::string BridgeFake::logged(bridge_log_level level) const {
    std::string text;
    for (const auto& [at, line] : log)
        if (at == level) text += line + "\n";
    return text;
}

int bridge_read_memory(target*, uint32_t address, uint32_t size, uint8_t* data) {
    return as_code([&] { fake().read(address, {data, size}); });
}
int bridge_write_memory(target*, uint32_t address, uint32_t size, const uint8_t* data) {
    return as_code([&] { fake().write(address, {data, size}); });
}
int bridge_access_memory(target*, const xspi_access* accesses, size_t count) {
    return as_code([&] {
        for (const xspi_access& one : std::span(accesses, count))
            if (one.out != nullptr)
                fake().write(one.address, {one.out, one.size});
            else
                fake().read(one.address, {one.in, one.size});
    });
}
bool bridge_target_halted(target*) { return fake().halted(); }
int bridge_halt_target(target*) {
    return as_code([&] { fake().halt(); });
}
int bridge_poll_target(target*) {
    return as_code([&] { fake().poll(); });
}
bool bridge_target_was_reset(target*) { return fake().was_reset(); }
const char* bridge_target_name(target*) { return "fake.cpu"; }
int bridge_start_algorithm(target*, uint32_t entry, uint32_t stack) {
    return as_code([&] { fake().start(entry, stack); });
}
int bridge_wait_algorithm(target*, unsigned timeout_ms) {
    return fake().wait_stopped(timeout_ms) ? BRIDGE_OK : BRIDGE_FAIL;
}
void bridge_log(enum bridge_log_level level, const char* text) {
    BridgeFake::current().log.emplace_back(level, text);
}
const char* bridge_recent_log(void) { return ""; } // what OpenOCD says: the system cases hear it
void bridge_forget_log(void) {}
void bridge_keep_alive(void) { fake().keep_alive(); }
void bridge_pause(unsigned ms) { fake().pause(ms); }
int64_t bridge_milliseconds(void) { return fake().milliseconds(); }
unsigned bridge_link_khz(void) { return 24'000; }
bool bridge_shutdown_pending(void) { return fake().interrupted(); }
size_t bridge_list_banks(target*, xspi_bank_range* banks) {
    const auto& listed = BridgeFake::current().banks;
    std::copy(listed.begin(), listed.end(), banks);
    return listed.size();
}
bool bridge_find_file(const char*, char*, size_t) { return false; } // OpenOCD has no search path here
int bridge_set_geometry(flash_bank* bank, uint32_t size, uint32_t sector_size) {
    auto& geometry = BridgeFake::current().geometries[bank];
    geometry = {size, sector_size, geometry.times_set + 1};
    return BRIDGE_OK;
}

void bridge_set_base(flash_bank*, uint32_t) {}
int bridge_reset_halt(target*) { return BridgeFake::current().resets ? BRIDGE_OK : BRIDGE_FAIL; }
int bridge_reprobe(target*, const char* driver) {
    BridgeFake::current().reprobed += driver;
    return BRIDGE_OK;
}

uint32_t bridge_lent_base(flash_bank*) { return LentFake::kBase; }
std::vector<xspi_lent_block> LentFake::blocks(std::vector<std::uint32_t> sizes) {
    std::vector<xspi_lent_block> blocks;
    for (std::uint32_t size : sizes)
        blocks.push_back({blocks.empty() ? 0 : blocks.back().offset + blocks.back().size, size, false});
    return blocks;
}
int bridge_lent_probe(flash_bank*, bool again, uint32_t* size, unsigned* sectors) {
    LentFake& lent = BridgeFake::current().lent;
    lent.probes_anew += again ? 1 : 0;
    *size = lent.sectors.back().offset + lent.sectors.back().size;
    *sectors = unsigned(lent.sectors.size());
    return lent.known ? BRIDGE_OK : BRIDGE_FAIL;
}
void bridge_lent_sectors(flash_bank*, xspi_lent_block* sectors) {
    const auto& found = BridgeFake::current().lent.sectors;
    std::copy(found.begin(), found.end(), sectors);
}
int bridge_lent_protection(flash_bank*, xspi_lent_block* blocks, unsigned* count) {
    const LentFake& lent = BridgeFake::current().lent;
    const auto& parts = lent.protection.empty() ? lent.sectors : lent.protection;
    std::copy(parts.begin(), parts.end(), blocks);
    *count = unsigned(parts.size());
    for (unsigned n = 0; n < *count; n++) blocks[n].locked = n == lent.locked;
    return lent.known ? BRIDGE_OK : BRIDGE_FAIL;
}
int bridge_lent_erase(flash_bank*, unsigned first, unsigned last) {
    BridgeFake::current().lent.erased.push_back({first, last});
    return BridgeFake::current().lent.works ? BRIDGE_OK : BRIDGE_FAIL;
}
int bridge_lent_write(flash_bank*, const uint8_t*, uint32_t offset, uint32_t size) {
    BridgeFake::current().lent.written.push_back({offset, size});
    return BridgeFake::current().lent.works ? BRIDGE_OK : BRIDGE_FAIL;
}
