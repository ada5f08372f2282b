"""The run as JUnit XML, in the form that GitHub's and GitLab's viewers read."""
import re
import time
import xml.etree.ElementTree as ElementTree

import files
from outcome import driver_sentence

MOST_OUTPUT = 64 * 1024  # of one case's words; the end says why it failed
# What XML 1.0 cannot hold, as OpenOCD's logs may (colours, garbage from a serial line).
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RUN_ERROR = "hardware.run"  # the entry that stands for the run itself


class Report:
    def __init__(self, **properties):
        """`properties` such as board, adapter, serial; None is left out."""
        self.properties = {key: value for key, value in properties.items() if value is not None}
        self.cases = []
        self.began = time.time()

    def add(self, identity, seconds, kind=None, text="", output="", error_id=""):
        """One case, by its id (module.Class.method). kind: failure, error, skipped, or None for passed."""
        self.cases.append((identity, seconds, kind, text, output, error_id))

    def add_run_error(self, error_id, text):
        """What kept the run from beginning or from going on, and is no case's fault."""
        self.add(RUN_ERROR, 0.0, "error", text, error_id=error_id)

    def count(self, *kinds):
        """How many entries are of these kinds, as add() takes them."""
        return sum(1 for case in self.cases if case[2] in kinds)

    def has_cases(self):
        """Whether there is more than what kept the run from beginning."""
        return any(case[0] != RUN_ERROR for case in self.cases)

    def summary(self):
        """One line for people; the numbers are those of the JUnit file."""
        return (f"{self.count(None)} passed, {self.count('failure')} failed, {self.count('error')} errors, "
                f"{self.count('skipped')} skipped")

    def tree(self):
        counts = {"tests": len(self.cases)}
        for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            counts[name] = self.count(kind)
        counts["time"] = f"{sum(case[1] for case in self.cases):.3f}"
        counts = {key: str(value) for key, value in counts.items()}
        root = ElementTree.Element("testsuites", name="openocd-xspi", **counts)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.began))
        suite = ElementTree.SubElement(root, "testsuite", name=f"hardware.{self.properties.get('board', 'unknown')}",
                                       timestamp=stamp, **counts)
        properties = ElementTree.SubElement(suite, "properties")
        for key, value in self.properties.items():
            ElementTree.SubElement(properties, "property", name=key, value=clean(str(value)))
        for case in self.cases:
            _testcase(suite, *case)
        return root

    def write(self, path):
        root = self.tree()
        ElementTree.indent(root)
        files.write(path, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _sentence(text):
    """The driver's own sentence, if there is one, or else the last line, where an assertion stands."""
    return driver_sentence(text) or next((line for line in reversed(text.strip().split("\n")) if line.strip()), "")


def _testcase(suite, identity, seconds, kind, text, output, error_id):
    group, _, name = identity.rpartition(".")
    entry = ElementTree.SubElement(suite, "testcase", classname=clean(group), name=clean(name), time=f"{seconds:.3f}")
    if kind:
        first = _sentence(text)
        if error_id:
            first = text.split("\n")[0]
        found = ElementTree.SubElement(entry, kind, message=clean(first.strip())[:500])
        if kind != "skipped":
            found.set("type", error_id or kind)
            found.text = clean(text)
    if output:
        ElementTree.SubElement(entry, "system-out").text = clean(output[-MOST_OUTPUT:])


def clean(text):
    return UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)
