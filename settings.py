"""Settings: the environment, read once into one frozen object; unsafe ones do not start."""

from datetime import date, timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, as `.env.example` explains it; names there carry the prefix `LANE_`.

    Raises:
        ValidationError: One is missing, malformed, or unsafe in production.
    """

    model_config = SettingsConfigDict(env_prefix="LANE_", frozen=True, extra="ignore")

    env: Literal["demo", "production"] = "demo"
    bind: str = Field("127.0.0.1:8080", pattern=r"^[0-9A-Za-z.\[\]:_-]+:\d{1,5}$")
    public_url: str = Field("http://127.0.0.1:8080", pattern=r"^https?://[^/\s]+$")
    trusted_proxies: str = ""
    metrics_from: str = "127.0.0.0/8,::1/128"
    database_url: str = Field(
        "sqlite:///var/lane.db", pattern=r"^(sqlite:///|postgresql://).+$", repr=False
    )
    database_writers: int = Field(8, ge=1, le=100)
    objects_url: str = Field("file:///var/objects", pattern=r"^file:///.+$")
    master_key_file: Path = Path("var/master.key")
    authority_folder: Path = Path("var/authority")
    catalogue: Path = Path(__file__).parent / "catalogue"
    callback_window_s: int = Field(300, ge=30, le=3600)
    clock_confirmed: date | None = None

    wechat_api_base: str = "https://api.weixin.qq.com"
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    wechat_oauth_base: str = "https://open.weixin.qq.com"
    wecom_login_base: str = "https://login.work.weixin.qq.com"

    wechat_appid: str = Field(min_length=1)
    wechat_secret: SecretStr = Field(min_length=1)
    wechat_token: SecretStr = Field(min_length=1)
    wechat_aes_key: SecretStr = Field(min_length=1)

    miniapp_appid: str = Field(min_length=1)
    miniapp_secret: SecretStr = Field(min_length=1)
    miniapp_token: SecretStr = Field(min_length=1)
    miniapp_aes_key: SecretStr = Field(min_length=1)
    miniapp_state: Literal["developer", "trial", "formal"] = "formal"

    wecom_corpid: str = Field(min_length=1)
    wecom_secret: SecretStr = Field(min_length=1)
    wecom_agentid: int = Field(gt=0)
    wecom_token: SecretStr = Field(min_length=1)
    wecom_aes_key: SecretStr = Field(min_length=1)

    template_receipt: str = ""
    template_correction: str = ""
    template_result: str = ""
    template_consent: str = ""

    register_base: str = Field(pattern=r"^https?://\S+[^/]$")
    register_client: str = Field(min_length=1)
    register_secret: SecretStr = Field(min_length=1)
    sources_dir: Path | None = None

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        if self.env != "production":
            return self
        urls = (
            self.public_url,
            self.wechat_api_base,
            self.wecom_api_base,
            self.wechat_oauth_base,
            self.wecom_login_base,
            self.register_base,
        )
        if not all(url.startswith("https://") for url in urls):
            raise ValueError("production speaks https only")
        raise ValueError(
            "production needs seals and keys of the real authority; this release has demo ones only"
        )

    @property
    def window(self) -> timedelta:
        """How far a callback's timestamps may lie from our clock."""
        return timedelta(seconds=self.callback_window_s)

    @property
    def objects(self) -> Path:
        """The folder of the object store; a relative path follows three slashes."""
        return Path(self.objects_url.removeprefix("file:///"))

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where to listen."""
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)
