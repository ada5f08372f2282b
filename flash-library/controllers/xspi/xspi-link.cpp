#include "flash-library/controllers/xspi/xspi-link.hpp"
#include "flash-library/nor/aligned-read.hpp"

namespace xspi {

void XspiLink::close_window() {
    if (!open_) return;
    guard_.close();
    open_ = false;
}

TransferResult XspiLink::configure(const NorSetup& setup) {
    close_window();
    controller_ = XspiController(setup.controller_base, setup.window_base, timebase_);
    return controller_.configure(setup.prescaler, setup.chip.size, setup.chip.swap_bytes != 0,
                                 setup.chip_select);
}

TransferResult XspiLink::command(const Command& command, std::uint32_t address) {
    close_window();
    return controller_.command(command, address);
}

TransferResult XspiLink::read(const Command& command, std::uint32_t address, std::span<std::uint8_t> data) {
    close_window();
    return controller_.read(command, address, data);
}

TransferResult XspiLink::write(const Command& command, std::uint32_t address,
                               std::span<const std::uint8_t> data) {
    close_window();
    return controller_.write(command, address, data);
}

TransferResult XspiLink::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                              std::uint32_t timeout_us, std::uint32_t& last_status) {
    close_window();
    return controller_.poll(command, 0, mask, match, timeout_us, last_status);
}

TransferResult XspiLink::map(const Command& read, const Command& program) {
    close_window();
    const auto result = controller_.map(read, program);
    if (result != TransferResult::Done) return result;
    guard_.open(controller_.window());
    open_ = true;
    return result;
}

TransferResult XspiLink::unmap() {
    close_window();
    return controller_.unmap();
}

void XspiLink::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    aligned_read(controller_.window() + address, data);
}

} // namespace xspi
