// Is a bring-up still as a list of RegisterOps left it? Who meets a chip that does not answer asks this
// before anything else: an application, a lock or a defect may hold a register.
#pragma once
#include "flash-library/bring-up/register-ops.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace xspi {

struct RegisterMismatch {
    Step step = Step::PeripheralClock;
    std::uint32_t address = 0; // of the word
    std::uint32_t mask = 0;    // bits that are not as they were set
    std::uint32_t expected = 0;
    std::uint32_t found = 0; // the whole word
};

namespace port_check_detail {
// One word as the ops leave it: later ops win over earlier ones.
struct Expected {
    Step step;
    std::uint32_t address, mask, value;
};

struct ExpectedWords {
    std::array<Expected, RegisterOps::kCapacity> words{};
    std::size_t count = 0;

    constexpr void set(Step step, std::uint32_t address, std::uint32_t mask, std::uint32_t value) {
        for (std::size_t i = 0; i < count; ++i) {
            Expected& word = words[i];
            if (word.address != address) continue;
            word.mask |= mask;
            word.value = (word.value & ~mask) | value;
            word.step = step;
            return;
        }
        words[count++] = {step, address, mask, value};
    }
};

constexpr ExpectedWords expected_words(const RegisterOps& ops) {
    ExpectedWords expected;
    for (std::size_t i = 0; i < ops.count; ++i) {
        const RegisterOp& op = ops.ops[i];
        if (op.kind == RegisterOpKind::Modify) expected.set(ops.steps[i], op.address, op.mask, op.value);
        if (op.kind != RegisterOpKind::ModifyByte) continue;
        const unsigned shift = 8 * (op.address & 3);
        expected.set(ops.steps[i], op.address & ~3u, op.mask << shift, op.value << shift);
    }
    return expected;
}
} // namespace port_check_detail

// The first register, in the order of the bring-up, that is not as the ops left it. read(address): the word
// there now.
template <typename Read> std::optional<RegisterMismatch> first_mismatch(const RegisterOps& ops, Read&& read) {
    const auto expected = port_check_detail::expected_words(ops);
    for (std::size_t i = 0; i < expected.count; ++i) {
        const auto& word = expected.words[i];
        const std::uint32_t found = read(word.address);
        const std::uint32_t wrong = (found ^ word.value) & word.mask;
        if (wrong != 0) return RegisterMismatch{word.step, word.address, wrong, word.value, found};
    }
    return std::nullopt;
}

} // namespace xspi
