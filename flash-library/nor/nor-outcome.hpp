// How an operation on a NOR chip ended.
#pragma once
#include <cstdint>

namespace xspi {

enum class NorError : std::uint8_t {
    None,
    BadRequest,        // no such erase type (status: the size asked for), a set-up that cannot be true, a
                       // command that the controller has no way to send
    ControllerTimeout, // the controller did not finish a transaction; status: its SR
    ControllerError,   // transfer error flag; status: SR
    BusyTimeout,       // chip busy past its maximum; status: last status register
    NotWriteEnabled,   // WEL did not set; status: status register
    EraseFailed,       // status: fail register
    ProgramFailed,     // status: fail register
    NotBlank,          // a 0 would have to become a 1; address: first byte, status: what it is
};

struct NorOutcome {
    NorError error = NorError::None;
    std::uint32_t address = 0;
    std::uint32_t status = 0;
    std::uint32_t elapsed_us = 0; // of the wait that failed
    bool stopped = false;         // not an error: NorObserver::stop_requested(), and the rest was left undone
    constexpr bool ok() const { return error == NorError::None && !stopped; }
};

constexpr NorOutcome nor_failure(NorError error, std::uint32_t address = 0, std::uint32_t status = 0) {
    NorOutcome outcome;
    outcome.error = error;
    outcome.address = address;
    outcome.status = status;
    return outcome;
}

} // namespace xspi
