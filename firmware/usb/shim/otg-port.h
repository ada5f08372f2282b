// What TinyUSB's driver asks ST's device headers for: facts of one OTG core, which the build takes from the
// board's header (USB_REGISTERS, USB_INTERRUPT), and the NVIC (Armv7-M ARM B3.4). There is one port only, so
// that its number is 0 whatever the core is called.
#pragma once
#include <stdint.h>

typedef enum { OTG_PORT_IRQn = USB_INTERRUPT } IRQn_Type;

extern uint32_t SystemCoreClock;

#define OTG_NVIC_WORD(base, number) ((volatile uint32_t*)(base))[(uint32_t)(number) / 32]
static inline void NVIC_EnableIRQ(IRQn_Type number) {
    OTG_NVIC_WORD(0xE000E100u, number) = 1u << ((uint32_t)number % 32); // ISER
}
static inline void NVIC_DisableIRQ(IRQn_Type number) {
    OTG_NVIC_WORD(0xE000E180u, number) = 1u << ((uint32_t)number % 32); // ICER
    __asm volatile("dsb\n\tisb" ::: "memory");
}
#define __NOP() __asm volatile("nop")
