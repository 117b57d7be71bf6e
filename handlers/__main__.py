"""`python -m handlers` writes the description of the API to standard output."""

import sys

from handlers.openapi import written
from handlers.routes import ROUTES

if __name__ == "__main__":
    sys.stdout.write(written(ROUTES))
