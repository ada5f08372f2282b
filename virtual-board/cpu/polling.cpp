#include "cpu/polling.hpp"

namespace vb {

PollingDetector::Registers PollingDetector::capture() const {
    Registers now;
    for (unsigned n = 0; n < 15; ++n) now.core[n] = engine_.general(n);
    now.core[15] = engine_.xpsr();
    now.fp = engine_.doubles();
    now.fpscr = engine_.fpscr();
    return now;
}

const PollingLoop* PollingDetector::observe(std::uint32_t address, std::uint32_t value) {
    std::uint32_t pc = engine_.pc();
    bool same = repeats_ > 0 && address == address_ && value == value_ && pc == pc_;
    PollingLoop turn{engine_.cycles() - cycles_, engine_.instructions() - instructions_};
    address_ = address;
    value_ = value;
    pc_ = pc;
    cycles_ = engine_.cycles();
    instructions_ = engine_.instructions();
    if (!same) {
        repeats_ = 1;
        return nullptr;
    }
    bool regular = repeats_ >= 2 && turn.cycles == loop_.cycles && turn.instructions == loop_.instructions;
    loop_ = turn;
    Registers before = registers_;
    registers_ = capture();
    if (!regular || !(registers_ == before)) {
        repeats_ = 2;
        return nullptr;
    }
    repeats_ = 3;
    return &loop_;
}

} // namespace vb
