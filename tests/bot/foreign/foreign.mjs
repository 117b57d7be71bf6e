// Two foreign codecs as a filter: one JSON case a line in, one JSON answer a line out.
// A case has token, key, id, timestamp, nonce, message (to be encrypted) and sealed (to be opened).
import { createInterface } from "node:readline";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import WXBizMsgCrypt from "wechat-crypto";

function wecom(it) {
  const theirs = encrypt(it.key, it.message, it.id);
  const opened = decrypt(it.key, it.sealed);
  return {
    sealed: theirs,
    signature: getSignature(it.token, it.timestamp, it.nonce, theirs),
    opened: { message: opened.message, id: opened.id },
    openedSignature: getSignature(it.token, it.timestamp, it.nonce, it.sealed),
  };
}

function wechat(it) {
  const codec = new WXBizMsgCrypt(it.token, it.key, it.id);
  const theirs = codec.encrypt(it.message);
  return {
    sealed: theirs,
    signature: codec.getSignature(it.timestamp, it.nonce, theirs),
    opened: codec.decrypt(it.sealed),
    openedSignature: codec.getSignature(it.timestamp, it.nonce, it.sealed),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const it = JSON.parse(line);
  console.log(JSON.stringify({ "@wecom/crypto": wecom(it), "wechat-crypto": wechat(it) }));
}
