from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from sandbox.settings import bases, fresh_env
from settings import Settings

WHOLE = {**fresh_env(), **bases("http://127.0.0.1:8081")}
NEEDED = (
    "LANE_WECHAT_APPID",
    "LANE_WECHAT_SECRET",
    "LANE_WECHAT_TOKEN",
    "LANE_WECHAT_AES_KEY",
    "LANE_MINIAPP_APPID",
    "LANE_MINIAPP_SECRET",
    "LANE_MINIAPP_TOKEN",
    "LANE_MINIAPP_AES_KEY",
    "LANE_WECOM_CORPID",
    "LANE_WECOM_SECRET",
    "LANE_WECOM_AGENTID",
    "LANE_WECOM_TOKEN",
    "LANE_WECOM_AES_KEY",
    "LANE_REGISTER_BASE",
    "LANE_REGISTER_CLIENT",
    "LANE_REGISTER_SECRET",
)
PRODUCTION = {
    "LANE_ENV": "production",
    "LANE_PUBLIC_URL": "https://xiangliban.example",
    "LANE_REGISTER_BASE": "https://register.example/registers",
    "LANE_WECHAT_API_BASE": "https://api.weixin.qq.com",
    "LANE_WECOM_API_BASE": "https://qyapi.weixin.qq.com",
    "LANE_WECHAT_OAUTH_BASE": "https://open.weixin.qq.com",
    "LANE_WECOM_LOGIN_BASE": "https://login.work.weixin.qq.com",
}


def settings(folder: Path, **changed: str | None) -> Settings:
    """Settings as an environment file gives them; None leaves a name out."""
    env = {name: value for name, value in {**WHOLE, **changed}.items() if value is not None}
    file = folder / ".env"
    file.write_text("".join(f"{name}='{value}'\n" for name, value in env.items()), "utf-8")
    return Settings(_env_file=file)


def faults(folder: Path, **changed: str | None) -> str:
    with pytest.raises(ValidationError) as refused:
        settings(folder, **changed)
    return str(refused.value)


def test_a_demo_starts_with_secrets_alone(tmp_path: Path) -> None:
    read = settings(tmp_path)

    assert read.env == "demo"
    assert read.host_and_port == ("127.0.0.1", 8080)
    assert read.window == timedelta(minutes=5)
    assert read.objects == Path("var/objects")


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_or_empty_is_named(tmp_path: Path, name: str) -> None:
    field = name.removeprefix("LANE_").lower()

    assert field in faults(tmp_path, **{name: None})
    assert field in faults(tmp_path, **{name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANE_ENV", "staging"),
        ("LANE_BIND", "8080"),
        ("LANE_BIND", "0.0.0.0:"),
        ("LANE_BIND", "host name:80"),
        ("LANE_PUBLIC_URL", "xiangliban.example"),
        ("LANE_PUBLIC_URL", "https://xiangliban.example/"),
        ("LANE_PUBLIC_URL", "ftp://xiangliban.example"),
        ("LANE_DATABASE_URL", "mysql://localhost/lane"),
        ("LANE_DATABASE_URL", "postgresql://"),
        ("LANE_DATABASE_URL", "sqlite:///"),
        ("LANE_OBJECTS_URL", "s3://bucket"),
        ("LANE_CALLBACK_WINDOW_S", "5"),
        ("LANE_CALLBACK_WINDOW_S", "86400"),
        ("LANE_WECOM_AGENTID", "0"),
        ("LANE_WECOM_AGENTID", "agent"),
        ("LANE_MINIAPP_STATE", "beta"),
        ("LANE_REGISTER_BASE", "http://register.example/"),
        ("LANE_REGISTER_BASE", "register.example"),
    ],
)
def test_what_cannot_be_is_refused_and_named(tmp_path: Path, name: str, value: str) -> None:
    assert name.removeprefix("LANE_").lower() in faults(tmp_path, **{name: value})


def test_no_secret_is_printed(tmp_path: Path) -> None:
    read = settings(tmp_path)

    secrets = [value for name, value in WHOLE.items() if name.endswith(("SECRET", "TOKEN", "KEY"))]
    assert len(secrets) == 10
    assert not any(secret in f"{read!r} {read}" for secret in secrets)
    assert read.wechat_secret.get_secret_value() == WHOLE["LANE_WECHAT_SECRET"]


def test_settings_stay_as_they_were_read(tmp_path: Path) -> None:
    read = settings(tmp_path)

    with pytest.raises(ValidationError):
        read.env = "production"  # type: ignore[misc] # which is what mypy says as well


def test_names_of_others_are_left_aside(tmp_path: Path) -> None:
    assert settings(tmp_path, LANE_SOMETHING_ELSE="1", PATH_OF_OTHERS="x").env == "demo"


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name.endswith(("URL", "BASE"))])
def test_production_speaks_https_only(tmp_path: Path, name: str) -> None:
    plain = PRODUCTION[name].replace("https://", "http://")

    assert "https only" in faults(tmp_path, **{**PRODUCTION, name: plain})


def test_demo_seals_and_keys_do_not_start_in_production(tmp_path: Path) -> None:
    assert "demo ones only" in faults(tmp_path, **PRODUCTION)


def test_paths_follow_three_slashes(tmp_path: Path) -> None:
    read = settings(tmp_path, LANE_OBJECTS_URL="file:////srv/lane/objects", LANE_BIND="[::1]:8443")

    assert read.objects == Path("/srv/lane/objects")
    assert read.host_and_port == ("::1", 8443)
