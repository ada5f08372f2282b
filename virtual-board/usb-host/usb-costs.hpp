// What the host at the board's USB connector takes its time for. Every number of that host is here.
#pragma once
#include "core/time.hpp"
#include "core/usb-port.hpp"

namespace vb {

struct UsbCosts {
    // From a program's call to the first packet, and from the last one to its return: a system call, a URB,
    // the controller's schedule, an interrupt. USB 2.0 knows no number; 0.25 ms is two microframes of a
    // high-speed bus, as for the probe (probe/costs.hpp); with full speed it is a quarter of a frame.
    // --usb-latency changes both.
    Picoseconds latency = 250 * kPerMicrosecond;
    // A device that answers NAK is asked again at once while its frame has room; a token, its answer and the
    // gaps are about 7 bytes of full speed, and what a high-speed controller takes for its list is alike.
    Picoseconds nak_retry = 10 * kPerMicrosecond;
    Picoseconds error_retry = 100 * kPerMicrosecond; // a transaction without answer, thrice in all
    unsigned tries = 3;
    // USB 2.0, 7.1.7.3: a new connection is stable for 100 ms; 7.1.7.5: a root port's reset lasts 50 ms and
    // 10 ms of recovery follow; 9.2.6.3: 2 ms after SET_ADDRESS.
    Picoseconds debounce = 100 * kPerMillisecond, reset = 50 * kPerMillisecond,
                recovery = 10 * kPerMillisecond, new_address = 2 * kPerMillisecond;
    Picoseconds resume = 20 * kPerMillisecond;   // 7.1.7.7
    Picoseconds kernel_timeout = 5 * kPerSecond; // of the host's own requests (Linux)
    Picoseconds frame = kPerMillisecond, microframe = 125 * kPerMicrosecond; // 8.4.3
    // A program that lists devices is started by a person who has plugged the board in and seen it: so long
    // after power-on at the latest.
    Picoseconds patience = kPerSecond;

    // 5.11.3: a transaction's own bytes beside its data (token, handshake, sync, CRC, turnaround): 13 in full
    // speed, 55 in high speed (5.8.4). Bit stuffing is left out. Bits of 83.333 ns and 2.083 ns.
    Picoseconds wire(UsbSpeed speed, std::size_t bytes) const {
        return speed == UsbSpeed::High ? (55 + bytes) * 8 * 25'000 / 12 : (13 + bytes) * 8 * 1'000'000 / 12;
    }
};

} // namespace vb
