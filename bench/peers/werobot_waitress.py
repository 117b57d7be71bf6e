"""WeRoBot on waitress, one of the servers that it offers; without sessions: nothing is written."""

import logging

from waitress import serve
from werobot import WeRoBot

from bench.peers import account


def help_text() -> str:
    """The answer to every text."""
    return account.REPLY


if __name__ == "__main__":
    logging.getLogger("waitress").setLevel(logging.ERROR)  # no line about each queued request
    robot = WeRoBot(
        token=account.TOKEN,
        app_id=account.APPID,
        encoding_aes_key=account.AES_KEY,
    )
    robot.config["SESSION_STORAGE"] = False  # its argument of that name takes no False
    robot.add_handler(help_text, type="text")
    serve(robot.wsgi, host=account.HOST, port=account.PORT)
