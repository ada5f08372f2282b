// Files of the host that the driver reads and writes whole.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace xspi {

// Writes `bytes` so that the file holds all of them or, also after a crash or a power cut, what it held
// before: into a new file beside it, which is synced and then takes its name. Its permissions and its owner
// stay.
// - A symbolic link stays one: the file it leads to is written, and made if it is not there yet.
// - A character device, a FIFO, /dev/stdout and the like are written into as they are, a FIFO for as long as
// somebody
//   reads. A folder, a block device and a socket are refused.
// - Where no new file can be made (a folder without write permission), or not with the old one's owner, a
// file that
//   may be written is overwritten in place; an error then says that it is incomplete.
// Throws Failure XSPI-0705, which says why. Signals that a full pipe or a size limit raise do not end the
// process.
void write_file(const std::string& name, std::span<const std::uint8_t> bytes);

// Nothing: it is not there, is no regular file, cannot be read, or has more than `most` bytes.
std::optional<std::string> read_file(const std::string& name, std::size_t most);

} // namespace xspi
