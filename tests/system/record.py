"""What the virtual boards of a run ended with, so that two builds can be compared (tests/same-behaviour).

With XSPI_RECORD=FOLDER (tests/run --record) each board of a case leaves a line of JSON there: its report, and digests of
what its memories hold."""
import hashlib
import json
import os
import pathlib


def keep(case, board):
    folder = os.environ.get("XSPI_RECORD")
    if not folder or not board.reports:
        return
    board.stop()
    if not board.report_file.exists():
        return
    case.recorded = getattr(case, "recorded", -1) + 1
    line = {"case": case.id(), "board": case.recorded, "report": board.report(),
            "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                      for path in board.memory_files() if path.exists()}}
    with open(pathlib.Path(folder) / f"{os.getpid()}.jsonl", "a") as out:
        out.write(json.dumps(line, sort_keys=True) + "\n")
