// Changes sealed words of Status so that a host reading meanwhile sees that it did: agent-protocol.hpp says
// how.
#pragma once
#include "flash-library/core/mmio.hpp"
#include "target-stubs/agent-protocol.hpp"
#include "target-stubs/agent/digest.hpp"
#include "target-stubs/agent/shared-memory.hpp"

#include <cstddef>
#include <cstdint>

namespace xspi::agent {

inline std::uint32_t status_checksum(const Status& status) {
    return payload_checksum({reinterpret_cast<const std::uint8_t*>(&status), offsetof(Status, checksum)});
}

// `change` writes the words.
template <class Change> void change_sealed(Status& status, Change change) {
    const std::uint32_t revision = status.revision + 1;
    store(status.revision_end, revision);
    mmio_barrier();
    change();
    Status sealed = status;
    sealed.revision = revision;
    store(status.checksum, status_checksum(sealed));
    mmio_barrier(); // words and results are in memory before the host may believe them
    store(status.revision, revision);
}

} // namespace xspi::agent
