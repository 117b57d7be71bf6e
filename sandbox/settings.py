"""What the stand-in is told at start: the same secrets as the product, from the same variables."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_letters, digits

RECEIPT = ("thing1", "character_string2", "time3", "thing4", "thing5")
CORRECTION = ("thing1", "phrase2", "thing3", "date4", "thing5")
RESULT = ("thing1", "phrase2", "time3", "thing4")


class Unfit(Exception):
    """The environment does not allow the stand-in to start; says why."""


@dataclass(frozen=True)
class Account:
    """An official account or a mini program."""

    appid: str
    secret: str
    token: str
    aes_key: str
    original: str


@dataclass(frozen=True)
class Corp:
    """The office's WeCom, with the one app that talks to the product."""

    corpid: str
    secret: str
    agentid: int
    token: str
    aes_key: str


@dataclass(frozen=True)
class Settings:
    """Everything that both sides of the wire must agree on.

    Attributes:
        templates: Subscribe templates: id to field names, all of which a message must fill.
        product: Base URL of the product; may be set later.
        deadline_s: How long a push waits for its answer.
        resends: How often a push without an answer is sent again.
    """

    official_account: Account
    mini_program: Account
    corp: Corp
    register_client: str
    register_secret: str
    templates: Mapping[str, tuple[str, ...]]
    product: str = ""
    deadline_s: float = 5.0
    resends: int = 3


def from_env(env: Mapping[str, str], product: str) -> Settings:
    """Return the settings that the environment holds.

    Raises:
        Unfit: The environment is production, or a variable is missing.
    """
    if env.get("LANE_ENV") == "production":
        raise Unfit("LANE_ENV=production：替身拒绝启动。正式环境里只有真的微信和真的登记。")
    missing = [name for name in _NAMES if not env.get(name)]
    if missing:
        raise Unfit("缺少环境变量：" + "、".join(missing))
    return Settings(
        official_account=_account(env, "LANE_WECHAT", "gh_standin0oa"),
        mini_program=_account(env, "LANE_MINIAPP", "gh_standinmini"),
        corp=Corp(
            env["LANE_WECOM_CORPID"],
            env["LANE_WECOM_SECRET"],
            int(env["LANE_WECOM_AGENTID"]),
            env["LANE_WECOM_TOKEN"],
            env["LANE_WECOM_AES_KEY"],
        ),
        register_client=env["LANE_REGISTER_CLIENT"],
        register_secret=env["LANE_REGISTER_SECRET"],
        templates={env[name]: fields for name, fields in _TEMPLATES.items()},
        product=product,
    )


def fresh_env() -> dict[str, str]:
    """Return a complete environment with fresh secrets, for a demo or a test.

    The product is given the same one, plus the bases of `bases`.
    """
    env = {name: secrets.token_hex(16) for name in _NAMES}
    env |= {name: _aes_key() for name in _NAMES if name.endswith("_AES_KEY")}
    env["LANE_WECHAT_APPID"] = "wx" + secrets.token_hex(8)
    env["LANE_MINIAPP_APPID"] = "wx" + secrets.token_hex(8)
    env["LANE_WECOM_CORPID"] = "ww" + secrets.token_hex(8)
    env["LANE_WECOM_AGENTID"] = "1000002"
    env["LANE_REGISTER_CLIENT"] = "lane-office"
    return env


def bases(standin: str) -> dict[str, str]:
    """Return the variables that point the product at a stand-in."""
    return {
        "LANE_WECHAT_API_BASE": f"{standin}/wechat-api",
        "LANE_WECOM_API_BASE": f"{standin}/wecom-api",
        "LANE_WECHAT_OAUTH_BASE": f"{standin}/wecom-oauth",
        "LANE_WECOM_LOGIN_BASE": f"{standin}/wecom-oauth",
        "LANE_REGISTER_BASE": f"{standin}/registers",
    }


_TEMPLATES = {
    "LANE_TEMPLATE_RECEIPT": RECEIPT,
    "LANE_TEMPLATE_CORRECTION": CORRECTION,
    "LANE_TEMPLATE_RESULT": RESULT,
}
_NAMES = (
    *(f"LANE_WECHAT_{part}" for part in ("APPID", "SECRET", "TOKEN", "AES_KEY")),
    *(f"LANE_MINIAPP_{part}" for part in ("APPID", "SECRET", "TOKEN", "AES_KEY")),
    *(f"LANE_WECOM_{part}" for part in ("CORPID", "SECRET", "AGENTID", "TOKEN", "AES_KEY")),
    *("LANE_REGISTER_CLIENT", "LANE_REGISTER_SECRET"),
    *_TEMPLATES,
)


def _account(env: Mapping[str, str], prefix: str, original: str) -> Account:
    return Account(
        appid=env[f"{prefix}_APPID"],
        secret=env[f"{prefix}_SECRET"],
        token=env[f"{prefix}_TOKEN"],
        aes_key=env[f"{prefix}_AES_KEY"],
        original=original,
    )


def _aes_key() -> str:
    # 43 letters and digits; the last one carries four bits, so that strict readers take it.
    letters = "".join(secrets.choice(ascii_letters + digits) for _ in range(42))
    return letters + secrets.choice("AEIMQUYcgkosw048")
