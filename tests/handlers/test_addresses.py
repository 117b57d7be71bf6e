from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from handlers.addresses import client

OURS = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"))


def test_a_stranger_cannot_say_who_he_is() -> None:
    assert client("203.0.113.9", ["198.51.100.1"], OURS) == "203.0.113.9"


def test_our_proxy_says_who_came() -> None:
    assert client("10.0.0.7", ["198.51.100.1"], OURS) == "198.51.100.1"


def test_what_a_stranger_told_our_proxy_is_not_believed() -> None:
    assert client("10.0.0.7", ["6.6.6.6, 198.51.100.1", "10.0.0.8"], OURS) == "198.51.100.1"


def test_without_proxies_of_ours_nobody_is_believed() -> None:
    assert client("127.0.0.1", ["198.51.100.1"], ()) == "127.0.0.1"


def test_a_household_of_addresses_counts_as_one() -> None:
    here = client("2001:db8:1:2:aaaa::1", [], OURS)

    assert here == client("2001:db8:1:2:bbbb::2", [], OURS) == "2001:db8:1:2::/64"


def test_an_old_address_in_new_clothes_is_the_old_one() -> None:
    assert client("::ffff:10.0.0.7", ["198.51.100.1"], OURS) == "198.51.100.1"


@given(st.lists(st.text(max_size=40), max_size=4))
def test_whatever_is_claimed_there_is_an_answer(claims: list[str]) -> None:
    assert client("10.0.0.7", claims, OURS)
