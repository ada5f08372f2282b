#include "target-stubs/loader/session.hpp"
#include "flash-library/bring-up/run-register-ops.hpp"
#include "flash-library/core/mmio.hpp"
#include "flash-library/nor/blank.hpp"

#include <algorithm>

namespace xspi::loader {

bool Session::is_the_boards() const {
    const std::uint32_t id = mmio_read32(facts_.identity) & 0xFFF;
    return id == facts_.device_id || (facts_.other_id != 0 && id == facts_.other_id);
}

bool Session::start() {
    if (facts_.magic != kFactsMagic || facts_.op_count > kOps) return false;
    timebase_.start();
    if (!is_the_boards()) return false;
    beat();
    if (run_register_ops({facts_.ops.data(), facts_.op_count}, timebase_).failed != facts_.op_count)
        return false;
    timebase_.set_core_hz(facts_.core_hz);
    return find() && map();
}

bool Session::erase(std::uint32_t offset, std::uint32_t size) {
    return inside(offset, size) && erase_range(offset, size) && holds_only(offset, size, kErased);
}

bool Session::erase_all() { return erase_whole() && holds_only(0, facts_.size, kErased); }

bool Session::program(std::uint32_t offset, std::span<const std::uint8_t> data) {
    std::uint32_t same = 0;
    return inside(offset, data.size()) && program_range(offset, data) && compare(offset, data, same) &&
           same == data.size();
}

bool Session::read(std::uint32_t offset, std::span<std::uint8_t> data) {
    return inside(offset, data.size()) && map() && read_range(offset, data);
}

template <typename Look> bool Session::look_through(std::uint32_t offset, std::uint32_t size, Look look) {
    if (!inside(offset, size) || !map()) return false;
    for (std::uint32_t done = 0; done < size;) {
        const std::uint32_t some = std::min<std::uint32_t>(size - done, held_.size());
        const std::span<std::uint8_t> bytes(held_.data(), some);
        beat();
        if (!read_range(offset + done, bytes)) return false;
        if (!look(done, bytes)) return true;
        done += some;
    }
    return true;
}

bool Session::compare(std::uint32_t offset, std::span<const std::uint8_t> data, std::uint32_t& same) {
    same = 0;
    const auto look = [&](std::uint32_t done, std::span<const std::uint8_t> bytes) {
        const auto differs = std::mismatch(bytes.begin(), bytes.end(), data.begin() + done);
        same = done + static_cast<std::uint32_t>(differs.first - bytes.begin());
        return differs.first == bytes.end();
    };
    return look_through(offset, static_cast<std::uint32_t>(data.size()), look);
}

bool Session::holds_only(std::uint32_t offset, std::uint32_t size, std::uint8_t value) {
    bool only = true;
    const auto look = [&](std::uint32_t, std::span<const std::uint8_t> bytes) {
        only = value == kErased ? blank(bytes)
                                : std::all_of(bytes.begin(), bytes.end(), [&](auto b) { return b == value; });
        return only;
    };
    return look_through(offset, size, look) && only;
}

bool Session::add_up(std::uint32_t offset, std::uint32_t size, std::uint32_t& sum) {
    return look_through(offset, size, [&](std::uint32_t, std::span<const std::uint8_t> bytes) {
        for (const std::uint8_t byte : bytes) sum += byte;
        return true;
    });
}

} // namespace xspi::loader
