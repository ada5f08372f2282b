#include "tests/unit/openocd-driver/target-fake.hpp"
#include "flash-library/devices/stm32h7rs/core-clock.hpp"
#include "flash-library/devices/stm32h7rs/flash-port.hpp"
#include "flash-library/devices/stm32h7rs/memory.hpp"
#include "openocd-driver/failure.hpp"
#include "tests/unit/flash-library/devices/nucleo-facts.hpp"
#include "tests/unit/openocd-driver/settling-controller.hpp"

#include <algorithm>
#include <cstring>

using namespace xspi;

namespace {
constexpr std::uint32_t kDtcm = agent::kAgentBase, kAxi = 0x24000000;
constexpr std::uint32_t kIdcode = 0x5C001000, kObw1sr = 0x52002260, kObw2sr = 0x52002268, kWrpsr = 0x52002218;
constexpr std::uintptr_t kCfsr = 0xE000ED28;
bool is_gpio_input(std::uintptr_t address) {
    return address - 0x58020000 < 0x4000 && (address & 0x3FF) == GPIO_IDR;
}
// Pads follow their pulls: nobody drives them.
std::uint32_t pulled_up(std::uint32_t pupdr) {
    std::uint32_t levels = 0;
    for (unsigned pin = 0; pin < 16; ++pin) levels |= std::uint32_t((pupdr >> 2 * pin & 3) == 1) << pin;
    return levels;
}
// What is on is ready at once, and the chosen clock in use.
std::uint32_t clocks_ready(std::uint32_t cr) {
    using namespace stm32h7rs;
    constexpr std::uint32_t on = RCC_CR_CSION | RCC_CR_HSEON | RCC_CR_PLL1ON | RCC_CR_PLL2ON | RCC_CR_PLL3ON;
    return (cr & ~(on << 1)) | (cr & on) << 1 | RCC_CR_HSIRDY | RCC_CR_HSIDIVF;
}
std::uint32_t clock_in_use(std::uint32_t cfgr) {
    using namespace stm32h7rs;
    return (cfgr & ~RCC_CFGR_SWS) | (cfgr & RCC_CFGR_SW) << RCC_CFGR_SWS_Pos;
}
bool in_peripherals(std::uint32_t address) { return address >= 0x40000000 && address < 0x60000000; }
} // namespace

BoardRegistersFake::BoardRegistersFake() {
    const auto settle = [this](const RegisterOps& ops) {
        std::map<std::uint32_t, std::uint32_t> written; // bits that are read back as written
        for (const RegisterOp& op : ops.span())
            if (op.kind == RegisterOpKind::Modify) written[op.address] |= op.mask;
        for (const RegisterOp& op : ops.span()) {
            if (op.kind != RegisterOpKind::Wait) continue;
            Settled& s = settled_[op.address];
            const std::uint32_t mask = op.mask & ~written[op.address];
            s.value = (s.value & ~mask) | (op.value & mask);
            s.mask |= mask;
        }
    };
    settle(stm32h7rs::agent_clock_ops());
    settle(stm32h7rs::flash_port_ops(
        kNucleo, kNucleoFlash, stm32h7rs::hclk5_flash_clock(kNucleoFlash, stm32h7rs::kAgentCoreHz / 2)));
}

std::uint32_t BoardRegistersFake::read(std::uintptr_t address, unsigned bytes) {
    if (address == never_ready) return 0;
    if (address == stm32h7rs::RCC_CR) return clocks_ready(words_[address]);
    if (address == stm32h7rs::RCC_CFGR) return clock_in_use(words_[address]);
    if (address == kWrpsr) return 0xFF; // nothing protected
    if (address == kCfsr) return 0;     // no load fails here
    if (address == kObw1sr) return option_word1;
    if (is_gpio_input(address)) return pulled_up(words_[address - GPIO_IDR + GPIO_PUPDR]);
    if (bytes == 1) return words_[address & ~std::uintptr_t{3}] >> (8 * (address & 3)) & 0xFF;
    const bool internal = address - kArray < kSize || address - kRegisters < 0x400;
    const auto s = settled_.find(address);
    if (s != settled_.end()) return (words_[address] & ~s->second.mask) | s->second.value;
    return internal ? InternalFlashFake::read(address, bytes) : words_[address];
}

void BoardRegistersFake::write(std::uintptr_t address, std::uint32_t value, unsigned bytes) {
    const bool internal = address - kArray < kSize || address - kRegisters < 0x400 || address == IWDG_KR;
    if (internal && !settled_.contains(address)) return InternalFlashFake::write(address, value, bytes);
    if (bytes != 1) {
        words_[address] = value;
        return;
    }
    const unsigned shift = 8 * (address & 3);
    std::uint32_t& word = words_[address & ~std::uintptr_t{3}];
    word = (word & ~(0xFFu << shift)) | (value & 0xFF) << shift;
}

struct TargetFake::Program {
    Program(agent::Mailbox& mailbox, std::span<std::uint8_t> ring, NorController& chip,
            BoardRegistersFake& registers)
        : pulse(mailbox), controller(chip, registers), external(controller, timebase, pulse),
          internal(timebase, pulse), agent(mailbox, timebase, pulse, external, internal, ring) {}
    Timebase timebase{kTestCoreHz};
    agent::Pulse pulse;
    SettlingController controller;
    agent::NorMemory external;
    agent::Stm32h7rsFlash internal;
    agent::Agent agent;
};

void TargetFake::DeleteProgram::operator()(Program* program) const { delete program; }

TargetFake::TargetFake() : dtcm_(0x10000), axi_(0x72000) {
    for (std::size_t i = 0; i < dtcm_.size(); ++i) dtcm_[i] = static_cast<std::uint8_t>(i * 13);
    for (std::size_t i = 0; i < axi_.size(); ++i) axi_[i] = static_cast<std::uint8_t>(i * 31);
}

std::uint8_t* TargetFake::ram(std::uint32_t address, std::size_t size) {
    if (address - kDtcm + size <= dtcm_.size()) return dtcm_.data() + (address - kDtcm);
    if (address - kAxi + size <= axi_.size()) return axi_.data() + (address - kAxi);
    return nullptr;
}

agent::Mailbox& TargetFake::mailbox() {
    agent::AgentHeader header;
    std::memcpy(&header, ram(kDtcm, sizeof(header)), sizeof(header));
    return *reinterpret_cast<agent::Mailbox*>(ram(header.mailbox, sizeof(agent::Mailbox)));
}

void TargetFake::pass() {
    ++now;
    if (!running || !program_ || agent_dead) return;
    if (now < busy_until) { // with all that it was told of
        mailbox().status.taken = mailbox().doorbell.value;
        return program_->pulse.beat();
    }
    agent::Agent::Step step = agent::Agent::Step::Stopped;
    if (agent_faults)
        program_->agent.report(agent::failure(agent::AgentError::Fault, 0x20000ABC, 0x8200));
    else
        step = program_->agent.step();
    if (step == agent::Agent::Step::Stopped) running = false;
}

void TargetFake::read(std::uint32_t address, std::span<std::uint8_t> data) {
    pass();
    std::vector<std::uint8_t> bytes(data.size());
    const std::uint32_t word = address == kIdcode ? device_id : 0;
    if (const std::uint8_t* from = ram(address, data.size()))
        std::copy_n(from, bytes.size(), bytes.begin());
    else if ((address == kIdcode || address == kObw2sr) && data.size() == 4)
        std::memcpy(bytes.data(), &word, 4);
    else if (address - stm32h7rs::kUniqueId < 12 && data.size() == 4)
        std::memcpy(bytes.data(),
                    reinterpret_cast<const char*>(unique_id.data()) + (address - stm32h7rs::kUniqueId), 4);
    else if (in_peripherals(address) && data.size() == 4) {
        const std::uint32_t value = registers.read(address, 4);
        std::memcpy(bytes.data(), &value, 4);
    } else
        gone = true;
    if (gone) throw Failure("XSPI-0201", "no answer at 0x{:08X}", address);
    if (on_read) on_read(address, bytes);
    std::copy(bytes.begin(), bytes.end(), data.begin());
}

void TargetFake::write(std::uint32_t address, std::span<const std::uint8_t> data) {
    pass();
    std::vector<std::uint8_t> bytes(data.begin(), data.end());
    if (on_write) on_write(address, bytes);
    std::uint8_t* to = ram(address, data.size());
    if (!gone && to == nullptr && in_peripherals(address) && bytes.size() == 4) {
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data(), 4);
        return registers.write(address, value, 4);
    }
    if (gone || to == nullptr) throw Failure("XSPI-0202", "no answer at 0x{:08X}", address);
    std::copy(bytes.begin(), bytes.end(), to);
}

void TargetFake::halt() {
    running = false;
    halted_seen_ = true;
}

void TargetFake::poll() {
    pass();
    if (gone) throw Failure("XSPI-0204", "gone");
    halted_seen_ = !running;
}

void TargetFake::start(std::uint32_t at, std::uint32_t sp) {
    entry = at;
    stack = sp;
    ++starts;
    registers_restored = false;
    running = true;
    halted_seen_ = false;
    agent::Mailbox& box = mailbox();
    program_.reset();
    if (agent_dead) return;
    program_.reset(new Program(box, {ram(box.ring_base, box.ring_size), box.ring_size},
                               other_chip != nullptr ? *other_chip : chip, registers));
}

bool TargetFake::wait_stopped(unsigned timeout_ms) {
    for (const std::int64_t end = now + timeout_ms; running && now < end;) pass();
    const bool by_itself = !running;
    halt();
    registers_restored = !gone;
    program_.reset();
    return by_itself;
}
