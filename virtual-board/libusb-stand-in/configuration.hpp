// A configuration descriptor as libusb's structures show it.
#pragma once
#include <libusb.h>

#include <cstdint>
#include <span>
#include <vector>

namespace vb {

// The structures point into the vectors, so that it does not move.
class Configuration : public libusb_config_descriptor {
  public:
    explicit Configuration(std::span<const std::uint8_t> bytes);
    Configuration(const Configuration&) = delete;
    Configuration& operator=(const Configuration&) = delete;

  private:
    struct Setting {
        libusb_interface_descriptor descriptor{};
        std::vector<libusb_endpoint_descriptor> endpoints;
    };
    void take(std::span<const std::uint8_t> one);
    void tie_together();

    std::vector<std::uint8_t> bytes_;
    std::vector<std::vector<Setting>> found_; // by interface, in the order of their settings
    std::vector<std::vector<libusb_interface_descriptor>> settings_;
    std::vector<libusb_interface> interfaces_;
};

} // namespace vb
