"""The JUnit file is what GitHub's and GitLab's viewers read."""
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from junit import Report


class JUnit(unittest.TestCase):
    def written(self, report):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "junit.xml"
            report.write(path)
            return ElementTree.parse(path).getroot()

    def report(self):
        report = Report(board="b", adapter="jlink", serial="<1&2>")
        report.add("test_a.A.test_good", 1.25, output="said")
        report.add("test_a.A.test_bad", 0.5, "failure", "Traceback\nAssertionError: 1 != 2\n", "log")
        report.add("test_a.A.test_broken", 0.0, "error", "ValueError: x")
        report.add("test_b.B.test_left_out", 0.0, "skipped", "it needs a declared fault")
        report.add_run_error("HIL-0032", "HIL-0032: the board stopped answering\nmore")
        return report

    def full(self):
        return self.written(self.report())

    def test_suites_count_their_cases(self):
        root = self.full()
        self.assertEqual(root.tag, "testsuites")
        (suite,) = root
        for element in (root, suite):
            counts = {k: element.get(k) for k in ("tests", "failures", "errors", "skipped", "time")}
            self.assertEqual(counts, {"tests": "5", "failures": "1", "errors": "2", "skipped": "1", "time": "1.750"})

    def test_what_people_read_has_the_same_numbers(self):
        report = self.report()
        self.assertEqual(report.summary(), "1 passed, 1 failed, 2 errors, 1 skipped")
        self.assertTrue(report.has_cases())

    def test_a_run_that_did_not_begin_has_no_cases(self):
        report = Report()
        report.add_run_error("HIL-0011", "HIL-0011: no probe")
        self.assertFalse(report.has_cases())

    def test_the_message_is_why_it_failed_not_what_was_warned_of(self):
        report = Report()
        report.add("a.B.c", 0.0, "error", "real_board.BoardError: no\nWarn : XSPI-0410: an option byte\n"
                                          "Error: XSPI-0602: it is protected\nError: XSPI-0322: later")
        (case,) = self.written(report).iter("testcase")
        self.assertEqual(case.find("error").get("message"), "XSPI-0602: it is protected")

    def test_cases_have_class_name_time_and_outcome(self):
        cases = list(self.full().iter("testcase"))
        self.assertEqual([(c.get("classname"), c.get("name"), c.get("time")) for c in cases[:2]],
                         [("test_a.A", "test_good", "1.250"), ("test_a.A", "test_bad", "0.500")])
        self.assertEqual([[e.tag for e in c] for c in cases],
                         [["system-out"], ["failure", "system-out"], ["error"], ["skipped"], ["error"]])
        self.assertEqual(cases[1].find("failure").get("message"), "AssertionError: 1 != 2")
        self.assertEqual(cases[3].find("skipped").get("message"), "it needs a declared fault")

    def test_the_runs_own_error_has_its_id_as_type(self):
        error = list(self.full().iter("testcase"))[4].find("error")
        self.assertEqual(error.get("type"), "HIL-0032")
        self.assertEqual(error.get("message"), "HIL-0032: the board stopped answering")

    def test_board_adapter_and_serial_are_properties(self):
        properties = {p.get("name"): p.get("value") for p in self.full().iter("property")}
        self.assertEqual(properties, {"board": "b", "adapter": "jlink", "serial": "<1&2>"})

    def test_what_xml_cannot_hold_is_replaced(self):
        report = Report()
        report.add("a.B.c", 0.0, "failure", "\x1b[31mred\x00 \ud800 ]]>", "\x08")
        (case,) = self.written(report).iter("testcase")
        self.assertEqual(case.find("failure").text, "\ufffd[31mred\ufffd \ufffd ]]>")

    def test_long_output_keeps_its_end(self):
        report = Report()
        report.add("a.B.c", 0.0, output="x" * 200_000 + "the end")
        (case,) = self.written(report).iter("testcase")
        self.assertTrue(case.find("system-out").text.endswith("the end"))
        self.assertLess(len(case.find("system-out").text), 70_000)


if __name__ == "__main__":
    unittest.main()
