// Registers as a map, for carrying out RegisterOps in a test: hardware's answers (ready flags) are given
// beforehand; a Wait that would not end fails.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

namespace xspi {

class RegisterFile {
  public:
    std::uint32_t& operator[](std::uint32_t address) { return values_[address]; }
    // After a write that sets `cause` in `address`, `effect` follows in `target`; after one that clears it,
    // it goes.
    void follow(std::uint32_t address, std::uint32_t cause, std::uint32_t target, std::uint32_t effect) {
        followers_.push_back({address, cause, target, effect});
    }
    // True when no Wait stood still. `failed` is then the index of the one that did.
    bool run(const RegisterOps& ops) {
        for (failed = 0; failed < ops.count; ++failed)
            if (!run_one(ops.ops[failed])) return false;
        return true;
    }
    std::size_t failed = 0;
    std::vector<std::uint32_t> written; // addresses in their order

  private:
    struct Follower {
        std::uint32_t address, cause, target, effect;
    };
    bool run_one(const RegisterOp& op) {
        if (op.kind == RegisterOpKind::Wait) return (values_[op.address] & op.mask) == op.value;
        if (op.kind == RegisterOpKind::Delay) return true;
        if (op.kind == RegisterOpKind::ModifyByte) return modify_byte(op);
        const std::uint32_t keep = op.kind == RegisterOpKind::Modify ? values_[op.address] & ~op.mask : 0;
        write(op.address, keep | op.value);
        return true;
    }
    bool modify_byte(const RegisterOp& op) {
        const std::uint32_t word = op.address & ~3u, shift = 8 * (op.address & 3u);
        write(word, (values_[word] & ~(op.mask << shift)) | op.value << shift);
        return true;
    }
    void write(std::uint32_t address, std::uint32_t value) {
        values_[address] = value;
        written.push_back(address);
        for (const Follower& f : followers_)
            if (f.address == address)
                values_[f.target] = (values_[f.target] & ~f.effect) | ((value & f.cause) != 0 ? f.effect : 0);
    }
    std::map<std::uint32_t, std::uint32_t> values_;
    std::vector<Follower> followers_;
};

// An STM32H7S3 as after reset (docs/hardware/stm32h7rs.md, RCC), whose oscillators and cells get ready at
// once.
inline RegisterFile h7s_after_reset() {
    RegisterFile r;
    r[0x58024400] = 0x25;       // RCC_CR: HSION, HSIRDY, HSIDIVF
    r[0x58024428] = 0x02020200; // PLLCKSELR
    r[0x58024430] = r[0x58024438] = 0x01010280;
    r[0x580244C4] = 0x101;
    r[0x5802444C] = 0xA00;
    r[0x5802480C] = 0x6;
    r[0x52002000] = 0x13;
    r[0x58023400] = 0xFFFFFFFF; // GPIOM..P: analog
    r[0x58023800] = r[0x58023C00] = 0xFFFFFFFF;
    for (const unsigned on : {7u, 16u, 24u, 26u, 28u}) // CSI, HSE, PLL1 to 3: ready follows on
        r.follow(0x58024400, 1u << on, 0x58024400, 2u << on);
    for (const unsigned n : {0u, 1u}) // compensation cells
        r.follow(0x58000510, 4u << (2 * n), 0x58000510, 1u << (9 + n));
    for (const unsigned bit : {0u, 1u}) // SWS follows SW
        r.follow(0x58024410, 1u << bit, 0x58024410, 1u << (3 + bit));
    r.follow(0x5802480C, 0x7, 0x58024804, 2); // supply chosen: ACTVOSRDY
    r.follow(0x58024814, 1, 0x58024814, 2);   // VOSRDY
    return r;
}

} // namespace xspi
