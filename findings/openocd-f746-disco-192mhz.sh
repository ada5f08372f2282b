#!/bin/sh
# Debian 12's OpenOCD 0.12.0-1, board/stm32f746g-disco.cfg. Its `reset-init` multiplies HSI 16 MHz to 192 MHz and runs the core
# from that, and never writes PWR_CR1: over-drive stays off, without which an STM32F746 is rated for 180 MHz (PWR scale 1). The
# flash is read through QUADSPI at a quarter of a clock that is out of range. Ours stays at 180 MHz where it has not set over-drive.
set -eu
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
apt-get download openocd=0.12.0-1 libcapstone4 libftdi1-2 libgpiod2 libhidapi-hidraw0 libjaylink0 libjim0.81 \
    libusb-1.0-0 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done
# The board's own event, with the two commands that write memory replaced by what prints their words.
LD_LIBRARY_PATH="root/usr/lib/x86_64-linux-gnu:root/lib/x86_64-linux-gnu" root/usr/bin/openocd \
    -s root/usr/share/openocd/scripts -f board/stm32f746g-disco.cfg \
    -c 'proc mww {a v args} { echo "write $a $v" }; proc mmw {a set clear} { echo "write $a $set" }' \
    -c 'proc adapter {args} {}; proc sleep {args} {}' \
    -c 'eval [[target current] cget -event reset-init]' -c shutdown >log 2>&1
pllcfgr=$(sed -n 's/^write 0x40023804 //p' log)
switched=$(grep -c '^write 0x40023808 0x00000002' log || true)
power=$(grep -c '^write 0x40007000' log || true)
mhz=$((16 / (pllcfgr & 0x3F) * (pllcfgr >> 6 & 0x1FF) / (2 * ((pllcfgr >> 16 & 3) + 1))))
echo "core: $mhz MHz from HSI, switched to the PLL $switched time(s), writes to PWR_CR1: $power"
if [ "$mhz $switched $power" = "192 1 0" ]; then
    echo "as seen: 192 MHz without over-drive"
else
    echo "changed: other clocks, or PWR is set up"
    exit 1
fi
