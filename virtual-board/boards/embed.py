#!/usr/bin/env python3
"""embed.py OUT.cpp FILE.json...: the descriptions of boards as a part of the program, which then finds them anywhere."""
import pathlib
import sys


def main(out, *files):
    entries = "".join(f'    {{"{path.stem}", R"json({path.read_text()})json"}},\n' for path in map(pathlib.Path, files))
    pathlib.Path(out).write_text('#include "boards/board-files.hpp"\n\nnamespace vb {\n\nstatic const BoardText kAll[] = {\n'
                                 f'{entries}}};\n\nstd::span<const BoardText> board_texts() {{ return kAll; }}\n\n}} // namespace vb\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
