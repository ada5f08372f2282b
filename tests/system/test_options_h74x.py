"""Option bytes of the STM32H74x: what could lock the part or start it elsewhere is refused."""
from faults import FaultCase
from harness import only_where, virtual_only


@only_where(family="stm32h74x")
@virtual_only("it writes option bytes if it is not refused")
class OptionBytesH74x(FaultCase):
    def test_where_the_part_starts_is_not_changed_from_here(self):
        for name in ("BOOT_ADD0", "BOOT_ADD1", "SWAP_BANK_OPT"):
            with self.subTest(name):
                self.named("XSPI-0448", commands=[f"xspi option {name} 1"], strict=True)

    def test_what_locks_the_part_is_not_changed_from_here(self):
        for name in ("RDP", "SECURITY"):
            with self.subTest(name):
                self.named("XSPI-0444", commands=[f"xspi option {name} 1"], strict=True)
