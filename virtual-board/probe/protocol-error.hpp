#pragma once
#include <stdexcept>

namespace vb {

// What a client sent makes no sense, or it stopped talking: its connection ends with this sentence.
class ProtocolError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace vb
