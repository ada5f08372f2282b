// Chips by name, or by a file with the SFDP dump of one.
#pragma once
#include "chips/serial-nor.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace vb {

// The names of the modelled parts, for people.
std::vector<std::string> part_names();

// `text`: one of part_names(), or the path of a file (read_sfdp_dump). Else why not: an id (VB-CHIP-…) and a
// sentence.
std::variant<NorPart, std::string> part_named(const std::string& text);

// The chip as delivered.
std::variant<std::unique_ptr<SerialNor>, std::string> make_nor_chip(const std::string& text,
                                                                    Timeline& timeline,
                                                                    Violations& violations,
                                                                    Timing timing = Timing::typical);

} // namespace vb
