#include "openocd-driver/loader/thumb-code.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace xspi {

namespace {

// AAPCS: R9 is the static base where the whole program agrees on it, else a variable that a function saves
// before it changes it. So what a function does with it is judged at its end.
class StaticBase {
  public:
    static constexpr unsigned kRegister = 9;

    void is_used(std::optional<std::uint32_t> offset) {
        constexpr std::uint32_t kFarthest = 0x4000; // what is beyond is something else that the register held
        used_ = true;
        if (offset && *offset < kFarthest) reach_ = std::max(reach_, *offset + 4);
    }
    void is_set() { own_ = true; }
    void end_function(LoaderHabits& habits) {
        if (used_ && !own_) {
            habits.static_base = true;
            habits.static_reach = std::max(habits.static_reach, reach_);
        }
        *this = {};
    }

  private:
    bool used_ = false, own_ = false;
    std::uint32_t reach_ = 0;
};

// Armv7-M Architecture Reference Manual, A5 and A7.7.
class Walk {
  public:
    Walk(std::span<const std::uint8_t> code, const std::vector<std::size_t>& functions, LoaderHabits& habits)
        : code_(code), functions_(functions), habits_(habits), is_literal_(code.size() / 4 + 1) {}

    void run() {
        auto next = functions_.begin();
        for (std::size_t at = 0; at + 2 <= code_.size();) {
            for (; next != functions_.end() && *next <= at; ++next) end_function();
            if (at % 4 == 0 && is_literal_[at / 4]) {
                at += 4;
                continue;
            }
            const unsigned first = half(at);
            const bool wide = first >= 0xE800; // A5.1
            if (!wide)
                narrow(at, first);
            else if (at + 4 <= code_.size())
                look_at_wide(at, first, half(at + 2));
            at += wide ? 4 : 2;
        }
        end_function();
        auto& blocks = habits_.peripherals;
        std::sort(blocks.begin(), blocks.end());
        blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
    }

  private:
    static constexpr unsigned kSb = StaticBase::kRegister;

    unsigned half(std::size_t at) const { return unsigned(code_[at] | code_[at + 1] << 8); }
    void end_function() {
        static_base_.end_function(habits_);
        values_ = {};
    }

    void literal(std::size_t at, unsigned target, std::size_t distance) {
        const std::size_t place = (at + 4) / 4 * 4 + distance; // PC is aligned: A5.1.2
        if (place % 4 != 0 || place + 4 > code_.size()) return;
        is_literal_[place / 4] = true;
        const std::uint32_t value = half(place) | std::uint32_t{half(place + 2)} << 16;
        if (target < values_.size()) values_[target] = value;
        address(value);
        constexpr std::uint32_t kDwt = 0xE0001000, kSysTick = 0xE000E010, kSystem = 0xE000E000;
        habits_.cycle_counter |= value >> 12 == kDwt >> 12;
        habits_.tick |= value == kSysTick || value == kSystem;
    }

    // Armv7-M ARM, B3.1: peripherals; behind the external RAM STM32F4 and F7 have their QUADSPI.
    void address(std::uint32_t value) {
        constexpr std::uint32_t kBlock = 0x400;
        const bool peripheral = (value >= 0x40000000 && value < 0x60000000) || value >> 16 == 0xA000;
        if (peripheral) habits_.peripherals.push_back(value / kBlock * kBlock);
    }

    void narrow(std::size_t at, unsigned code) {
        if ((code & 0xF800) == 0x4800) literal(at, code >> 8 & 7, (code & 0xFF) * 4);  // LDR (literal) T1
        if ((code & 0xF800) == 0x2000) values_[code >> 8 & 7] = code & 0xFF;           // MOVS
        habits_.enables_interrupts |= (code & 0xFFEE) == 0xB662 && (code & 0x10) == 0; // CPSIE i
        const unsigned target = (code & 7) | (code >> 4 & 8), source = code >> 3 & 15;
        const bool add = (code & 0xFF00) == 0x4400, move = (code & 0xFF00) == 0x4600;
        if ((add || move) && target == kSb) static_base_.is_set();
        if ((add || move) && source == kSb && target != kSb)
            static_base_.is_used(add ? values_[target] : std::nullopt);
    }

    void look_at_wide(std::size_t at, unsigned first, unsigned second) {
        if (first == 0xF8DF) literal(at, second >> 12, second & 0xFFF); // LDR (literal) T2
        if (first == 0xED9F && (second & 0x0E00) == 0x0A00)             // VLDR (literal)
            literal(at, 16, (second & 0xFF) * 4);
        if ((first & 0xFBF0) == 0xF240) values_[second >> 8 & 15] = immediate16(first, second); // MOVW
        if ((first & 0xFBF0) == 0xF2C0) set_upper_half(second >> 8 & 15, immediate16(first, second));
        habits_.floating_point |= (first & 0xEC00) == 0xEC00 && (second & 0x0E00) == 0x0A00; // A6.4 to A6.7
        look_at_static_base(first, second);
    }
    static std::uint32_t immediate16(unsigned first, unsigned second) {
        return (first & 15) << 12 | (first >> 10 & 1) << 11 | (second >> 12 & 7) << 8 | (second & 0xFF);
    }
    void set_upper_half(unsigned target, std::uint32_t half) { // MOVT
        if (!values_[target]) return;
        values_[target] = (*values_[target] & 0xFFFF) | half << 16;
        address(*values_[target]);
    }
    void look_at_static_base(unsigned first, unsigned second) {
        const bool by_base = (first & 15) == kSb;
        const bool push = first == 0xE92D; // STMDB SP!
        const bool access = (first & 0xFE00) == 0xF800,
                   moves = (first & 0xFE00) == 0xEA00 || (first & 0xF800) == 0xF000;
        if (push && (second >> kSb & 1) != 0) static_base_.is_set();
        if (access && (first & 0x10) != 0 && second >> 12 == kSb) static_base_.is_set(); // LDR R9
        if (moves && (second & 0x8000) == 0 && (second >> 8 & 15) == kSb) static_base_.is_set();
        if (!by_base) return;
        if (access && (first & 0x80) != 0) static_base_.is_used(second & 0xFFF); // [R9, #imm12]
        if (access && (first & 0x80) == 0 && (second & 0xFC0) == 0)
            static_base_.is_used(values_[second & 15]);
        if ((first & 0xFFE0) == 0xEB00) static_base_.is_used(values_[second & 15]); // ADD Rd, R9, Rm
    }

    std::span<const std::uint8_t> code_;
    const std::vector<std::size_t>& functions_;
    LoaderHabits& habits_;
    std::vector<bool> is_literal_;
    std::array<std::optional<std::uint32_t>, 16> values_ = {}; // of registers, as far as they are known
    StaticBase static_base_;
};

} // namespace

void look_at_code(std::span<const std::uint8_t> code, const std::vector<std::size_t>& functions,
                  LoaderHabits& habits) {
    Walk(code, functions, habits).run();
}

} // namespace xspi
