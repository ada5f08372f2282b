// STM32H742/743/750/753: whichever of the twin cores it is, with its full-speed PHY.
#pragma once
#include "otg-port.h"
#define USB2_OTG_FS
#define USB_OTG_FS_PERIPH_BASE USB_REGISTERS
#define OTG_FS_IRQn OTG_PORT_IRQn
