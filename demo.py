"""The demo: the product and a stand-in for everybody else, with fresh secrets, on one machine."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError

from sandbox.settings import bases, fresh_env

PRODUCT = "http://127.0.0.1:8080"
STAND_IN = "http://127.0.0.1:8081"
PATIENCE_S = 30.0
HERE = Path(__file__).parent


def play(folder: Path) -> int:
    """Start both, print where they are, and stop both on Ctrl-C.

    Args:
        folder: Where secrets and data lie; kept, so that a second start goes on.

    Returns:
        The exit code: 0 after Ctrl-C, 1 when one of the two would not start.
    """
    folder.mkdir(exist_ok=True)
    env = {**os.environ, **_secrets(folder / "demo.env")}
    started: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        started.append(_start(["-m", "sandbox", "--port", "8081", "--product", PRODUCT], env))
        _await(f"{STAND_IN}/_sim/state", started[0])
        _seed(folder, env)
        started.append(_start(["run.py", "serve"], env))
        _await(f"{PRODUCT}/readyz", started[1])
        _tell()
        return _watch(started)
    except KeyboardInterrupt:
        return 0
    except _WouldNotStart as which:
        print(f"{which} would not start; see the lines above", file=sys.stderr)
        return 1
    finally:
        _stop(started)


class _WouldNotStart(Exception):
    pass


def _secrets(path: Path) -> Mapping[str, str]:
    if not path.exists():
        fresh = {"LANE_ENV": "demo", "LANE_PUBLIC_URL": PRODUCT, **fresh_env(), **bases(STAND_IN)}
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in fresh.items()), "utf-8")
    lines = (line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in lines}


def _start(arguments: list[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], cwd=HERE, env=dict(env))  # noqa: S603


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise _WouldNotStart(url)


def _seed(folder: Path, env: Mapping[str, str]) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "sandbox.residents", "--officials-toml"],
        cwd=HERE,
        check=True,
        capture_output=True,
    )
    file = folder / "officials.toml"
    file.write_bytes(listed.stdout)
    appointed = _start(["run.py", "officials", str(file)], env).wait()
    if appointed != 0:
        raise _WouldNotStart("officials")


def _tell() -> None:
    print(
        f"""
  Lane Office · 乡里办 (demo, 样本: invented people, no legal force)

    two phones and the wire   {STAND_IN}/
    the product               {PRODUCT}/
    check a certificate       {PRODUCT}/verify

  Ctrl-C stops both.  Data and secrets are in var/.
""",
        flush=True,
    )


def _watch(started: list[subprocess.Popen[bytes]]) -> int:
    while all(process.poll() is None for process in started):
        time.sleep(0.5)
    return 1


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    for process in reversed(started):
        process.terminate()
    for process in started:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
