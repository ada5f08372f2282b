// What the tests of register blocks share: a clock, a list of violations, word access.
#pragma once
#include "core/bus.hpp"
#include "core/violations.hpp"

#include <algorithm>
#include <string>

namespace vb::test {

struct RegisterBench {
    Timeline timeline;
    Violations violations{timeline, nullptr};

    std::size_t count(const std::string& rule) const {
        const auto& all = violations.all();
        return std::size_t(
            std::count_if(all.begin(), all.end(), [&](const auto& v) { return v.rule == rule; }));
    }
    bool clean() const { return violations.all().empty(); }
    void pass(Picoseconds time) { timeline.advance_to(timeline.now() + time); }
};

inline std::uint32_t get(BusDevice& device, std::uint32_t offset) {
    return device.read(offset, 4, Master::Core).value_or(0xBADBADBA);
}
inline bool put(BusDevice& device, std::uint32_t offset, std::uint32_t value) {
    return device.write(offset, 4, value, Master::Core);
}
inline void change(BusDevice& device, std::uint32_t offset, std::uint32_t clear, std::uint32_t set) {
    put(device, offset, (get(device, offset) & ~clear) | set);
}

} // namespace vb::test
