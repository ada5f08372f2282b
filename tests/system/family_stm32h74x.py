"""STM32H742, H743, H750 and H753: what the cases have to know of the family (RM0433, docs/hardware/stm32h74x.md)."""
CPU = "cortex-m7"
CORE_HZ = 400_000_000  # as the firmware runs it
RESET_HZ = 64_000_000  # the core after a reset
IWDG, DEBUG_FREEZE = 0x58004800, 0x5C001054  # IWDG1, DBGMCU_APB4FZR

# From the ring, which the agent keeps in AXI SRAM, to its end; and that RAM, from where most applications have data.
AXI_SRAM = 0x24000000
AGENT_RING, AGENT_RING_END, AXI_SRAM_END = 0x24040000, 0x24080000, 0x24080000

# An option byte that may be set, the word that it is programmed by, the one it is read in, and another of these.
OPTION, OPTION_PROGRAM, OPTION_STATUS, OTHER_STATUS = "BOR_LEV", 0x52002020, 0x5200201C, 0x52002038
# A closed part: the virtual board's option, the error, and what names it. No register outside of the core does.
CLOSED = {"RDP": "0xCC"}, "XSPI-0223", "closed"
FIRST_SECTOR_PROTECTED = "WRPSN1=0xFE"  # the virtual board's option


def last_sector_protected(internal):
    """The virtual board's option with a bit for every sector of the bank where the internal flash ends; 0: protected."""
    last = internal["size"] // internal["banks"] // internal["sector"] - 1
    return f"WRPSN{internal['banks']}=0x{0xFF & ~(1 << last):X}"


GPIO_ENABLE, GPIO_PORTS = 0x580244E0, 0x58020000  # RCC_AHB4ENR
QUADSPI = 0x52005000
RCC_CR, HSIRDY = 0x58024400, 2  # the latter a bit of it
# A bit of the bring-up that does not hold: the error, and what names it.
BRING_UP = (("stuck-bit:0x580244D4:14=0", "XSPI-0422", "0x580244D4"),      # AHB3ENR.QSPIEN
            ("stuck-bit:0x580244E0:3=0", "XSPI-0422", "0x580244E0"),       # AHB4ENR.GPIODEN
            ("stuck-bit:0x5802444C:4=1", "XSPI-0423", "kernel clock"),     # D1CCIPR.QSPISEL
            ("stuck-bit:0x5802447C:14=1", "XSPI-0425", "0x5802447C"))      # AHB3RSTR.QSPIRST

UNIQUE_ID = 0x1FF1E800  # address of 96 bits
# Code that is a violation wherever it is entered.
# movw r0, #0x2800; movt r0, #0x5802; ldr r1, [r0]; nop: GPIOK, which nobody gives a clock.
CANARY = bytes.fromhex("42f60000 c5f60200 0168 00bf")
