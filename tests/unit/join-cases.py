"""join-cases.py OUTPUT ROOT FILE...: one source that holds the unit tests of several.

What they include, and what Catch2 makes of it, is compiled once for all of them: a quarter of the time. Each file stands in
a namespace of its own, so that its names meet no other's.
"""
import pathlib
import re
import sys

output, root = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sources = [pathlib.Path(word).resolve() for word in sys.argv[3:]]


def global_form(line, source):
    """An include as it is written anywhere: what lies beside its file is named by its place."""
    beside = re.match(r'#include "([^"]+)"', line)
    if beside and not (root / beside[1]).exists() and (source.parent / beside[1]).exists():
        return f'#include "{source.parent / beside[1]}"'
    return line


includes = dict.fromkeys(global_form(line, source) for source in sources for line in source.read_text().splitlines()
                         if line.startswith("#include"))
joined = list(includes)
for number, source in enumerate(sources):
    joined += [f"namespace cases_{number} {{", f'#include "{source}"', "}"]
output.write_text("\n".join(joined) + "\n")
