#include "core/violations.hpp"

#include <algorithm>

namespace vb {

void Violations::report(std::string rule, std::string what) {
    if (closed_) return;
    std::uint32_t pc = pc_ ? pc_() : 0;
    bool known = std::any_of(all_.begin(), all_.end(), [&](const Violation& v) {
        return v.pc == pc && v.rule == rule && v.what == what;
    });
    if (!known) all_.push_back({timeline_.now(), pc, std::move(rule), std::move(what)});
}

} // namespace vb
