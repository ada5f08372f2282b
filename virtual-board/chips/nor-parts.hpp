// The parts that are modelled, beside the Macronix octal ones of nor-part.hpp. Each call makes a new one.
#pragma once
#include "chips/nor-part.hpp"

namespace vb {

NorPart w25q16jv();
NorPart w25q64jv();
// `dtr_quad_dummies`: see WinbondCommands; a board whose own code reads with EDh says how many it sends.
NorPart w25q64jv_im();
NorPart w25q64fv();
NorPart w25q128jv();
NorPart w25q256jv();
NorPart w25q512jv();
NorPart n25q128a();
NorPart mt25ql128aba();
NorPart sst26vf064b();

} // namespace vb
