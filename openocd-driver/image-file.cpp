#include "openocd-driver/image-file.hpp"

#include "openocd-driver/failure.hpp"

namespace xspi {

ImageFile::ImageFile(const std::string& name, std::optional<std::uint32_t> address, const std::string& type) {
    if (bridge_open_image(name.c_str(), address.has_value(), address.value_or(0), type.c_str(), &opened_,
                          &image_) != BRIDGE_OK)
        throw Failure("XSPI-0707", "{} cannot be read as an image: missing, damaged, or of another type",
                      name);
}

} // namespace xspi
