import ast
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from sandbox.settings import Unfit, bases, fresh_env, from_env

ROOT = Path(__file__).parents[2]
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"sandbox"}


def start(env: dict[str, str], *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", *args],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_refuses_production() -> None:
    with start(fresh_env() | {"LANE_ENV": "production"}) as process:
        _, said = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "替身拒绝启动" in said


def test_it_names_what_is_missing() -> None:
    env = fresh_env()
    del env["LANE_WECOM_TOKEN"]

    with pytest.raises(Unfit, match="LANE_WECOM_TOKEN"):
        from_env(env, "")


def test_it_listens_on_loopback_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with start(fresh_env(), "--port", str(port)) as process:
        said = process.stdout.readline() if process.stdout else ""
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            shown = page.read().decode()
        outside = other_address(port)
        process.terminate()

    assert "替身" in said
    assert "本机替身" in shown
    assert outside != 0


def test_secrets_are_fresh_and_the_keys_have_43_characters() -> None:
    one, two = fresh_env(), fresh_env()

    assert one["LANE_WECHAT_TOKEN"] != two["LANE_WECHAT_TOKEN"]
    assert {len(one[name]) for name in one if name.endswith("AES_KEY")} == {43}
    assert bases("http://h")["LANE_REGISTER_BASE"] == "http://h/registers"


def test_it_imports_nothing_of_ours() -> None:
    roots = {
        name.split(".")[0]
        for path in (ROOT / "sandbox").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
    }

    assert roots & OURS == set()
    assert "sandbox" in roots


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def other_address(port: int) -> int:
    """Return the error number of connecting to another loopback address; 0 if it answered."""
    with socket.socket() as other:
        return other.connect_ex(("127.0.0.2", port))
