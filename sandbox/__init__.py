"""替身, a stand-in for WeChat, WeCom and the population register; loopback only, nothing real."""
