// How one transaction of a controller ended.
#pragma once

namespace xspi {

enum class TransferResult {
    Done,
    Timeout,       // a transaction stalled, or a poll came to its end without a match
    TransferError, // its own error flag: an address that it does not have; configure: it does not hold a
                   // setting
    Unsupported,   // the controller has no way to do this: nothing was sent
};

} // namespace xspi
