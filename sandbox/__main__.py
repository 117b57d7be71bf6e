"""`python -m sandbox`: start the stand-in on loopback; it refuses to run in production."""

import argparse
import os
import sys
from pathlib import Path

from aiohttp import web

from sandbox.app import create
from sandbox.registers import PREFIX
from sandbox.settings import Unfit, from_env
from sandbox.tls import beside

LOOPBACK = "127.0.0.1"


def main() -> int:
    """Run until interrupted; return the exit code, 2 if the environment is unfit."""
    asked = _parser().parse_args()
    try:
        settings = from_env(os.environ, asked.product.rstrip("/"))
    except Unfit as unfit:
        print(unfit, file=sys.stderr)
        return 2
    notice = f"替身（不是微信，也不是企业微信）：http://{LOOPBACK}:{asked.port}/"
    app = create(settings)
    if asked.tls_port:
        sources = tuple(asked.tls_sources.split(","))
        app.cleanup_ctx.append(beside(asked.tls_port, asked.tls_folder, sources))
        notice += f"\n临时证书机构（只在本机，两天有效，谁也别信它）：{asked.tls_folder}/ca.pem"
        notice += f"；登记另在 https://{LOOPBACK}:{asked.tls_port}{PREFIX}，要客户端证书"
    web.run_app(
        app,
        host=LOOPBACK,
        port=asked.port,
        print=lambda *_: print(notice, flush=True),
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--product", default="http://127.0.0.1:8080", help="base URL")
    parser.add_argument("--tls-port", type=int, help="registers over mutual TLS, too")
    parser.add_argument("--tls-folder", type=Path, default=Path("var/tls"), help="its certificates")
    parser.add_argument("--tls-sources", default="health,civil-affairs", help="who is asked there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
