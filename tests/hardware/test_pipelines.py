"""The pipelines in docs/ci are valid, and what they call is there and takes what it is given."""
import os
import re
import shlex
import unittest

import options
import outcome
from paths import ROOT

try:
    import yaml
except ImportError:
    yaml = None

CI = ROOT / "docs" / "ci"
RUNNER = "tests/hardware/run"


def load(name):
    return yaml.safe_load((CI / name).read_text())


def ours(script):
    """Commands of this repository in a script line, as words, with the CI's variables replaced."""
    for command in re.split(r"&&|;|\n", script):
        words = shlex.split(re.sub(r"\$\{\{.*?\}\}|\$\w+", "SERIAL", command))
        if words and (ROOT / words[0]).exists() and "/" in words[0]:
            yield words


@unittest.skipUnless(yaml, "python3-yaml is not installed")
class Pipelines(unittest.TestCase):
    def commands(self, lines):
        found = [words for line in lines for words in ours(line)]
        for words in found:
            self.assertTrue(os.access(ROOT / words[0], os.X_OK), words)
        return found

    def assertTestsABoard(self, commands):
        """Install, build, run; returns the JUnit file."""
        self.assertEqual([words[0] for words in commands], ["setup/install", "setup/build", RUNNER])
        parsed = options.parser().parse_args(commands[2][1:])
        self.assertTrue((ROOT / "boards" / f"{parsed.board}.cfg").exists())
        self.assertEqual(parsed.serial, "SERIAL")
        self.assertGreater(parsed.wait, 0)
        return str(parsed.junit)

    def test_github_checks_without_hardware_and_then_tests_the_board(self):
        jobs = load("github-actions.yml")["jobs"]
        check, hardware = jobs["check"], jobs["hardware"]
        self.assertEqual(self.commands(s.get("run", "") for s in check["steps"]), [["./check"]])
        self.assertNotIn("self-hosted", check["runs-on"])
        self.assertEqual(hardware["needs"], "check")
        self.assertIn("self-hosted", hardware["runs-on"])
        self.assertIs(hardware["concurrency"]["cancel-in-progress"], False)
        self.assertTrue(hardware["concurrency"]["group"])
        junit = self.assertTestsABoard(self.commands(s.get("run", "") for s in hardware["steps"]))
        (upload,) = (s for s in hardware["steps"] if s.get("uses", "").startswith("actions/upload-artifact@"))
        self.assertEqual((upload["if"], upload["with"]["path"]), ("always()", junit))

    def test_github_does_not_let_a_stranger_onto_the_board(self):
        # YAML 1.1 takes the key `on` for true.
        events = load("github-actions.yml")[True]
        self.assertEqual(set(events), {"push", "workflow_dispatch"})

    def test_gitlab_checks_without_hardware_and_then_tests_the_board(self):
        jobs = load("gitlab-ci.yml")
        check, hardware = jobs["check"], jobs["hardware"]
        self.assertEqual({check["stage"], hardware["stage"]}, set(jobs["stages"]))
        self.assertEqual(self.commands(check["script"]), [["./check"]])
        self.assertNotIn("tags", check)
        self.assertTrue(hardware["tags"] and hardware["resource_group"])
        junit = self.assertTestsABoard(self.commands(hardware["script"]))
        self.assertEqual(hardware["artifacts"]["when"], "always")
        self.assertEqual(hardware["artifacts"]["reports"]["junit"], junit)
        self.assertIn(junit, hardware["artifacts"]["paths"])

    def test_gitlab_lets_pass_what_is_the_labs_fault_and_nothing_else(self):
        codes = load("gitlab-ci.yml")["hardware"]["allow_failure"]["exit_codes"]
        self.assertEqual(set(codes), {outcome.NO_PROBE, outcome.BUSY})

    def test_a_wrong_option_in_a_pipeline_would_be_found(self):
        with self.assertRaises(outcome.Failure):
            options.parser().parse_args(["--board", "b", "--adapter", "stlink", "--waite", "1"])


if __name__ == "__main__":
    unittest.main()
