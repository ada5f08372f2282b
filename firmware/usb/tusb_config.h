// TinyUSB as the bootloader uses it: one device port, control transfers only, the class is our own
// (dfu-class.cpp).
#pragma once
#define CFG_TUSB_OS OPT_OS_NONE
#ifdef USB_HIGH_SPEED
#define CFG_TUSB_MCU OPT_MCU_STM32H7RS
#define CFG_TUSB_RHPORT0_MODE (OPT_MODE_DEVICE | OPT_MODE_HIGH_SPEED)
#else
#define CFG_TUSB_MCU OPT_MCU_STM32H7
#define CFG_TUSB_RHPORT0_MODE (OPT_MODE_DEVICE | OPT_MODE_FULL_SPEED)
#endif
#define CFG_TUD_ENABLED 1
#define CFG_TUD_ENDPOINT0_SIZE 64
