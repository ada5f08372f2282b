"""What a case needs of a board. Every case runs on the virtual board; on a real one (tests/hardware) only those run
that say what they overwrite there, so that it can be read before and restored after. What a real board keeps and
nobody restores, option bytes and the chip's protection bits, is for the virtual one.

    @any_board(Range(0x12000, 0x8000))        this part of the external flash; with internal=True the internal one too
    @virtual_only("it needs a declared fault")
    @boardless("it looks at the build")                which board is used is no matter
    @only_on("nucleo_h7s3l8")                          what it says of pins, options or registers is that board's
    @only_where(controller="QUADSPI")                  it is about that controller (or family, or core), on any board

On a class they hold for each of its cases that has no line of its own.
"""
import dataclasses
import json
import pathlib

from paths import BUILD

ATTRIBUTE, BOARDS = "board_needs", "board_names"
# Ranges are widened to whole erase blocks: what a case spoils beside its own bytes is then seen, too.
BLOCK = 0x10000
UNDECLARED = "it does not say what it overwrites on a real board (tests/system/needs.py)"


@dataclasses.dataclass(frozen=True)
class Range:
    """Part of the external flash, from the chip's first byte."""
    first: int
    size: int

    @property
    def end(self):
        return self.first + self.size


@dataclasses.dataclass(frozen=True)
class Needs:
    external: tuple = ()  # of Range: whole blocks, apart, ascending
    internal: bool = False  # overwrites the internal flash
    representative: bool = False  # belongs to the cases that stand for all others in a short run
    virtual_only: str = ""  # why it cannot run on a real board; empty if it can
    boards: tuple = ()  # the boards that it is about; empty: any
    boardless: bool = False  # about the build, the tools or the virtual board: one board is enough


def any_board(*external, internal=False, representative=False):
    return _declaring(Needs(blocks(external), internal, representative))


def virtual_only(reason, representative=False):
    return _declaring(Needs(virtual_only=reason, representative=representative))


def boardless(reason):
    return _declaring(Needs(virtual_only=reason, boardless=True))


def only_on(*boards):
    """Beside one of the others."""
    def decorate(case):
        setattr(case, BOARDS, boards)
        return case
    return decorate


def only_where(**facts):
    """On the boards whose files, or the first flash in them, say so; on each of them also in a short run."""
    def fits(board):
        of_board = {**board, **(board["flashes"] or [{}])[0]}
        return all(of_board.get(name) == value for name, value in facts.items())
    files = sorted((BUILD / "boards").glob("*.json"))
    return only_on(*(board["name"] for board in map(json.loads, map(pathlib.Path.read_text, files)) if fits(board)))


def of(case):
    """The needs of a unittest case."""
    method = getattr(case, case._testMethodName)
    needed = getattr(method, ATTRIBUTE, getattr(type(case), ATTRIBUTE, Needs(virtual_only=UNDECLARED)))
    return dataclasses.replace(needed, boards=getattr(method, BOARDS, getattr(type(case), BOARDS, ())))


def concerns(case, board):
    """Whether the case is about the board of this name, or about any."""
    boards = of(case).boards
    return not boards or board in boards


def lacks(case, board):
    """What the board has not that the case needs; empty: nothing."""
    return "" if board in of(case).boards or has_flash(board) else "it needs an external flash"


def has_flash(board):
    """Whether the board has a flash beside its microcontroller's own."""
    return bool(json.loads((BUILD / "boards" / f"{board}.json").read_text())["flashes"])


def blocks(ranges):
    """These ranges widened to whole erase blocks, joined where they touch, ascending."""
    result = []
    for part in sorted(ranges, key=lambda r: r.first):
        first, end = part.first // BLOCK * BLOCK, -(-part.end // BLOCK) * BLOCK
        if result and first <= result[-1].end:
            end = max(end, result[-1].end)
            first = result.pop().first
        result.append(Range(first, end - first))
    return tuple(result)


def _declaring(needs):
    def decorate(case):
        setattr(case, ATTRIBUTE, needs)
        return case
    return decorate
