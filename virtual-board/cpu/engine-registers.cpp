// The register half of Engine.
#include "cpu/engine.hpp"

#include <unicorn/unicorn.h>

namespace vb {

namespace {
constexpr int kGeneral[15] = {UC_ARM_REG_R0,  UC_ARM_REG_R1,  UC_ARM_REG_R2,  UC_ARM_REG_R3, UC_ARM_REG_R4,
                              UC_ARM_REG_R5,  UC_ARM_REG_R6,  UC_ARM_REG_R7,  UC_ARM_REG_R8, UC_ARM_REG_R9,
                              UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR};
}

std::uint32_t Engine::get(int id) const {
    std::uint32_t value = 0;
    uc_reg_read(uc_, id, &value);
    return value;
}

void Engine::put(int id, std::uint32_t value) const { uc_reg_write(uc_, id, &value); }

// Unicorn reads and writes these by the rules of MRS and MSR, which give unprivileged code zeros and ignore
// its writes. Handler mode is privileged, so be there for a moment.
std::uint32_t Engine::get_privileged(int id) const {
    if (privileged()) return get(id);
    put(UC_ARM_REG_IPSR, 2);
    std::uint32_t value = get(id);
    put(UC_ARM_REG_IPSR, 0);
    return value;
}

void Engine::put_privileged(int id, std::uint32_t value) {
    if (privileged()) return put(id, value);
    put(UC_ARM_REG_IPSR, 2);
    put(id, value);
    put(UC_ARM_REG_IPSR, 0);
}

// Unicorn keeps privilege and Handler mode in cached flags, and renews them on this write only.
void Engine::rebuild_flags() { put(UC_ARM_REG_APSR_NZCV, get(UC_ARM_REG_XPSR) & 0xF0000000); }

std::uint32_t Engine::general(unsigned n) const { return get(kGeneral[n]); }
void Engine::set_general(unsigned n, std::uint32_t value) { put(kGeneral[n], n == 13 ? value & ~3u : value); }

std::uint32_t Engine::pc() const { return running_ ? pc_ : get(UC_ARM_REG_PC) & ~1u; }

void Engine::set_pc(std::uint32_t value) {
    // Writing PC sets EPSR.T from bit 0.
    bool thumb = get(UC_ARM_REG_XPSR) & (1u << 24);
    put(UC_ARM_REG_PC, (value & ~1u) | (thumb ? 1u : 0u));
    straight_on_ = value & ~1u; // no branch of the program's
}

std::uint32_t Engine::xpsr() const { return get(UC_ARM_REG_XPSR); }

void Engine::set_xpsr(std::uint32_t value) {
    put(UC_ARM_REG_XPSR_NZCVQG, value);
    rebuild_flags();
}

std::uint32_t Engine::msp() const { return get_privileged(UC_ARM_REG_MSP); }
std::uint32_t Engine::psp() const { return get_privileged(UC_ARM_REG_PSP); }
void Engine::set_msp(std::uint32_t value) { put_privileged(UC_ARM_REG_MSP, value & ~3u); }
void Engine::set_psp(std::uint32_t value) { put_privileged(UC_ARM_REG_PSP, value & ~3u); }

std::uint32_t Engine::control() const { return get(UC_ARM_REG_CONTROL) & 7; }

void Engine::set_control(std::uint32_t value) {
    // From an unprivileged Thread, SPSEL could not be changed by way of Handler mode: drop nPRIV first.
    if (!privileged()) {
        put_privileged(UC_ARM_REG_CONTROL, 0);
        rebuild_flags();
    }
    put(UC_ARM_REG_CONTROL, value & 7);
    rebuild_flags();
}

std::uint32_t Engine::primask() const { return get_privileged(UC_ARM_REG_PRIMASK) & 1; }
std::uint32_t Engine::basepri() const { return get_privileged(UC_ARM_REG_BASEPRI) & 0xFF; }
std::uint32_t Engine::faultmask() const { return get_privileged(UC_ARM_REG_FAULTMASK) & 1; }

void Engine::set_masks(std::uint32_t primask, std::uint32_t basepri, std::uint32_t faultmask) {
    put_privileged(UC_ARM_REG_PRIMASK, primask & 1);
    put_privileged(UC_ARM_REG_BASEPRI, basepri & 0xF0);
    put_privileged(UC_ARM_REG_FAULTMASK, faultmask & 1);
}

// S(2n) and S(2n+1) are the halves of D(n).
std::uint32_t Engine::single(unsigned n) const {
    std::uint64_t value = 0;
    uc_reg_read(uc_, UC_ARM_REG_D0 + int(n / 2), &value);
    return std::uint32_t(n & 1 ? value >> 32 : value);
}

void Engine::set_single(unsigned n, std::uint32_t value) {
    int id = UC_ARM_REG_D0 + int(n / 2);
    std::uint64_t both = 0;
    uc_reg_read(uc_, id, &both);
    both = n & 1 ? (both & 0xFFFFFFFF) | (std::uint64_t{value} << 32) : (both & ~0xFFFFFFFFull) | value;
    uc_reg_write(uc_, id, &both);
}

std::array<std::uint64_t, 16> Engine::doubles() const {
    std::array<std::uint64_t, 16> all{};
    for (unsigned n = 0; n < all.size(); ++n) uc_reg_read(uc_, UC_ARM_REG_D0 + int(n), &all[n]);
    return all;
}

std::uint32_t Engine::fpscr() const { return get(UC_ARM_REG_FPSCR); }
void Engine::set_fpscr(std::uint32_t value) { put(UC_ARM_REG_FPSCR, value); }

} // namespace vb
