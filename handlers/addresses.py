"""Whose request it is, as far as an address tells."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber holds


def client(peer: str | None, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """The address to count by: the last one that no proxy of ours could have been told.

    Args:
        peer: Who is connected to us.
        forwarded: The lines of `X-Forwarded-For`; believed only as far as our proxies wrote them.
        trusted: Where our proxies are.

    Returns:
        An IPv4 address, the /64 of an IPv6 address, or `unknown`.
    """
    here = _read(peer or "")
    claims = [claim.strip() for line in forwarded for claim in line.split(",")]
    while here is not None and claims and _is_in(here, trusted):
        said = _read(claims.pop())
        if said is None:
            break
        here = said
    return "unknown" if here is None else _counted(here)


def is_from(peer: str | None, networks: Sequence[Network]) -> bool:
    """Whether whoever is connected to us is in one of these networks."""
    here = _read(peer or "")
    return here is not None and _is_in(here, networks)


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _counted(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, HOUSEHOLD), strict=False))
