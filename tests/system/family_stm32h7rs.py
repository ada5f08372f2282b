"""STM32H7R and H7S: what the cases have to know of the family (RM0477, docs/hardware/stm32h7rs.md)."""
CPU = "cortex-m7"
CORE_HZ = 600_000_000  # as the firmware runs it
RESET_HZ = 64_000_000  # the core after a reset
IWDG, DEBUG_FREEZE = 0x58004800, 0x5C001054  # IWDG1, DBGMCU_APB4FZR

# From the ring, which the agent keeps in AXI SRAM, to its end; and that RAM, from where most applications have data.
AXI_SRAM = 0x24000000
AGENT_RING, AGENT_RING_END, AXI_SRAM_END = 0x24020000, 0x24060000, 0x24072000

# An option byte that may be set, the word that it is programmed by, the one it is read in, and another of these.
OPTION, OPTION_PROGRAM, OPTION_STATUS, OTHER_STATUS = "XSPI2_HSLV", 0x52002264, 0x52002260, 0x52002268
# A closed part: the virtual board's option, the error, and what names it.
CLOSED = {"NVSTATE": "closed"}, "XSPI-0220", "NVSTATE"


def last_sector_protected(internal):
    """The virtual board's option with a bit for every sector of the internal flash; 0: protected."""
    return f"WRPS=0x{0xFF & ~(1 << internal['size'] // internal['sector'] - 1):X}"


GPIO_ENABLE, GPIO_PORTS = 0x58024540, 0x58020000  # RCC_AHB4ENR
RCC_CR, HSIRDY = 0x58024400, 5  # the latter a bit of it
# A bit of the bring-up that does not hold: the error, and what names it.
BRING_UP = (("stuck-bit:0x5802480C:15=0", "XSPI-0421", "EN_XSPIM2"),       # PWR_CSR2
            ("stuck-bit:0x58024534:12=0", "XSPI-0422", "0x58024534"),      # AHB5ENR.XSPI2EN
            ("stuck-bit:0x58024534:14=0", "XSPI-0422", "0x58024534"),      # AHB5ENR.XSPIMEN
            ("stuck-bit:0x58024540:13=0", "XSPI-0422", "0x58024540"),      # AHB4ENR.GPIONEN
            ("stuck-bit:0x58024554:1=0", "XSPI-0422", "0x58024554"),       # APB4ENR.SBSEN
            ("stuck-bit:0x58024400:7=0", "XSPI-0423", "CSI"),              # RCC_CR.CSION
            ("stuck-bit:0x5802444C:6=1", "XSPI-0423", "kernel clock"),     # CCIPR1.XSPI2SEL
            ("stuck-bit:0x58000510:4=0", "XSPI-0423", "compensation"),     # CCCSR.XSPI2_COMP_EN
            ("stuck-bit:0x5200B400:1=1", "XSPI-0425", "0x5200B400"))       # XSPIM_CR.MODE

UNIQUE_ID = 0x08FFF800  # address of 96 bits
# Code that is a violation wherever it is entered.
# movw r0, #0; movt r0, #0x2500; ldr r1, [r0]; nop: 0x25000000 is no memory.
CANARY = bytes.fromhex("40f20000 c2f20050 0168 00bf")
