// How the commands of quad parts look, so that a part's table is short.
#pragma once
#include "chips/nor-command.hpp"

namespace vb::quad {

inline constexpr std::uint8_t kSpi = std::uint8_t(Protocol::spi);
inline constexpr std::uint8_t kQpi = std::uint8_t(Protocol::qpi);
inline constexpr std::uint8_t kBoth = kSpi | kQpi;

constexpr NorCommand plain(NorOp op, unsigned opcode, std::uint8_t protocols = kBoth) {
    return {op, std::uint16_t(opcode), protocols, 0, NorDummy::none, NorData::none};
}
constexpr NorCommand reads(NorOp op, unsigned opcode, std::uint8_t protocols = kBoth) {
    return {op, std::uint16_t(opcode), protocols, 0, NorDummy::none, NorData::out};
}
constexpr NorCommand writes(NorOp op, unsigned opcode, std::uint8_t protocols = kBoth) {
    return {op, std::uint16_t(opcode), protocols, 0, NorDummy::none, NorData::in};
}
constexpr NorCommand with_address(NorCommand c, unsigned bytes = kAddressByMode) {
    c.address_bytes = std::uint8_t(bytes);
    return c;
}
constexpr NorCommand with_dummies(NorCommand c, unsigned clocks) {
    c.dummy = NorDummy::fixed;
    c.dummy_clocks = std::uint8_t(clocks);
    return c;
}
constexpr NorCommand with_model_dummies(NorCommand c) {
    c.dummy = NorDummy::model;
    return c;
}
constexpr NorCommand in_dtr(NorCommand c) {
    c.dtr = true;
    return c;
}
constexpr NorCommand up_to(NorCommand c, std::uint32_t hz) {
    c.max_hz = hz;
    return c;
}
// A read of the array in SPI: address and data lines; mode and dummy clocks.
constexpr NorCommand array_read(unsigned opcode, unsigned address_lines, unsigned data_lines, unsigned mode,
                                unsigned dummies, unsigned address_bytes = kAddressByMode) {
    NorCommand c = with_dummies(with_address(reads(NorOp::fast_read, opcode, kSpi), address_bytes), dummies);
    c.address_lines = std::uint8_t(address_lines);
    c.data_lines = std::uint8_t(data_lines);
    c.mode_clocks = std::uint8_t(mode);
    return c;
}
constexpr NorCommand program(unsigned opcode, unsigned address_lines, unsigned data_lines,
                             unsigned address_bytes = kAddressByMode, std::uint8_t protocols = kSpi) {
    NorCommand c = with_address(writes(NorOp::program, opcode, protocols), address_bytes);
    c.address_lines = std::uint8_t(address_lines);
    c.data_lines = std::uint8_t(data_lines);
    return c;
}
constexpr NorCommand erase(unsigned opcode, unsigned address_bytes = kAddressByMode,
                           std::uint8_t protocols = kBoth) {
    return with_address(plain(NorOp::erase_type, opcode, protocols), address_bytes);
}

} // namespace vb::quad
