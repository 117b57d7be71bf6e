"""What can go wrong below the verbs, and is nobody's refusal: faults of ours or of the disk."""


class Misuse(RuntimeError):
    """A transaction function did what none may do: it is to be mended, not caught."""


class Violation(Exception):
    """The database refused a row: a key that exists already, or a reference to nothing."""


class InUse(Exception):
    """Another process serves this database; only one may write."""


class Unreachable(Exception):
    """The database server does not answer, or does not let us in."""


class OutcomeUnknown(Exception):
    """The connection broke during a COMMIT: everything was written, or nothing.

    Whoever repeats the verb with the same key of `once` learns which, and no effect doubles.
    """


class Closed(Exception):
    """The database has been closed, or is being closed."""


class SchemaMismatch(Exception):
    """The database and this program do not belong together, and nothing was changed."""


class KeyFileUnsafe(Exception):
    """The master-key file is missing, malformed, or open to others."""


class Tampered(Exception):
    """Something sealed was changed, or lies where it was not put."""


class ObjectMissing(Exception):
    """There is no object of that name."""
