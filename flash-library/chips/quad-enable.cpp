#include "flash-library/chips/quad-enable.hpp"

namespace xspi {
namespace {

constexpr std::uint8_t kWriteEnable = 0x06, kVolatileWriteEnable = 0x50;
constexpr std::uint8_t kReadStatus2Opcode = 0x35;
constexpr std::uint8_t kWriteStatus = 0x01, kWriteStatus2 = 0x31, kWriteStatus2By3E = 0x3E;
constexpr std::uint8_t kBusyAndLatch = 0x03; // status register 1, not to be written
// tW: 15 ms (W25Q64JV), 40 ms (MX66L), 30 ms (GD25Q64C).
constexpr std::uint32_t kWriteStatusUs = 200'000;

struct Write {
    std::uint8_t opcode = 0;
    bool status_first = false; // two bytes, status register 1 ahead
};

Write write_of(QuadEnable method) {
    switch (method) {
    case QuadEnable::Sr1Bit6: return {kWriteStatus, false};
    case QuadEnable::Sr2Bit7By3E: return {kWriteStatus2By3E, false};
    case QuadEnable::Sr2Bit1By31: return {kWriteStatus2, false};
    case QuadEnable::Sr2Bit1By01Clearing:
    case QuadEnable::Sr2Bit1By01:
    case QuadEnable::Sr2Bit1By01Read35: return {kWriteStatus, true};
    case QuadEnable::None:
    case QuadEnable::Reserved: break;
    }
    return {};
}

} // namespace

QuadEnableBit quad_enable_bit(QuadEnable method) {
    switch (method) {
    case QuadEnable::Sr1Bit6: return {kReadStatusOpcode, 0x40};
    case QuadEnable::Sr2Bit7By3E: return {0x3F, 0x80};
    case QuadEnable::Sr2Bit1By01Clearing:
    case QuadEnable::Sr2Bit1By01:
    case QuadEnable::Sr2Bit1By01Read35:
    case QuadEnable::Sr2Bit1By31: return {kReadStatus2Opcode, 0x02};
    case QuadEnable::None:
    case QuadEnable::Reserved: break;
    }
    return {};
}

QuadEnable other_way(const ChipIdentity& chip, QuadEnable method) {
    const bool differ = chip.made_by() == Manufacturer::Winbond || chip.made_by() == Manufacturer::GigaDevice;
    if (!differ || quad_enable_bit(method).read_opcode != kReadStatus2Opcode) return method;
    return method == QuadEnable::Sr2Bit1By31 ? QuadEnable::Sr2Bit1By01 : QuadEnable::Sr2Bit1By31;
}

Sequence set_quad_enable(QuadEnable method, bool for_good, std::uint8_t status, std::uint8_t value) {
    const Write write = write_of(method);
    const QuadEnableBit bit = quad_enable_bit(method);
    Sequence sequence;
    if (bit.mask == 0) return sequence;
    sequence.steps[0].command = plain_command(Mode::Spi, for_good ? kWriteEnable : kVolatileWriteEnable);
    SequenceStep& step = sequence.steps[1];
    step.command = plain_command(Mode::Spi, write.opcode);
    step.command.data_phase = step.command.opcode_phase;
    if (write.status_first)
        step.data[step.data_length++] = static_cast<std::uint8_t>(status & ~kBusyAndLatch);
    const auto kept =
        static_cast<std::uint8_t>(bit.read_opcode == kReadStatusOpcode ? value & ~kBusyAndLatch : value);
    step.data[step.data_length++] = static_cast<std::uint8_t>(kept | bit.mask);
    step.wait_ready_timeout_us = kWriteStatusUs;
    sequence.count = 2;
    return sequence;
}

} // namespace xspi
