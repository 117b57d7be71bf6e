"""`python -m sandbox`: start the stand-in on loopback; it refuses to run in production."""

import argparse
import os
import sys

from aiohttp import web

from sandbox.app import create
from sandbox.settings import Unfit, from_env

LOOPBACK = "127.0.0.1"


def main() -> int:
    """Run until interrupted; return the exit code, 2 if the environment is unfit."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--product", default="http://127.0.0.1:8080", help="base URL")
    asked = parser.parse_args()
    try:
        settings = from_env(os.environ, asked.product.rstrip("/"))
    except Unfit as unfit:
        print(unfit, file=sys.stderr)
        return 2
    notice = f"替身（不是微信，也不是企业微信）：http://{LOOPBACK}:{asked.port}/"
    web.run_app(
        create(settings),
        host=LOOPBACK,
        port=asked.port,
        print=lambda *_: print(notice, flush=True),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
