"""USB probes as the kernel lists them in sysfs: for those whose serials OpenOCD 0.12.0 does not say when they do not
match (CMSIS-DAP, FTDI)."""
import pathlib

DEVICES = pathlib.Path("/sys/bus/usb/devices")
# FT2232H, FT4232H, FT232H and Olimex's: chips with the MPSSE that OpenOCD's ftdi driver needs.
FTDI = {("0403", "6010"), ("0403", "6011"), ("0403", "6014")}
OLIMEX = "15ba"


class Device:
    def __init__(self, folder):
        def read(name):
            try:
                return (folder / name).read_text(errors="replace").strip()
            except OSError:
                return ""
        self.vendor, self.product, self.serial, self.name = map(read, ("idVendor", "idProduct", "serial", "product"))
        self.interfaces = [text for path in folder.glob("*/interface") for text in [path.read_text(errors="replace")]]


def devices(root=DEVICES):
    try:
        folders = sorted(root.iterdir())
    except OSError:
        return []
    return [Device(folder) for folder in folders if (folder / "idVendor").exists()]


def cmsis_dap(root=DEVICES):
    """Serials of the devices that call themselves CMSIS-DAP, in the product's or in an interface's name, as the
    specification asks for."""
    return [d.serial for d in devices(root) if "CMSIS-DAP" in d.name or any("CMSIS-DAP" in i for i in d.interfaces)]


def ftdi(root=DEVICES):
    return [d.serial for d in devices(root) if (d.vendor, d.product) in FTDI or d.vendor == OLIMEX]
