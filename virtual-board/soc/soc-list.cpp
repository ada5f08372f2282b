#include "soc/soc-list.hpp"

#include "soc/stm32f4/stm32f4.hpp"
#include "soc/stm32f7/stm32f7.hpp"
#include "soc/stm32h74x/stm32h74x.hpp"
#include "soc/stm32h7rs/stm32h7rs.hpp"

#include <utility>

namespace vb {

std::vector<std::string> soc_names() {
    std::vector<std::string> names = stm32h74x::part_names();
    names.emplace_back("STM32H7S3L8");
    for (std::string& name : stm32f4::part_names()) names.push_back(std::move(name));
    for (std::string& name : stm32f7::part_names()) names.push_back(std::move(name));
    return names;
}

std::unique_ptr<Soc> make_soc(const std::string& part, Timeline& timeline, SocWiring wiring) {
    if (part.starts_with("STM32H7S3L8"))
        return std::make_unique<Stm32h7s3>("STM32H7S3L8", timeline, std::move(wiring));
    if (const auto found = stm32h74x::find_part(part))
        return std::make_unique<stm32h74x::Stm32h74x>(*found, timeline, std::move(wiring));
    if (const auto found = stm32f4::find_part(part))
        return std::make_unique<stm32f4::Stm32f4>(*found, timeline, std::move(wiring));
    if (const auto found = stm32f7::find_part(part))
        return std::make_unique<stm32f7::Stm32f7>(*found, timeline, std::move(wiring));
    return nullptr;
}

} // namespace vb
