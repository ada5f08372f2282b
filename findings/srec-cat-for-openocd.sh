#!/bin/sh
# Debian 12's srecord 1.64-3 and OpenOCD 0.12.0-1. What srec_cat writes by default is a valid S-record file: header
# (S0), data, count (S5), and no S7, S8 or S9, since no start address is known. OpenOCD wants one of these, says that
# the file ended too early, and takes nothing of it. Ours takes the count in its place.
set -eu
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
apt-get download openocd=0.12.0-1 srecord=1.64-3 libcapstone4 libftdi1-2 libgpiod2 libhidapi-hidraw0 libjaylink0 \
    libjim0.81 libusb-1.0-0 libgcrypt20 libgpg-error0 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH="root/usr/lib/x86_64-linux-gnu:root/lib/x86_64-linux-gnu"
printf 'sixteen bytes ok' >image.bin
root/usr/bin/srec_cat image.bin -binary -offset 0x70000000 -o image.s19
cut -c1-2 image.s19 | tr '\n' ' '
root/usr/bin/openocd \
    -c "adapter driver dummy; adapter speed 100; transport select jtag; jtag newtap a b -irlen 4" \
    -c "target create t testee -chain-position a.b" -c init -c "test_image image.s19 0 s19" -c shutdown >log 2>&1 || true
if [ "$(cut -c1-2 image.s19 | tr '\n' ' ')" = "S0 S3 S5 " ] && grep -q "premature end of S19 file" log; then
    echo "as seen: no termination record, and refused"
else
    echo "changed"
    exit 1
fi
