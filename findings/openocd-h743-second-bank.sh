#!/bin/sh
# Debian 12's OpenOCD 0.12.0-1, target/stm32h7x.cfg. An STM32H743xI has 2 MiB of flash in two banks, at 0x08000000 and
# 0x08100000. The script declares the first one; the second is there only when DUAL_BANK is set before the script, and
# no message says so, with whatever size the part then reports. A file that reaches over 0x08100000 has that part in no
# bank: OpenOCD warns, and programs the rest. Ours declares both banks for the H743, and cuts an image between them.
set -eu
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
apt-get download openocd=0.12.0-1 libcapstone4 libftdi1-2 libgpiod2 libhidapi-hidraw0 libjaylink0 libjim0.81 \
    libusb-1.0-0 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done
banks() {
    LD_LIBRARY_PATH="root/usr/lib/x86_64-linux-gnu:root/lib/x86_64-linux-gnu" root/usr/bin/openocd \
        -s root/usr/share/openocd/scripts -c "adapter driver dummy; transport select jtag" "$@" \
        -f target/stm32h7x.cfg -c "flash banks" -c shutdown 2>&1 | grep -c "(stm32h7x) at 0x08" || true
}
one=$(banks) two=$(banks -c "set DUAL_BANK 1")
echo "banks: $one as the script stands, $two with DUAL_BANK"
if [ "$one $two" = "1 2" ]; then
    echo "as seen: half of an STM32H743xI's flash is in no bank"
else
    echo "changed: the script declares other banks now"
    exit 1
fi
