// An image file, read as OpenOCD reads it: elf, hex, s19, bin.
#pragma once
#include "openocd-driver/bridge/bridge.h"

#include <cstdint>
#include <optional>
#include <string>

namespace xspi {

class ImageFile {
  public:
    // address: where a bin lies, or what the others are moved by. type: "bin", "ihex", "elf", "s19", or "":
    // found out. Throws Failure XSPI-0707.
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
