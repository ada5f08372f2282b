#include "probe/core-access.hpp"

namespace vb {

namespace {
// ARMv7-M Architecture Reference Manual, C1.6 and B3.2.6.
constexpr std::uint32_t kDhcsr = 0xE000EDF0, kDcrsr = 0xE000EDF4, kDcrdr = 0xE000EDF8, kAircr = 0xE000ED0C;
constexpr std::uint32_t kRegRdy = 1u << 16, kRegWnr = 1u << 16;
constexpr std::uint32_t kSysResetReq = 0x05FA0004;
constexpr std::uint8_t kAp = 0;
} // namespace

CoreAccess::Status CoreAccess::read_debug(std::uint32_t address, std::uint32_t& value) {
    return memory_.read_word(kAp, kDefaultCsw, address, value);
}

CoreAccess::Status CoreAccess::write_debug(std::uint32_t address, std::uint32_t value) {
    return memory_.write_word(kAp, kDefaultCsw, address, value);
}

CoreAccess::Status CoreAccess::wait_for_register() {
    for (unsigned poll = 0; poll < costs_.status_polls; ++poll) {
        std::uint32_t dhcsr = 0;
        const Status status = read_debug(kDhcsr, dhcsr);
        if (status != Status::Ok) return status;
        if (dhcsr & kRegRdy) return Status::Ok;
    }
    return Status::Fault;
}

CoreAccess::Status CoreAccess::read_register(std::uint8_t selector, std::uint32_t& value) {
    Status status = write_debug(kDcrsr, selector);
    if (status == Status::Ok) status = wait_for_register();
    return status == Status::Ok ? read_debug(kDcrdr, value) : status;
}

CoreAccess::Status CoreAccess::write_register(std::uint8_t selector, std::uint32_t value) {
    Status status = write_debug(kDcrdr, value);
    if (status == Status::Ok) status = write_debug(kDcrsr, kRegWnr | selector);
    return status == Status::Ok ? wait_for_register() : status;
}

CoreAccess::Status CoreAccess::system_reset() { return write_debug(kAircr, kSysResetReq); }

} // namespace vb
