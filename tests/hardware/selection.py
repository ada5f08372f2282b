"""Which of the system cases run."""
import unittest

import needs
from paths import ROOT


def system_cases():
    """Those that are about this board or about any."""
    from board_under_test import BOARD  # the options have chosen it by now
    folder = str(ROOT / "tests" / "system")
    found = _flat(unittest.defaultTestLoader.discover(folder, pattern="test_*.py", top_level_dir=folder))
    return [case for case in found if needs.concerns(case, BOARD) and not needs.lacks(case, BOARD)]


def select(cases, everything, only):
    """All of them, those whose id contains one of the texts, or those that stand for the others on a real board."""
    if only:
        return [c for c in cases if any(text in c.id() for text in only)]
    if everything:
        return cases
    return [c for c in runnable(cases) if needs.of(c).representative]


def runnable(cases):
    return [c for c in cases if not needs.of(c).virtual_only]


def overwritten(cases):
    """The ranges of the external flash that these cases overwrite, and whether they do so with the internal one."""
    declared = [needs.of(c) for c in cases]
    return needs.blocks(r for d in declared for r in d.external), any(d.internal for d in declared)


def _flat(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from _flat(item)
        else:
            yield item
