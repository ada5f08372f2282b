// The System Control Block, the FPU's and the caches' registers of the System Control Space.
#pragma once
#include "core/machine.hpp"
#include "core/register-block.hpp"
#include "cpu/nvic.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace vb {

// Bits of CFSR (DDI0403 B3.2.15).
enum ConfigurableFault : std::uint32_t {
    kIaccviol = 1u << 0,
    kDaccviol = 1u << 1,
    kMmarValid = 1u << 7,
    kIbusErr = 1u << 8,
    kPrecisErr = 1u << 9,
    kUnstkErr = 1u << 11,
    kStkErr = 1u << 12,
    kBfarValid = 1u << 15,
    kUndefInstr = 1u << 16,
    kInvState = 1u << 17,
    kInvPc = 1u << 18,
    kNoCp = 1u << 19,
    kUnaligned = 1u << 24,
    kDivByZero = 1u << 25
};
enum HardFaultStatus : std::uint32_t { kVectTbl = 1u << 1, kForced = 1u << 30, kDebugEvt = 1u << 31 };

class SystemControl final : public RegisterBlock {
  public:
    SystemControl(const MachineConfig& config, Nvic& nvic, CoreSignals& core);
    void reset(std::uint32_t vector_table);

    std::uint32_t vector_table() const { return vtor_; }
    bool sleep_on_exit() const { return scr_ & 2; }
    bool event_on_pend() const { return scr_ & 16; }
    bool deep_sleep() const { return scr_ & 4; }
    bool fpu_enabled(bool privileged) const;
    bool divide_traps() const { return ccr_ & 16; }
    bool thread_return_always() const { return ccr_ & 1; } // NONBASETHRDENA
    bool align_stack() const { return ccr_ & 0x200; }
    bool faults_ignored() const { return ccr_ & 0x100; }         // BFHFNMIGN
    bool keep_fp_context() const { return fpccr_ & 0x80000000; } // ASPEN
    void set_fp_frame(std::uint32_t address) { fpcar_ = address & ~7u; }
    std::uint32_t cpacr() const { return cpacr_; }

    void record_fault(std::uint32_t cfsr_bits) { cfsr_ |= cfsr_bits; }
    void record_memory_fault(std::uint32_t cfsr_bits, std::uint32_t address);
    void record_bus_fault(std::uint32_t cfsr_bits, std::uint32_t address);
    void record_hard_fault(std::uint32_t bits) { hfsr_ |= bits; }

    std::uint32_t configurable_faults() const { return cfsr_; }
    std::uint32_t hard_faults() const { return hfsr_; }
    std::uint32_t memory_fault_address() const { return mmfar_; }
    bool ignores_bus_faults() const { return (ccr_ & 1u << 8) != 0; } // BFHFNMIGN
    std::uint32_t bus_fault_address() const { return bfar_; }

    std::uint32_t read(std::uint32_t offset, Master master) override;
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t mask, Master master) override;

  private:
    std::uint32_t interrupt_control() const;
    void write_interrupt_control(std::uint32_t value);
    void write_application_interrupt(std::uint32_t value, Master master);
    std::uint32_t handler_control() const;
    void write_handler_control(std::uint32_t value, std::uint32_t mask);
    std::uint32_t identification(std::uint32_t offset) const;
    std::optional<std::uint32_t> cache_register(std::uint32_t offset) const;
    void write_cache_register(std::uint32_t offset, std::uint32_t value, std::uint32_t mask);
    bool is_m7() const { return kind_ == CoreKind::CortexM7; }
    std::uint32_t usable_ccr() const;
    std::uint32_t fixed_ccr() const;

    const CoreKind kind_;
    const std::uint32_t cpuid_;
    const bool double_precision_;
    const CacheIdentity caches_;
    Nvic& nvic_;
    CoreSignals& core_;
    std::uint32_t vtor_ = 0, aircr_ = 0, scr_ = 0, ccr_ = 0, cfsr_ = 0, hfsr_ = 0, mmfar_ = 0, bfar_ = 0,
                  afsr_ = 0, cpacr_ = 0, csselr_ = 0, actlr_ = 0, fpccr_ = 0, fpcar_ = 0, fpdscr_ = 0;
    std::array<std::uint32_t, 8>
        access_control_{}; // 0xF90 of the M7: ITCMCR, DTCMCR, AHBPCR, CACR, AHBSCR, -, ABFSR, -
};

} // namespace vb
