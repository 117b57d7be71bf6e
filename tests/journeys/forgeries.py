"""What the platform would never send: contents of any kind, in an envelope that is right."""

import xmltodict

from sandbox.envelope import Door, Letter, _crypto
from sandbox.push import Answer
from tests.journeys.stagecraft import Stage


async def posted(stage: Stage, door: Door, clear: str) -> Answer:
    """Post any content, sealed and signed with the account's own secrets."""
    envelope = stage.sim.pusher._envelopes[door]
    timestamp, nonce = str(int(stage.time.now().timestamp())), "1234567890"
    parts = xmltodict.parse(_crypto(envelope).encrypt_message(clear, nonce, timestamp))["xml"]
    query = {"msg_signature": parts["MsgSignature"], "timestamp": timestamp, "nonce": nonce}
    letter = Letter(query, *envelope._wrapped(parts["Encrypt"]))
    return await stage.sim.pusher.post(door, letter)


async def raw(stage: Stage, door: Door, body: str, media: str = "text/xml") -> Answer:
    """Post any bytes, with a query as it usually looks and a signature over nothing."""
    timestamp = str(int(stage.time.now().timestamp()))
    query = {"msg_signature": "0" * 40, "timestamp": timestamp, "nonce": "1"}
    return await stage.sim.pusher.post(door, Letter(query, body, media))
