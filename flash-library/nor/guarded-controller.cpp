#include "flash-library/nor/guarded-controller.hpp"

namespace xspi {

void GuardedController::close_window() {
    if (!open_) return;
    guard_.close();
    open_ = false;
}

TransferResult GuardedController::configure(const NorSetup& setup) {
    close_window();
    window_ = setup.window_base;
    return controller_.configure(setup);
}

TransferResult GuardedController::command(const Command& command, std::uint32_t address) {
    close_window();
    return controller_.command(command, address);
}

TransferResult GuardedController::read(const Command& command, std::uint32_t address,
                                       std::span<std::uint8_t> data) {
    close_window();
    return controller_.read(command, address, data);
}

TransferResult GuardedController::write(const Command& command, std::uint32_t address,
                                        std::span<const std::uint8_t> data) {
    close_window();
    return controller_.write(command, address, data);
}

TransferResult GuardedController::poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                                       std::uint32_t timeout_us, std::uint32_t& last_status) {
    close_window();
    return controller_.poll(command, mask, match, timeout_us, last_status);
}

TransferResult GuardedController::map(const Command& read, const Command& program) {
    close_window();
    const auto result = controller_.map(read, program);
    if (result != TransferResult::Done) return result;
    if (window_ == 0) return result;
    guard_.open(window_);
    open_ = true;
    return result;
}

TransferResult GuardedController::unmap() {
    close_window();
    return controller_.unmap();
}

TransferResult GuardedController::read_window(std::uint32_t address, std::span<std::uint8_t> data) {
    return controller_.read_window(address, data);
}

} // namespace xspi
