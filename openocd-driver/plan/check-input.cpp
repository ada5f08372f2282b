#include "openocd-driver/plan/erase-layout.hpp"
#include "openocd-driver/plan/program-plan.hpp"

#include <algorithm>
#include <bit>

namespace xspi {
namespace {

bool geometry_is_sound(const PlanGeometry& geometry) {
    if (geometry.size == 0 || geometry.erase_types.empty() || geometry.page_size == 0) return false;
    if (!std::has_single_bit(geometry.program_unit)) return false;
    std::uint32_t previous = 0;
    for (const PlanEraseType& type : geometry.erase_types) {
        if (type.size <= previous || type.size % geometry.program_unit != 0) return false;
        if (geometry.even_only && type.size % 2 != 0) return false;
        previous = type.size;
    }
    return geometry.page_size % geometry.program_unit == 0 && geometry.program_step >= geometry.page_size &&
           (!geometry.even_only || geometry.page_size % 2 == 0) && EraseLayout(geometry).sound();
}

PlanResult failure(PlanError error, std::uint32_t address) {
    PlanResult result;
    result.error = error;
    result.address = address;
    return result;
}

} // namespace

const char* name_of(PlanError error) {
    switch (error) {
    case PlanError::None: return "None";
    case PlanError::BadGeometry: return "BadGeometry";
    case PlanError::OutOfRange: return "OutOfRange";
    case PlanError::NotSorted: return "NotSorted";
    case PlanError::Overlapping: return "Overlapping";
    case PlanError::EmptySegment: return "EmptySegment";
    case PlanError::MissingAnswer: return "MissingAnswer";
    case PlanError::NeedsErase: return "NeedsErase";
    case PlanError::BadResetVector: return "BadResetVector";
    case PlanError::BlockTooLarge: return "BlockTooLarge";
    }
    return "unknown";
}

const char* sentence_for(PlanError error) {
    switch (error) {
    case PlanError::None: return "the plan is made";
    case PlanError::BadGeometry:
        return "the bank's erase types do not fit: their sectors leave a part of it out or cut into each "
               "other, "
               "or do not go with its program unit and size";
    case PlanError::OutOfRange: return "a part of the image or an erase range lies outside the bank";
    case PlanError::NotSorted: return "the image's segments are not in the order of their addresses";
    case PlanError::Overlapping: return "two segments of the image hold bytes for the same address";
    case PlanError::EmptySegment: return "a segment of the image is empty";
    case PlanError::MissingAnswer: return "what the bank holds was not asked for as the requests say";
    case PlanError::BadResetVector:
        return "no segment holds all of the reset vector, or the memory has ECC words";
    case PlanError::BlockTooLarge:
        return "the smallest sector there also holds bytes that are none of the job's, and is larger than "
               "the "
               "target's RAM that has to hold them while it is erased; an image that fills the sector can be "
               "programmed";
    case PlanError::NeedsErase: return "the bank holds other data there, and erasing is not allowed";
    }
    return "unknown plan error";
}

const char* more_room_for(std::uint32_t block_length, std::uint32_t payload_limit_after_reset) {
    if (block_length > payload_limit_after_reset) return "";
    return ". The rest of the RAM is kept, since a program has run; after "
           "`reset halt` "
           "nothing is, and there is room for the sector: do that, then the same again";
}

PlanResult check_plan_input(const PlanInput& input) {
    if (!geometry_is_sound(input.geometry)) return failure(PlanError::BadGeometry, 0);
    const std::uint64_t size = input.geometry.size;
    const ImageSegment* previous = nullptr;
    for (const ImageSegment& segment : input.segments) {
        if (segment.bytes.empty()) return failure(PlanError::EmptySegment, segment.address);
        if (segment.address + std::uint64_t{segment.bytes.size()} > size) {
            return failure(PlanError::OutOfRange, segment.address);
        }
        if (previous != nullptr) {
            if (segment.address < previous->address) return failure(PlanError::NotSorted, segment.address);
            if (segment.address < previous->address + std::uint64_t{previous->bytes.size()}) {
                return failure(PlanError::Overlapping, segment.address);
            }
        }
        previous = &segment;
    }
    if (input.reset_vector) {
        const std::uint32_t at = input.reset_vector->address;
        const bool brought =
            std::any_of(input.segments.begin(), input.segments.end(), [at](const ImageSegment& segment) {
                return segment.address <= at &&
                       at + std::uint64_t{4} <= segment.address + std::uint64_t{segment.bytes.size()};
            });
        if (!brought || at % 4 != 0 || input.geometry.program_unit != 1)
            return failure(PlanError::BadResetVector, at);
    }
    for (const FlashRange& range : input.erase) {
        if (range.end() > size) return failure(PlanError::OutOfRange, range.address);
    }
    return {};
}

} // namespace xspi
