"""The board's power, by a command of the user's: COMMAND on, COMMAND off, COMMAND cycle."""
import shlex
import subprocess

import outcome

SECONDS = 60  # a relay or a switched socket takes a few


class Power:
    def __init__(self, command=None):
        self.words = shlex.split(command) if command else []

    def __bool__(self):
        return bool(self.words)

    def on(self):
        self._call("on")

    def off(self):
        self._call("off")

    def cycle(self):
        self._call("cycle")

    def _call(self, word):
        if not self.words:
            return
        try:
            done = subprocess.run([*self.words, word], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  errors="replace", timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._failure(word, str(error)) from error
        if done.returncode != 0:
            raise self._failure(word, f"status {done.returncode}: {done.stdout.strip()[-300:]}")

    def _failure(self, word, why):
        return outcome.Failure(outcome.NO_ANSWER, "HIL-0033", f"`{shlex.join([*self.words, word])}` failed: {why}")
