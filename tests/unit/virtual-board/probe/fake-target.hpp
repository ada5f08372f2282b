// A DP with one MEM-AP over a plain memory, written from IHI0031: what the probe is tested against.
#pragma once
#include "core/debug-port.hpp"
#include "core/executive.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace vb::test {

class FakeExecutive : public Executive {
  public:
    void run_until(Picoseconds to) override { timeline_.advance_to(to); }
    Timeline& timeline() override { return timeline_; }
    bool core_running() const override { return false; }

  private:
    Timeline timeline_;
};

class FakeTarget : public DebugPort {
  public:
    static constexpr std::uint32_t kBase = 0x24000000;
    struct Transaction {
        bool ap, read;
        std::uint8_t address;
        std::uint32_t data;
    };

    SwdAck transfer(bool ap, bool read, std::uint8_t address, std::uint32_t& data) override {
        if (!powered) return SwdAck::None;
        log.push_back({ap, read, address, data});
        if (waits) return --waits, SwdAck::Wait;
        const bool always = !ap && ((read && address != 0xC && address != 8) || (!read && address == 0));
        if (sticky && !always) return SwdAck::Fault;
        if (ap)
            read ? ap_read(address, data) : ap_write(address, data);
        else
            read ? dp_read(address, data) : dp_write(address, data);
        return SwdAck::Ok;
    }
    void line_reset() override { ++line_resets; }
    void nrst(bool asserted) override { nrst_low = asserted; }
    bool target_powered() const override { return powered; }

    // AP writes of one register of the AP, in order.
    std::vector<std::uint32_t> writes_to(std::uint8_t address) const {
        std::vector<std::uint32_t> values;
        for (const auto& t : log)
            if (t.ap && !t.read && t.address == address) values.push_back(t.data);
        return values;
    }

    std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(64 * 1024);
    std::map<std::uint32_t, std::uint32_t> debug_registers; // words anywhere else that exist
    std::vector<Transaction> log;
    std::uint32_t csw = 0, tar = 0, select = 0, ctrl_stat = 0;
    unsigned waits = 0, line_resets = 0;
    bool sticky = false, powered = true, nrst_low = false;

  private:
    void dp_read(std::uint8_t address, std::uint32_t& data) {
        if (address == 0)
            data = 0x6BA02477;
        else if (address == 4)
            data = select & 0xF ? 0 : ctrl_stat | (ctrl_stat & 0x50000000) << 1 | sticky << 5;
        else
            data = posted_;
    }
    void dp_write(std::uint8_t address, std::uint32_t data) {
        if (address == 0 && data & 4)
            sticky = false;
        else if (address == 4)
            ctrl_stat = data & 0x50000000;
        else if (address == 8)
            select = data;
    }
    std::uint8_t ap_register(std::uint8_t address) const { return std::uint8_t((select & 0xF0) | address); }
    bool present() const { return select >> 24 == 0; }

    void ap_read(std::uint8_t address, std::uint32_t& data) {
        data = posted_;
        switch (present() ? ap_register(address) : 0xFF) {
        case 0x00: posted_ = csw | 0x40; break; // DeviceEn
        case 0x04: posted_ = tar; break;
        case 0x0C: posted_ = access(true, 0); break;
        case 0xF8: posted_ = 0xFFFFFFFF; break; // no ROM table
        case 0xFC: posted_ = 0x84770001; break;
        default: posted_ = 0;
        }
    }
    void ap_write(std::uint8_t address, std::uint32_t data) {
        switch (present() ? ap_register(address) : 0xFF) {
        case 0x00: csw = data; break;
        case 0x04: tar = data; break;
        case 0x0C: access(false, data); break;
        default: break;
        }
    }
    std::uint32_t access(bool read, std::uint32_t data) {
        const unsigned size = 1u << (csw & 7);
        const std::uint32_t at = tar;
        if (const auto found = debug_registers.find(at); found != debug_registers.end()) {
            if (!read) found->second = data;
            increment(size);
            return found->second;
        }
        if (at < kBase || at + size > kBase + memory.size()) return sticky = true, 0;
        std::uint32_t value = 0;
        for (unsigned n = 0; n < size; ++n) {
            auto& byte = memory[at - kBase + n];
            const unsigned lane = 8 * ((at + n) & 3);
            if (!read) byte = std::uint8_t(data >> lane);
            value |= std::uint32_t(byte) << lane;
        }
        increment(size);
        return value;
    }

    // Certain for the low 10 bits only, so beyond them it wraps here. A failed access does not increment.
    void increment(unsigned size) {
        if (csw & 0x30) tar = (tar & ~0x3FFu) | ((tar + size) & 0x3FF);
    }

    std::uint32_t posted_ = 0;
};

} // namespace vb::test
