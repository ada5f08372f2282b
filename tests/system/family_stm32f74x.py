"""STM32F745, F746, F750 and F756: what the cases have to know of the family (RM0385, docs/hardware/stm32f7.md)."""
CPU = "cortex-m7"
CORE_HZ = 216_000_000  # as the firmware runs it
FLASH_HZ = 108_000_000  # the QUADSPI's highest
RESET_HZ = 16_000_000  # the core after a reset
IWDG, DEBUG_FREEZE = 0x40003000, 0xE0042008  # IWDG, DBGMCU_APB1_FZ

# From the ring, which the agent keeps in SRAM1, to its end; and that RAM, from where most applications have data.
AXI_SRAM = 0x20010000
AGENT_RING, AGENT_RING_END, AXI_SRAM_END = 0x20010000, 0x2004C000, 0x2004C000

# An option byte that may be set, the word that it is programmed by, the one it is read in, and another of these.
OPTION, OPTION_PROGRAM, OPTION_STATUS, OTHER_STATUS = "BOR_LEV", 0x40023C14, 0x40023C14, 0x40023C18
BESIDE_OPTION = 0, 6  # nRST_STOP: of that word one byte is written alone
# A closed part: the virtual board's option, the error, and what names it. No register outside of the core does.
CLOSED = {"RDP": "0xCC"}, "XSPI-0223", "closed"
FIRST_SECTOR_PROTECTED = "nWRP=0xFE"  # the virtual board's option


def last_sector_protected(internal):
    """The virtual board's option with a bit for every sector of the internal flash; 0: protected."""
    # Four of 32 KiB, one of 128, the rest 256.
    return f"nWRP=0x{0xFF & ~(1 << internal['size'] // internal['sector'] + 3):X}"


GPIO_ENABLE, GPIO_PORTS = 0x40023830, 0x40020000  # RCC_AHB1ENR
QUADSPI = 0xA0001000
RCC_CR, HSIRDY = 0x40023800, 1  # the latter a bit of it
# A bit of the bring-up that does not hold: the error, and what names it.
BRING_UP = (("stuck-bit:0x40023838:1=0", "XSPI-0422", "0x40023838"),      # AHB3ENR.QSPIEN
            ("stuck-bit:0x40023830:3=0", "XSPI-0422", "0x40023830"),      # AHB1ENR.GPIODEN
            ("stuck-bit:0x40023818:1=1", "XSPI-0425", "0x40023818"))

UNIQUE_ID = 0x1FF0F420  # address of 96 bits
# Code that is a violation wherever it is entered.
# movw r0, #0x2800; movt r0, #0x4002; ldr r1, [r0]; nop: GPIOK, which nobody gives a clock.
CANARY = bytes.fromhex("42f60000 c4f20200 0168 00bf")
