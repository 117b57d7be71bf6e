"""The one way out to the platforms: an account each for citizens, the mini program, officials."""

from dataclasses import dataclass

from bot.line import Wiring
from bot.wechat import MiniProgram, OfficialAccount, WeChatAccount
from bot.wecom import WeCom, WeComAccount


@dataclass(frozen=True)
class PlatformSettings:
    """The three accounts that one installation has."""

    official_account: WeChatAccount
    mini_program: WeChatAccount
    wecom: WeComAccount


@dataclass(frozen=True)
class Gateway:
    """The three accounts, ready to be used.

    Every call raises `PlatformError` when the platform says no, and `PlatformUnreachable` when no
    usable answer came; nothing is logged here, and neither holds anything personal.
    """

    official_account: OfficialAccount
    mini_program: MiniProgram
    wecom: WeCom

    @classmethod
    def over(cls, wiring: Wiring, settings: PlatformSettings) -> "Gateway":
        """Return the gateway over one HTTP session; each account keeps a token of its own."""
        return cls(
            official_account=OfficialAccount(wiring, settings.official_account),
            mini_program=MiniProgram(wiring, settings.mini_program),
            wecom=WeCom(wiring, settings.wecom),
        )
