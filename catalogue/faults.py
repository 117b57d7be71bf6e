"""What does not fit in the files of the catalogue: all of it is listed, nothing half-read stays."""


class Fault(Exception):
    """Files of the catalogue do not fit.

    Each line of the text names the file and the key.
    """

    @property
    def lines(self) -> list[str]:
        """One line for everything that does not fit."""
        return str(self).splitlines()


class Faults:
    """Notes what does not fit, so that reading can go on and find the rest."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def note(self, file: str, *where: str) -> None:
        """Write one down: the file, the key, and why."""
        line = ": ".join((file, *where))
        if line not in self._found:
            self._found.append(line)

    @property
    def lines(self) -> list[str]:
        """One line for everything that does not fit."""
        return list(self._found)

    def settle(self) -> None:
        """Go on if everything fits.

        Raises:
            Fault: Something does not.
        """
        if self._found:
            raise Fault("\n".join(self._found))
