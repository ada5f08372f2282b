"""What the cases overwrite, as it was before: read and kept on disk before the first case, written back after the
last.

The copy lies in a folder of its own until what it holds is on the board again, so that a run that is killed loses
nothing.
"""
import hashlib
import json
import os
import pathlib
import shutil
import tempfile

import files
import needs
import outcome
from lock import name_of
from memories import EXTERNAL_BASE, EXTERNAL_SIZE, INTERNAL_BASE, INTERNAL_SIZE
from real_board import BoardError

MANIFEST = "manifest.json"
NOT_RESTORED = ("RAM, registers and what the application was doing (the board is reset and runs), the chip's volatile "
                "registers, and the wear of the flashes")


def folder():
    chosen = os.environ.get("XSPI_HIL_STATE")
    state = os.environ.get("XDG_STATE_HOME") or pathlib.Path.home() / ".local" / "state"
    return pathlib.Path(chosen) if chosen else pathlib.Path(state) / "openocd-xspi" / "hardware"


def kept(probe):
    """Copies that earlier runs with this probe could not write back."""
    return sorted(p.parent for p in folder().glob(f"{name_of(probe)}-*/{MANIFEST}"))


class Copy:
    """Ranges of a board's flashes on disk."""

    def __init__(self, path):
        self.path = path
        manifest = json.loads((path / MANIFEST).read_text())
        self.board = manifest["board"]
        self.contents = []
        for part in manifest["parts"]:
            data = (path / part["file"]).read_bytes()
            if hashlib.sha256(data).hexdigest() != part["sha256"]:
                raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0006", f"{path / part['file']} is damaged")
            self.contents.append((part["address"], data))

    @classmethod
    def take(cls, access, board, ranges, internal):
        """Reads these ranges of the external flash, and the internal one, from the board."""
        places = [(EXTERNAL_BASE + r.first, r.size) for r in needs.blocks(ranges)]
        if internal:
            places.append((INTERNAL_BASE, INTERNAL_SIZE))
        try:
            found = access.read(*places) if places else []
        except BoardError as error:
            raise outcome.Failure(outcome.NO_ANSWER, "HIL-0034",
                                  f"what the board holds cannot be read: {error}") from error
        try:
            return cls(cls._keep(access.probe, board, places, found))
        except OSError as error:
            raise outcome.Failure(outcome.WRONG_USAGE, "HIL-0008",
                                  f"what the board holds cannot be kept in {folder()}: {error.strerror}; nothing was "
                                  "changed. Make room, or choose another folder with XSPI_HIL_STATE") from error

    @staticmethod
    def _keep(probe, board, places, found):
        folder().mkdir(parents=True, exist_ok=True)
        path = pathlib.Path(tempfile.mkdtemp(prefix=f"{name_of(probe)}-", dir=folder()))
        try:
            parts = []
            for (address, _), data in zip(places, found):
                name = f"{address:08x}.bin"
                files.write(path / name, data)
                parts.append({"file": name, "address": address, "sha256": hashlib.sha256(data).hexdigest()})
            # The manifest comes last and whole: a folder with one is a complete copy.
            files.write(path / MANIFEST, json.dumps({"board": board, "parts": parts}, indent=1).encode())
        except BaseException:
            shutil.rmtree(path)
            raise
        return path

    def strays(self, access, allowed):
        """Addresses of the external flash that differ from the copy outside these ranges: the first of each block."""
        found = []
        for address, data in self.contents:
            if address < EXTERNAL_BASE:
                continue
            (now,) = access.read((address, len(data)))
            for at in range(0, len(data), needs.BLOCK):
                offset = address + at - EXTERNAL_BASE
                before, after = data[at:at + needs.BLOCK], now[at:at + needs.BLOCK]
                if before != after and not any(r.first <= offset < r.end for r in allowed):
                    found.append(address + at + next(i for i in range(len(before)) if before[i] != after[i]))
        return found

    def write_back(self, access):
        """Writes and compares, then deletes the copy."""
        try:
            if self.contents:
                access.write(*self.contents)
        except BoardError as error:
            raise outcome.Failure(outcome.NOT_RESTORED, "HIL-0041",
                                  f"the board is not as it was: {error}\nWhat it held lies in {self.path}; write it "
                                  f"back with --restore {self.path}") from error
        shutil.rmtree(self.path)


WHOLE_CHIP = (needs.Range(0, EXTERNAL_SIZE),)
