"""What every peer is told: where to listen, the account's secrets, and what to answer."""

import os
import sys

HOST = "127.0.0.1"
PORT = int(sys.argv[1])
TOKEN = os.environ["LANE_WECHAT_TOKEN"]
AES_KEY = os.environ["LANE_WECHAT_AES_KEY"]
APPID = os.environ["LANE_WECHAT_APPID"]
REPLY = os.environ["BENCH_REPLY"]
