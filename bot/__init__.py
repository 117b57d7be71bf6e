"""Chat doors: what WeChat and WeCom say to us, and what we say to them."""
