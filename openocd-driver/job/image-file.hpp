// An image file on the host's disk: found, opened, read by the readers in image/, moved to its address.
#pragma once
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/failure.hpp"
#include "openocd-driver/image/image.hpp"

#include <optional>
#include <string>
#include <vector>

namespace xspi {

class ImageFile {
  public:
    // address: where a bin lies, or what the others are moved by, modulo 2^64 as OpenOCD takes it. type:
    // "bin", "ihex", "elf", "s19", or "": found out. Throws Failure XSPI-0003 to XSPI-0015.
    ImageFile(const std::string& name, std::optional<std::uint64_t> address, const std::string& type);
    ImageFile(const ImageFile&) = delete;
    ImageFile& operator=(const ImageFile&) = delete;
    const xspi_image& image() const { return image_; }
    std::optional<std::uint32_t> start() const { return file_.start; } // not moved

  private:
    FileImage file_;
    std::vector<xspi_segment> segments_;
    xspi_image image_{};
};

} // namespace xspi
