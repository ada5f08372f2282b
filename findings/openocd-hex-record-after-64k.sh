#!/bin/sh
# Debian 12's OpenOCD 0.12.0-1, Intel hex. A record that ends at offset FFFFh, then one at offset 0000h of the same
# extended linear address (type 04): the specification counts both offsets from that address, in any order. OpenOCD
# takes the second for the first one's continuation: one section of 32 bytes at 0x7001FFF0, so that 16 bytes land
# 64 KiB too high, where `verify_image` finds them as well, since it reads the file in the same way. Linkers and
# merging tools write such files when sections are not sorted. Ours reads image files itself.
set -eu
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
apt-get download openocd=0.12.0-1 libcapstone4 libftdi1-2 libgpiod2 libhidapi-hidraw0 libjaylink0 libjim0.81 \
    libusb-1.0-0 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done
cat >image.hex <<'HEX'
:02000004700189
:10FFF000000102030405060708090A0B0C0D0E0F89
:1000000000000000000000000000000000000000F0
:00000001FF
HEX
LD_LIBRARY_PATH="root/usr/lib/x86_64-linux-gnu:root/lib/x86_64-linux-gnu" root/usr/bin/openocd \
    -c "adapter driver dummy; adapter speed 100; transport select jtag; jtag newtap a b -irlen 4" \
    -c "target create t testee -chain-position a.b" -c init -c "test_image image.hex" -c shutdown >log 2>&1 || true
grep "^address" log
if [ "$(grep '^address' log)" = "address 0x7001fff0 length 0x00000020" ]; then
    echo "as seen: one section of 32 bytes, across the 64 KiB; by the specification there are two of 16"
else
    echo "changed: OpenOCD reads the file in another way now"
    exit 1
fi
