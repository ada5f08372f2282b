"""What comments and docs refer to is in the tree: files, sections of docs/hardware, links."""
import pathlib
import re
import unittest

from test_tree import ROOT, tracked

# Names of research files that were never in the tree.
RESEARCH = re.compile(r"\b(?:HARDWARE|SILICON|PEERS)\b(?!_)|\b[A-Z][A-Z0-9-]+\.md\b")
ROOT_PAGES = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
PATH = re.compile(r"(?<![\w/.-])docs/[\w./*-]+")
SECTION = re.compile(r"docs/hardware/([\w-]+\.md), ([^\n]{1,80})")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def texts():
    for path in tracked():
        if path != pathlib.Path(__file__).resolve():
            yield path.relative_to(ROOT), path.read_text(errors="replace")


def unwrapped(text):
    """Comments of several lines as one, so that a citation may be broken anywhere."""
    return re.sub(r"\s*\n\s*(?://|#|\*)?[ \t]*", " ", text)


def headings(page):
    return [h.strip() for h in re.findall(r"^#+ (.*)$", page.read_text(), re.M)]


def anchor(heading):
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


class Citations(unittest.TestCase):
    def test_no_research_file_is_cited(self):
        found = [f"{name}:{number}: {word}" for name, text in texts()
                 for number, line in enumerate(text.split("\n"), 1) for word in RESEARCH.findall(line)
                 if word not in ROOT_PAGES]
        self.assertEqual(found, [])

    def test_every_page_that_is_named_exists(self):
        missing = [f"{name}: {path}" for name, text in texts() for path in PATH.findall(text)
                   if not list(ROOT.glob(path.rstrip("./-")))]
        self.assertEqual(missing, [])

    def test_every_section_of_the_hardware_facts_that_is_cited_exists(self):
        missing, cited = [], 0
        for name, text in texts():
            if name.suffix == ".md":
                continue
            for page, words in SECTION.findall(unwrapped(text)):
                cited += 1
                file = ROOT / "docs/hardware" / page
                known = headings(file) if file.is_file() else []
                if not any(words.lower().startswith(h.lower()) for h in known):
                    missing.append(f"{name}: {page}, {words}")
        self.assertEqual(missing, [])
        self.assertGreater(cited, 20)

    def test_every_link_in_a_page_leads_somewhere(self):
        broken = []
        for name, text in texts():
            if name.suffix != ".md":
                continue
            for link in LINK.findall(text):
                if re.match(r"\w+:", link):
                    continue
                path, _, section = link.partition("#")
                target = (ROOT / name.parent / path).resolve() if path else ROOT / name
                if not target.exists() or (section and section not in map(anchor, headings(target))):
                    broken.append(f"{name}: {link}")
        self.assertEqual(broken, [])


if __name__ == "__main__":
    unittest.main()
