// A board's controllers by kind. One kind is that class itself; several are a controller that becomes
// whichever a set-up names (a board whose flashes hang on different ones).
#pragma once
#include "flash-library/controllers/controller-settings.hpp"
#include "flash-library/controllers/quadspi/quadspi-controller.hpp"
#include "flash-library/controllers/spi/spi-controller.hpp"
#include "flash-library/controllers/spi/spi-v2-controller.hpp"
#include "flash-library/controllers/xspi/xspi-controller.hpp"

#include <tuple>

namespace xspi {

ControllerSettings controller_settings(const NorSetup& setup);

template <ControllerKind kind> struct ControllerClass;
template <> struct ControllerClass<ControllerKind::Xspi> { using type = XspiController; };
template <> struct ControllerClass<ControllerKind::QuadSpi> { using type = QuadSpiController; };
template <> struct ControllerClass<ControllerKind::Spi> { using type = SpiController; };
template <> struct ControllerClass<ControllerKind::SpiV2> { using type = SpiV2Controller; };

template <ControllerKind... kinds> class OneOfControllers final : public NorController {
  public:
    explicit OneOfControllers(const Timebase& timebase)
        : controllers_(typename ControllerClass<kinds>::type(timebase)...),
          chosen_(&std::get<0>(controllers_)) {}
    OneOfControllers(const OneOfControllers&) = delete;

    // Unsupported for a kind that is none of these; what was configured before stays so.
    TransferResult configure(const NorSetup& setup) override {
        NorController* const wanted = controller(setup.kind);
        if (wanted == nullptr) return TransferResult::Unsupported;
        chosen_ = wanted;
        return chosen_->configure(setup);
    }
    TransferResult command(const Command& command, std::uint32_t address) override {
        return chosen_->command(command, address);
    }
    TransferResult read(const Command& command, std::uint32_t address,
                        std::span<std::uint8_t> data) override {
        return chosen_->read(command, address, data);
    }
    TransferResult write(const Command& command, std::uint32_t address,
                         std::span<const std::uint8_t> data) override {
        return chosen_->write(command, address, data);
    }
    TransferResult poll(const Command& command, std::uint8_t mask, std::uint8_t match,
                        std::uint32_t timeout_us, std::uint32_t& last_status) override {
        return chosen_->poll(command, mask, match, timeout_us, last_status);
    }
    TransferResult map(const Command& read, const Command& program) override {
        return chosen_->map(read, program);
    }
    TransferResult unmap() override { return chosen_->unmap(); }
    TransferResult read_window(std::uint32_t address, std::span<std::uint8_t> data) override {
        return chosen_->read_window(address, data);
    }
    std::uint32_t failure_status() const override { return chosen_->failure_status(); }

  private:
    NorController* controller(ControllerKind kind) {
        NorController* found = nullptr; // from the other side of the probe: whatever it may say
        const auto look = [&](ControllerKind mine, NorController& controller) {
            if (mine == kind) found = &controller;
        };
        std::apply([&](auto&... each) { (look(kinds, each), ...); }, controllers_);
        return found;
    }

    std::tuple<typename ControllerClass<kinds>::type...> controllers_;
    NorController* chosen_;
};

namespace any_controller_detail {
template <ControllerKind... kinds> struct For { using type = OneOfControllers<kinds...>; };
template <ControllerKind kind> struct For<kind> { using type = typename ControllerClass<kind>::type; };
} // namespace any_controller_detail
template <ControllerKind... kinds> using ControllerFor = typename any_controller_detail::For<kinds...>::type;

} // namespace xspi
