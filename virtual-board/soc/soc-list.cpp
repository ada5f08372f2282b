#include "soc/soc-list.hpp"

#include "soc/stm32h7rs/stm32h7rs.hpp"

#include <utility>

namespace vb {

std::vector<std::string> soc_names() { return {"STM32H7S3L8"}; }

std::unique_ptr<Soc> make_soc(const std::string& part, Timeline& timeline, SocWiring wiring) {
    if (part.starts_with("STM32H7S3L8"))
        return std::make_unique<Stm32h7s3>("STM32H7S3L8", timeline, std::move(wiring));
    return nullptr;
}

} // namespace vb
