"""The files of docs/examples do what they say: each is used here as a user would, on the virtual board. They name the
NUCLEO; with another board its name goes there."""
import json
import re
import subprocess
import unittest

from gdb_session import GDB, Server, free_ports
from harness import (BLANK, BUILD, ROOT, STUCK_SECONDS, VIRTUAL_BOARD, Range, SystemCase, any_board, merge_elf,
                     boardless, wait_until)
from board_under_test import (BOARD, CORE, FACTS, FAMILY, INTERNAL_BASE, INTERNAL_END, PC_IN_EXTERNAL,
                              VIRTUAL_NAME)

EXAMPLES = ROOT / "docs" / "examples"
# Attributes of marus25.cortex-debug, from its debug_attributes.md.
ATTRIBUTES = {"name", "type", "request", "servertype", "cwd", "serverpath", "configFiles", "gdbPath", "executable",
              "runToEntryPoint", "rttConfig", "preLaunchCommands", "openOCDPreConfigLaunchCommands", "preLaunchTask",
              "liveWatch"}


def example(name):
    """The text of this file with the names of the board under test."""
    text = (EXAMPLES / name).read_text()
    return text.replace("nucleo_h7s3l8", BOARD).replace("nucleo-h7s3l8", VIRTUAL_NAME)


def json_with_comments(name):
    """As VS Code reads it; no string of ours has // in it."""
    return json.loads(re.sub(r"^\s*//.*$", "", example(name), flags=re.M))


# One that takes updates over USB runs in ITCM.
BOOTLOADER_CODE = range(0x100, 0x10000) if FACTS["usb"] else range(INTERNAL_BASE, INTERNAL_END)


def for_here(value):
    """With VS Code's variables and this build's folder in place."""
    if isinstance(value, list):
        return [for_here(each) for each in value]
    return value.replace("${workspaceFolder}/build", str(BUILD)).replace("${workspaceFolder}", str(ROOT))


@any_board(Range(0, 0x10000), internal=True)
@unittest.skipUnless(GDB, "gdb-multiarch is not installed")
class DebuggingFiles(SystemCase):
    def launched(self, name, *then, external=BLANK, internal=None):
        """What cortex-debug does with that configuration (its openocd.ts), then these commands of gdb."""
        (facts,) = [c for c in json_with_comments("vscode/launch.json")["configurations"]
                    if c["name"] == name]
        self.assertLessEqual(set(facts), ATTRIBUTES)
        self.assertEqual(for_here(facts["serverpath"]), str(BUILD / "openocd"))
        board = self.board(external=external, internal=internal or merge_elf("bootloader.elf"))
        self.addCleanup(self.assertNoViolation, board)
        before = [c.replace("7184", str(board.port)) for c in facts.get("openOCDPreConfigLaunchCommands", [])]
        live = [f"{CORE} configure -gdb-max-connections 2"] if "liveWatch" in facts else []
        server = Server(self, board, *live, "init", before=before, board_file=facts["configFiles"][0])
        commands = for_here(facts.get("preLaunchCommands", []))
        if facts["request"] == "launch":
            commands += ["monitor reset halt", "load", "monitor reset halt", f"tbreak {facts['runToEntryPoint']}",
                         "continue"]
        else:
            commands += ["monitor halt"]
        return server, server.gdb(*commands, *then, elf=for_here(facts["executable"])), facts

    @boardless("it needs no board")
    def test_every_configuration_of_launch_json_is_tried_here(self):
        names = [c["name"] for c in json_with_comments("vscode/launch.json")["configurations"]]
        self.assertEqual(names, ["blinky", "bootloader into blinky", "bootloader", "attach", "blinky on the virtual board"])

    def test_blinky_stops_in_its_main_and_its_rtt_is_found(self):
        server, words, facts = self.launched("blinky", "info registers pc", "delete", "continue&", "shell sleep 0.5")
        self.assertRegex(words, rf"pc\s+{PC_IN_EXTERNAL}\w+\s+0x\w+ <main\(\)", server.log())
        rtt = facts["rttConfig"]
        said = server.telnet(f"rtt setup {rtt['address']} {rtt['searchSize']} \"{rtt['searchId']}\"", "rtt start",
                             "rtt channels")
        self.assertRegex(said, r"0: \S+ \d+ \d", server.log())

    def test_the_bootloader_leads_into_blinky(self):
        _, words, _ = self.launched("bootloader into blinky", "info registers pc", "tbreak reset_handler", "continue",
                                    "info registers pc")
        first, second = re.findall(r"pc\s+(0x\w+)", words)
        self.assertTrue(int(first, 16) in BOOTLOADER_CODE and second.startswith(PC_IN_EXTERNAL), words)

    def test_the_bootloader_stops_in_its_main(self):
        _, words, _ = self.launched("bootloader", "info registers pc", internal=None)
        where, = re.findall(r"pc\s+(0x\w+)\s+0x\w+ <main\(\)", words)
        self.assertIn(int(where, 16), BOOTLOADER_CODE)

    def test_attach_looks_and_lets_run_on(self):
        server, words, _ = self.launched("attach", "backtrace", external=merge_elf("blinky.elf"))
        self.assertIn("#0", words)
        self.assertTrue(wait_until(lambda: server.state() == "running"), server.log())

    @boardless("it is about the virtual board")
    def test_the_virtual_board_is_launched_alike(self):
        _, words, _ = self.launched("blinky on the virtual board", "info registers pc")
        self.assertRegex(words, rf"pc\s+{PC_IN_EXTERNAL}\w+\s+0x\w+ <main\(\)")

    @boardless("it is about the virtual board")
    def test_tasks_json_starts_a_virtual_board_that_says_when_it_is_ready(self):
        tasks = {t["label"]: t for t in json_with_comments("vscode/tasks.json")["tasks"]}
        self.assertTrue((ROOT / tasks["build"]["command"]).is_file())
        task = tasks["virtual board"]
        self.assertEqual(for_here(task["command"]), str(VIRTUAL_BOARD))
        board = self.board(external=BLANK)
        arguments = [a.replace("7184", str(free_ports(1)[0])).replace(str(ROOT / "flash.bin"), str(board.folder / "f.bin"))
                     for a in for_here(task["args"])]
        process = subprocess.Popen([for_here(task["command"]), *arguments], stdout=subprocess.PIPE, text=True)
        try:
            self.assertRegex(process.stdout.readline(), task["problemMatcher"]["background"]["endsPattern"])
        finally:
            process.terminate()
            process.wait(STUCK_SECONDS)
            process.stdout.close()

    @boardless("it needs no board")
    def test_settings_json_names_this_builds_openocd(self):
        settings = json_with_comments("vscode/settings.json")
        self.assertEqual(for_here(settings["cortex-debug.openocdPath"]), str(BUILD / "openocd"))

    def test_the_gdb_script_programs_and_runs_to_main(self):
        board = self.board(external=BLANK, internal=merge_elf("bootloader.elf"))
        server = Server(self, board)
        script = self.file(board, "xspi.gdb", example("xspi.gdb")
                           .replace(":3333", f":{server.gdb_port}").replace("history save on", "history save off").encode())
        words = server.gdb(f"source {script}", "program", "info registers pc", "reset-halt", "info registers pc",
                           "run-to-main", "info registers pc", connect=False)
        self.assertRegex(words, rf"Transfer rate(.|\n)*pc\s+{PC_IN_EXTERNAL}\w+\s+0x\w+ <main\(\)(.|\n)*pc\s+0x8(.|\n)*"
                                rf"pc\s+{PC_IN_EXTERNAL}", server.log())
        self.assertNoViolation(board)

    def test_the_telnet_session_goes_as_it_is_written(self):
        board = self.board(external=BLANK, internal=merge_elf("bootloader.elf"))
        written = example("telnet-session.txt").replace("stm32h7rs", FAMILY).replace("0x7000", PC_IN_EXTERNAL)
        commands = re.findall(r"^> (.+)$", written, re.M)
        server = Server(self, board)
        self.assertEqual(commands.pop(), "exit", "as each of the harness's ends")
        said = server.telnet(*[c.replace("build/", f"{BUILD}/") for c in commands])
        self.assertEqual(self.shape(said), self.shape(written), said)
        self.assertNoViolation(board)

    def shape(self, text):
        """Without what differs from build to build, moment to moment and board to board: numbers, folders, blanks at
        lines' ends, what is said of an option byte."""
        text = re.sub(".*XSPI-0410.*\n", "", text[text.index("> "):]).replace(f"{BUILD}/", "build/")
        if BOARD != "nucleo_h7s3l8":  # which the session was written on: what it says of banks and chip is the NUCLEO's
            text = re.sub(r"(?m)(^> (?:flash banks|xspi info ext)\n)(?:(?!> ).*\n)+", r"\1", text)
        text = re.sub(r"0x[0-9A-Fa-f]+|\b[0-9a-f]{8}\b|\d+(\.\d+)?", "N", text)
        return [line.rstrip() for line in text.split("\n") if line.strip() not in ("", ">")]
