#include "tests/unit/openocd-driver/run/flash-test-fake.hpp"
#include "flash-library/rtt/control-block.hpp"
#include "openocd-driver/failure.hpp"

#include <algorithm>
#include <cstring>

using namespace xspi;
using namespace xspi::flash_test;

namespace {
constexpr std::uint32_t kDbgmcuApb4Fzr = 0x5C001054, kIwdgKr = 0x58004800, kFlashOptcr = 0x52002104;
constexpr std::uint32_t kRingAddress = FlashTestFake::kDtcm + 0x100, kRingSize = 64;
} // namespace

FlashTestFake::FlashTestFake() : itcm(0x10000), dtcm(0x10000), axi(0x20000) {
    for (std::size_t i = 0; i < itcm.size(); ++i) itcm[i] = static_cast<std::uint8_t>(i * 7);
    for (std::size_t i = 0; i < dtcm.size(); ++i) dtcm[i] = static_cast<std::uint8_t>(i * 13);
    for (std::size_t i = 0; i < axi.size(); ++i) axi[i] = static_cast<std::uint8_t>(i * 31);
}

std::vector<std::uint8_t> FlashTestFake::image(std::uint32_t version) {
    std::vector<std::uint8_t> bytes(0x5000);
    Header header;
    header.version = version;
    header.entry = kHeaderAddress + 0x41;
    header.stack_top = kDtcm + 0x6000;
    header.facts = kFacts;
    header.control = kControl;
    header.result = kResult;
    header.rtt = kDtcm;
    header.ram_begin = kDtcm;
    header.ram_end = kDtcm + 0x6000;
    header.buffer_begin = kAxi;
    header.buffer_end = kAxi + 0x20000;
    header.code_begin = 0;
    header.code_end = 0x1000;
    header.device_id = 0x485;
    header.controller = xspi::ControllerKind::Xspi;
    std::memcpy(bytes.data() + (kHeaderAddress - kDtcm), &header, sizeof(header));
    return bytes;
}

std::uint8_t* FlashTestFake::ram(std::uint32_t address, std::size_t size) {
    if (address - kDtcm + size <= dtcm.size()) return dtcm.data() + (address - kDtcm);
    if (address - kAxi + size <= axi.size()) return axi.data() + (address - kAxi);
    if (address + size <= itcm.size()) return itcm.data() + address;
    return nullptr;
}

Result& FlashTestFake::result() { return *reinterpret_cast<Result*>(ram(kResult, sizeof(Result))); }
Control& FlashTestFake::control() { return *reinterpret_cast<Control*>(ram(kControl, sizeof(Control))); }

void FlashTestFake::read(std::uint32_t address, std::span<std::uint8_t> data) {
    if (starts != 0 && running && address == kResult) on_look(looks++);
    if (address == 0x5C001000) {
        std::memcpy(data.data(), &device_id_, 4);
        return;
    }
    if (address == kDbgmcuApb4Fzr) {
        std::memset(data.data(), 0xFF, 4); // watchdogs are frozen
        return;
    }
    if (address == kFlashOptcr) {
        std::memset(data.data(), 0, 4); // no option byte waits for a reset
        return;
    }
    const std::uint8_t* from = ram(address, data.size());
    if (from == nullptr) throw Failure("XSPI-0201", "no answer at 0x{:08X}", address);
    std::copy_n(from, data.size(), data.begin());
}

void FlashTestFake::write(std::uint32_t address, std::span<const std::uint8_t> data) {
    if (address == kIwdgKr) return;
    std::uint8_t* to = ram(address, data.size());
    if (to == nullptr) throw Failure("XSPI-0202", "no answer at 0x{:08X}", address);
    std::copy(data.begin(), data.end(), to);
    if (broken_ram) to[data.size() / 2] ^= 4;
}

void FlashTestFake::start(std::uint32_t at, std::uint32_t sp) {
    entry = at;
    stack = sp;
    ++starts;
    running = true;
    auto& block = *reinterpret_cast<rtt::ControlBlock*>(dtcm.data());
    block.id = rtt::control_block_id();
    block.up_buffers = 1;
    block.up = {0, kRingAddress, kRingSize, 0, 0, 0};
    result() = {};
    result().magic = kMagic;
    result().state = State::Running;
}

bool FlashTestFake::wait_stopped(unsigned) {
    const bool by_itself = !running;
    running = false;
    return by_itself;
}

void FlashTestFake::say(const std::string& text) {
    auto& up = reinterpret_cast<rtt::ControlBlock*>(dtcm.data())->up;
    for (const char c : text) {
        *ram(kRingAddress + up.write_offset, 1) = static_cast<std::uint8_t>(c);
        up.write_offset = (up.write_offset + 1) % kRingSize;
    }
}

void FlashTestFake::end(State state) {
    result().checksum = result_checksum(result(), state);
    result().state = state;
    running = false;
}
