// An image file, read as OpenOCD reads it: elf, hex, s19, bin.
#pragma once
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace xspi {

// Why OpenOCD cannot read it: XSPI-0005 (not there), XSPI-0006 (not an image).
Failure unreadable_image(const std::string& name);

class ImageFile {
  public:
    // address: where a bin lies, or what the others are moved by. type: "bin", "ihex", "elf", "s19", or "":
    // found out. Throws Failure XSPI-0005, XSPI-0006.
    ImageFile(const std::string& name, std::optional<std::uint32_t> address, const std::string& type);
    ~ImageFile() { bridge_close_image(opened_); }
    ImageFile(const ImageFile&) = delete;
    ImageFile& operator=(const ImageFile&) = delete;
    const xspi_image& image() const { return image_; }

  private:
    bridge_image* opened_ = nullptr;
    xspi_image image_{};
};

} // namespace xspi
