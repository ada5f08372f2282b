#!/usr/bin/env python3
"""demo.py BUILD: programs a virtual NUCLEO-H7S3L8, shows LD1 and blinky's log, and checks the board's report."""
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
FIRMWARE = BUILD / "firmware" / "nucleo_h7s3l8"
SECONDS_OF_BLINKING = 2.5


def say(text):
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


def fail(text):
    print(f"XSPI-0905: {text}", file=sys.stderr)
    sys.exit(1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def openocd_line(port, *commands):
    line = [str(BUILD / "openocd"), "-c", f"set VIRTUAL_BOARD {port}", "-c", "gdb_port disabled",
            "-c", "telnet_port disabled", "-c", "tcl_port disabled", "-f", "board/nucleo_h7s3l8.cfg"]
    for command in commands:
        line += ["-c", command]
    return line


def program(port, command):
    print(f'$ openocd -f board/nucleo_h7s3l8.cfg -c "{command}"', flush=True)
    done = subprocess.run(openocd_line(port, command, "shutdown"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", timeout=120, check=False)
    # An erased board is in lockup when OpenOCD first looks, which OpenOCD calls an error and clears by itself.
    shown = re.compile(r"^(\*\*|ext:|int:|Error(?!.*clearing lockup)|XSPI-)")
    print("\n".join("  " + line for line in done.stdout.split("\n") if shown.match(line)), flush=True)
    if done.returncode != 0:
        print(done.stdout)
        fail(f"`{command}` failed")


def watch(port):
    """Reads blinky's log through OpenOCD's RTT server for a while; returns the text."""
    rtt_port = free_port()
    server = subprocess.Popen(openocd_line(
        port, "init", 'rtt setup 0x20000000 0x10000 "SEGGER RTT"', "rtt polling_interval 50", "rtt start",
        f"rtt server start {rtt_port} 0"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    text = ""
    try:
        log = None
        for _ in range(200):
            try:
                log = socket.create_connection(("127.0.0.1", rtt_port), timeout=0.2)
                break
            except OSError:
                if server.poll() is not None:
                    fail("OpenOCD's RTT server did not start:\n" + server.stdout.read())
                time.sleep(0.05)
        if log is None:
            fail("OpenOCD's RTT server did not open its port")
        end = time.monotonic() + SECONDS_OF_BLINKING
        with log:
            while time.monotonic() < end:
                try:
                    piece = log.recv(4096).decode(errors="replace")
                except TimeoutError:
                    continue
                text += piece
                print(piece, end="", flush=True)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return text


def check(report, rtt):
    led = report["leds"]["LD1"]
    missing = []
    if led["toggles"] < 4:
        missing.append(f"LD1 toggled {led['toggles']} times, not 4 or more")
    if report["entered_external_flash"] is None:
        missing.append("nothing was executed from the mapped window")
    if "blinky" not in rtt:
        missing.append("blinky's log did not arrive over RTT")
    for violation in report["violations"]:
        missing.append(f"violation {violation.get('rule', '')}: {violation['what']}")
    return missing


def main():
    with tempfile.TemporaryDirectory(prefix="xspi-demo-") as folder:
        folder = pathlib.Path(folder)
        report_file = folder / "report.json"
        say("A NUCLEO-H7S3L8 in software: its flash chip erased, its internal flash empty.")
        board = subprocess.Popen([str(BUILD / "virtual-board"), "nucleo-h7s3l8", "--stlink", "0", "--strict",
                                  "--external", str(folder / "external.bin"), "--internal", str(folder / "internal.bin"),
                                  "--report", str(report_file), "--trace", str(folder / "leds.vcd")],
                                 stdout=subprocess.PIPE, text=True)
        try:
            ready = board.stdout.readline()
            if "listening on" not in ready:
                fail("the virtual board did not start")
            port = int(ready.split("127.0.0.1:")[1].split()[0])
            say("OpenOCD programs the bootloader into the internal flash, at 0x08000000 …")
            program(port, f"program {FIRMWARE / 'bootloader.elf'} verify")
            say("… and blinky into the external chip, at 0x70000000, then lets the board start.")
            program(port, f"program {FIRMWARE / 'blinky.elf'} verify reset")
            say("blinky's log, by OpenOCD's own RTT server, while LD1 blinks:")
            rtt = watch(port)
        finally:
            board.send_signal(signal.SIGTERM)
            board.wait(60)
        report = json.loads(report_file.read_text())
        show_led(folder / "leds.vcd", report["virtual_seconds"])
        missing = check(report, rtt)
        led = report["leds"]["LD1"]
        entered = report["entered_external_flash"]
        say(f"The board's report: LD1 changed {led['toggles']} times; the first instruction from the external chip ran at "
            f"{entered if entered is None else round(entered, 4)} s of its time; "
            f"{report['pages_programmed']} pages programmed; violations: {len(report['violations'])}.")
        if missing:
            fail("; ".join(missing))
        say("It works.")


def show_led(trace, seconds):
    """LD1 over time as a line of text, from the board's trace; # is lit."""
    try:
        text = trace.read_text()
        name = re.search(r"\$var\s+wire\s+1\s+(\S+)\s+LD1\b", text).group(1)
        scale = {"ps": 1e-12, "ns": 1e-9, "us": 1e-6, "ms": 1e-3}[re.search(r"\$timescale\s+1\s*(\w+)", text).group(1)]
    except (OSError, AttributeError, KeyError):
        return
    changes, at = [], 0.0
    for line in text.split("\n"):
        if line.startswith("#"):
            at = int(line[1:]) * scale
        elif line in ("0" + name, "1" + name):
            changes.append((at, line[0] == "1"))
    columns, row = 70, ""
    begin = max(0.0, seconds - 3.5)
    for column in range(columns):
        moment = begin + (seconds - begin) * column / columns
        lit = [state for time_, state in changes if time_ <= moment]
        row += "#" if lit and lit[-1] else "."
    say(f"LD1 in the last {seconds - begin:.1f} s of the board's time (# is lit):")
    print("  " + row)


if __name__ == "__main__":
    main()
