// STM32H7R/S: the core with the high-speed PHY.
#pragma once
#include "otg-port.h"
#define USB_OTG_HS_PERIPH_BASE USB_REGISTERS
#define OTG_HS_IRQn OTG_PORT_IRQn
