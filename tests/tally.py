"""Counting checks, and running scenarios so that one that breaks does not take the others along. For tests/http and tests/cluster,
which put this folder on their path."""

import time
import traceback


class Tally:
    passed = failed = skipped = 0
    shown = 600  # characters of a detail

    @classmethod
    def check(cls, good, what, *details):
        """Counts a check; says what failed, shortly."""
        if good:
            cls.passed += 1
        else:
            cls.failed += 1
            print("FAILED:", what, *(str(detail)[:cls.shown] for detail in details))
        return bool(good)

    @classmethod
    def skip(cls, what):
        cls.skipped += 1
        print("skipped:", what)

    @classmethod
    def run(cls, scenarios):
        """Calls each; the first line of its docstring says what it shows."""
        for scenario in scenarios:
            start, failed = time.monotonic(), cls.failed
            try:
                scenario()
            except Exception:
                cls.failed += 1
                print("FAILED:", scenario.__name__)
                traceback.print_exc()
            verdict = "ok" if cls.failed == failed else "FAILED"
            print(f"{verdict}: {scenario.__doc__.splitlines()[0]} ({time.monotonic() - start:.1f} s)", flush=True)


check, skip = Tally.check, Tally.skip
