"""Accounts: the openids through which people reach us."""

from datetime import datetime

from domain.errors import Conflict, NotFound
from domain.identity import Account, AccountId, PersonId
from storage.statements import Row, Statements
from storage.times import stamp


class Accounts:
    """Every openid that ever wrote to us, whether or not we know whose it is."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def ensure(
        self, channel: str, appid: str, openid: str, *, at: datetime, unionid: str = ""
    ) -> Account:
        """The account of that openid, kept from now on if it was new."""
        known = self.find(channel, appid, openid)
        if known is not None:
            return known
        self._tx.execute(
            "INSERT INTO accounts (id, channel, appid, openid, unionid, person, assurance,"
            "       subscribed, created_at, version)"
            " VALUES (:id, :channel, :appid, :openid, :unionid, NULL, 0, 1, :at, 0)"
            " ON CONFLICT (channel, appid, openid) DO NOTHING",
            {
                "id": self._tx.new_id(),
                "channel": channel,
                "appid": appid,
                "openid": openid,
                "unionid": unionid,
                "at": stamp(at),
            },
        )
        account = self.find(channel, appid, openid)
        if account is None:
            raise NotFound(channel=channel)
        return account

    def get(self, account: AccountId) -> Account:
        """The account of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM accounts WHERE id = :id", {"id": account})
        if row is None:
            raise NotFound(account=account)
        return _account(row)

    def find(self, channel: str, appid: str, openid: str) -> Account | None:
        """The account of that openid, if it ever wrote to us."""
        row = self._tx.row(
            "SELECT * FROM accounts"
            " WHERE channel = :channel AND appid = :appid AND openid = :openid",
            {"channel": channel, "appid": appid, "openid": openid},
        )
        return None if row is None else _account(row)

    def of_person(self, person: PersonId) -> list[Account]:
        """All accounts that are known to be this person's, oldest first."""
        rows = self._tx.rows(
            "SELECT * FROM accounts WHERE person = :person ORDER BY id", {"person": person}
        )
        return [_account(row) for row in rows]

    def save(self, account: Account) -> None:
        """Write an account back, if no other hand has since it was read.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE accounts"
            "   SET person = :person, assurance = :assurance, subscribed = :subscribed,"
            "       unionid = :unionid, version = version + 1"
            " WHERE id = :id AND version = :version",
            {
                "id": account.id,
                "person": account.person,
                "assurance": account.assurance,
                "subscribed": int(account.subscribed),
                "unionid": account.unionid,
                "version": account.version,
            },
        )
        if changed != 1:
            raise Conflict(id=account.id, version=account.version)


def _account(row: Row) -> Account:
    return Account(
        id=AccountId(row["id"]),
        channel=row["channel"],
        appid=row["appid"],
        openid=row["openid"],
        person=None if row["person"] is None else PersonId(row["person"]),
        assurance=row["assurance"],
        subscribed=bool(row["subscribed"]),
        unionid=row["unionid"],
        version=row["version"],
    )
