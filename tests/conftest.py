"""What every room's tests may ask for: a database of each engine."""

from tests.support.engines import server, where

__all__ = ["server", "where"]
