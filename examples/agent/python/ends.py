"""How a run ends: its exit code says whether the copy is whole, its last line says why."""
import sys

WHOLE, PARTIAL, HELD, REFUSED, DOWN, STORE, SETTINGS = 0, 3, 4, 5, 6, 12, 78


class End(Exception):
    """Ends the run with an exit code and one sentence for the operator; it never holds a secret."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code = code


def run(main):
    try:
        sys.exit(main())
    except End as end:
        print(end, file=sys.stderr)
        sys.exit(end.code)
