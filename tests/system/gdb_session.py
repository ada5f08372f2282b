"""OpenOCD with its ports open, and the gdbs and telnets that a case connects to it."""
import os
import re
import shutil
import socket
import subprocess

from harness import FIRMWARE, STUCK_SECONDS, wait_until
from memories import loadable
from board_under_test import CORE

GDB = shutil.which("gdb-multiarch")


def free_ports(count):
    """Free when asked; asked for at once, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Server:
    """An OpenOCD that serves gdb and telnet until the case ends."""

    def __init__(self, case, board, *commands, before=(), board_file=None):
        self.case = case
        self.gdb_port, self.telnet_port = free_ports(2)
        self.log_file = board.folder / f"openocd-{self.gdb_port}.log"
        output = open(self.log_file, "w+")
        case.addCleanup(output.close)
        ports = [f"gdb_port {self.gdb_port}", f"telnet_port {self.telnet_port}", "tcl_port disabled"]
        self.process = board.start_openocd(*(commands or ("init",)), before=[*ports, *before], ports=True,
                                           output=output, board_file=board_file)
        case.addCleanup(self.stop)
        case.assertTrue(wait_until(lambda: "for gdb connections" in self.log() or self.process.poll() is not None),
                        self.log())
        case.assertIsNone(self.process.poll(), self.log())

    def log(self):
        return self.log_file.read_text(errors="replace")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(STUCK_SECONDS)

    def assertAlive(self, words=""):
        self.case.assertIsNone(self.process.poll(), "OpenOCD died:\n" + words + self.log())

    def gdb_line(self, *commands, elf=loadable(), connect=True):
        line = [GDB, "--batch", "-nx", "-ex", "set pagination off", "-ex", "set confirm off"]
        if connect:
            line += ["-ex", f"target extended-remote 127.0.0.1:{self.gdb_port}"]
        for command in commands:
            line += ["-ex", command]
        return [*line, str(FIRMWARE / elf)] if elf else line

    def start_gdb(self, *commands, **keywords):
        """A gdb that is not waited for; its words are in its stdout."""
        process = subprocess.Popen(self.gdb_line(*commands, **keywords), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                   env={**os.environ, "LC_ALL": "C"})
        self.case.addCleanup(self.end_gdb, process)
        return process

    def await_words(self, process, words):
        """Reads what this gdb says until these words come; returns it."""
        said, line = "", ""
        while words not in line:
            line = process.stdout.readline()
            self.case.assertTrue(line, self.log())
            said += line
        return said

    @staticmethod
    def end_gdb(process):
        if process.poll() is None:
            process.kill()
        process.wait(STUCK_SECONDS)
        process.stdout.close()

    def gdb(self, *commands, **keywords):
        """What a gdb says that connects, does these commands and ends. gdb's own time limits apply."""
        process = self.start_gdb(*commands, **keywords)
        words, _ = process.communicate(timeout=STUCK_SECONDS)
        self.assertAlive(words)
        return words

    def telnet(self, *commands):
        """The session's transcript, as a user of `telnet localhost 4444` sees it. It is read to its end, since a prompt
        says nothing: one more comes with each line of log that meets a waiting user."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.telnet_port), STUCK_SECONDS) as connection:
            connection.sendall("".join(f"{command}\r\n" for command in commands).encode() + b"exit\n")
            while more := connection.recv(4096):
                received += more
        return received.replace(b"\x00", b"").replace(b"\r", b"").decode(errors="replace")

    def state(self):
        """What OpenOCD knows of the core; said in a line of its own, around which its log may come."""
        said = self.telnet(f"{CORE} curstate")
        return re.search("^(unknown|running|halted|reset|debug-running)$", said, re.MULTILINE)[1]
