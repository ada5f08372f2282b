// A Cortex-M7, or what a test says, with RAM, a little read-only memory, one device, and a probe that speaks
// DP and AP transactions.
#pragma once
#include "cpu/cortex-m.hpp"
#include "tests/unit/catch.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <optional>
#include <vector>

namespace test {

inline constexpr std::uint32_t kCode = 0x24000000, kRam = 0x20000000, kRom = 0x08000000, kWindow = 0x70000000,
                               kDevice = 0x40000000, kStack = kRam + 0x8000;
inline constexpr std::uint32_t kEntry = kCode + 0x400;

// Registers that a test scripts; counts what reaches it.
class ScriptedDevice : public vb::BusDevice {
  public:
    std::string name() const override { return "scripted"; }
    std::optional<std::uint32_t> read(std::uint32_t offset, unsigned size, vb::Master master) override {
        ++reads;
        return on_read ? on_read(offset, size, master) : std::optional<std::uint32_t>(words[offset / 4 % 64]);
    }
    bool write(std::uint32_t offset, unsigned size, std::uint32_t value, vb::Master master) override {
        ++writes;
        if (on_write) return on_write(offset, size, value, master);
        words[offset / 4 % 64] = value;
        return true;
    }
    void reset() override {}

    std::array<std::uint32_t, 64> words{};
    std::function<std::optional<std::uint32_t>(std::uint32_t, unsigned, vb::Master)> on_read;
    std::function<bool(std::uint32_t, unsigned, std::uint32_t, vb::Master)> on_write;
    unsigned reads = 0, writes = 0;
};

class TestBoard {
  public:
    explicit TestBoard(const vb::MachineConfig& core = cortex_m7())
        : code_bytes(0x10000), ram_bytes(0x10000), rom_bytes(0x10000, 0xFF), window_bytes(0x10000, 0xFF),
          machine(timeline, config(core)) {
        machine.add_memory(code);
        machine.add_memory(ram);
        rom.writable_by_core = false;
        rom.on_write = &rom_device;
        machine.add_memory(rom);
        window.writable_by_core = false;
        window.is_external_flash = true;
        window.accessible = false;
        machine.add_memory(window);
        machine.add_device(kDevice, 0x400, device);
        set_vector(0, kStack);
        for (unsigned n = 1; n < 64; ++n) set_vector(n, kEntry | 1);
    }

    void set_vector(unsigned n, std::uint32_t value) { put(kCode + 4 * n, value); }
    void put(std::uint32_t address, std::uint32_t value) { std::memcpy(at(address), &value, 4); }
    std::uint32_t get(std::uint32_t address) {
        std::uint32_t value;
        std::memcpy(&value, at(address), 4);
        return value;
    }
    // Thumb halfwords at an address; the default is where reset goes.
    void program(std::initializer_list<std::uint16_t> halfwords, std::uint32_t address = kEntry) {
        std::uint32_t first = address;
        for (std::uint16_t each : halfwords) {
            std::memcpy(at(address), &each, 2);
            address += 2;
        }
        if (first - kCode < code.bytes.size()) machine.changed(code, first - kCode, address - first);
    }
    void handler(unsigned exception, std::uint32_t address, std::initializer_list<std::uint16_t> halfwords) {
        set_vector(exception, address | 1);
        program(halfwords, address);
    }
    void start() { machine.power_on(); }
    void run(vb::Picoseconds duration) { machine.run_until(timeline.now() + duration); }
    void run_us(std::uint64_t n) { run(n * vb::kPerMicrosecond); }

    // ---- the probe
    vb::SwdAck dp(bool ap, bool read, std::uint8_t address, std::uint32_t& data) {
        return machine.debug_port().transfer(ap, read, address, data);
    }
    std::uint32_t dp_read(std::uint8_t address) {
        std::uint32_t data = 0;
        REQUIRE(dp(false, true, address, data) == vb::SwdAck::Ok);
        return data;
    }
    void dp_write(std::uint8_t address, std::uint32_t data) {
        REQUIRE(dp(false, false, address, data) == vb::SwdAck::Ok);
    }
    void connect(std::uint8_t ap = 1) {
        machine.debug_port().line_reset();
        dp_read(0x0);
        dp_write(0x0, 0x1E);
        dp_write(0x8, 0);
        dp_write(0x4, 0x50000000);
        select(ap);
        ap_write(0x00, 0x23000052); // words, AddrInc single
    }
    void select(std::uint8_t ap, std::uint8_t bank = 0) { dp_write(0x8, std::uint32_t{ap} << 24 | bank); }
    void ap_write(std::uint8_t address, std::uint32_t data) {
        REQUIRE(dp(true, false, address, data) == vb::SwdAck::Ok);
    }
    std::uint32_t ap_read(std::uint8_t address) {
        std::uint32_t data = 0;
        REQUIRE(dp(true, true, address, data) == vb::SwdAck::Ok);
        return dp_read(0xC);
    }
    std::uint32_t peek(std::uint32_t address) {
        ap_write(0x04, address);
        return ap_read(0x0C);
    }
    void poke(std::uint32_t address, std::uint32_t value) {
        ap_write(0x04, address);
        ap_write(0x0C, value);
    }
    std::uint32_t dhcsr() { return peek(0xE000EDF0); }
    void halt() { poke(0xE000EDF0, 0xA05F0003); }
    void resume() { poke(0xE000EDF0, 0xA05F0001); }
    void step() { poke(0xE000EDF0, 0xA05F000D); }
    bool halted() { return dhcsr() >> 17 & 1; }
    std::uint32_t reg(unsigned n) {
        poke(0xE000EDF4, n);
        return peek(0xE000EDF8);
    }
    void set_reg(unsigned n, std::uint32_t value) {
        poke(0xE000EDF8, value);
        poke(0xE000EDF4, n | 1u << 16);
    }

    std::uint64_t hz = 64'000'000;
    unsigned resets = 0;
    vb::Timeline timeline;
    std::vector<std::uint8_t> code_bytes, ram_bytes, rom_bytes, window_bytes;
    vb::MemoryRegion code = region("code", kCode, code_bytes), ram = region("ram", kRam, ram_bytes),
                     rom = region("rom", kRom, rom_bytes), window = region("window", kWindow, window_bytes);
    ScriptedDevice device, rom_device;
    vb::CortexM machine;

  private:
    static vb::MemoryRegion region(const char* name, std::uint32_t base, std::vector<std::uint8_t>& bytes) {
        vb::MemoryRegion result;
        result.name = name;
        result.base = base;
        result.bytes = bytes;
        return result;
    }
    static vb::MachineConfig cortex_m7() {
        vb::MachineConfig result;
        using Bus = vb::MachineConfig::AccessPort::Bus;
        result.access_ports = {{0, 0xE00E0000, Bus::Apb, 0x54770002}, {1, 0xE00FE000, Bus::Core, 0x84770001}};
        return result;
    }
    vb::MachineConfig config(vb::MachineConfig result) {
        result.core_hz = [this] { return hz; };
        result.vector_table = [] { return kCode; };
        result.on_system_reset = [this](bool) { ++resets; };
        return result;
    }
    std::uint8_t* at(std::uint32_t address) {
        for (auto* each : {&code, &ram, &rom, &window})
            if (address - each->base < each->bytes.size()) return each->bytes.data() + (address - each->base);
        FAIL("no memory there");
        return nullptr;
    }
};

} // namespace test
