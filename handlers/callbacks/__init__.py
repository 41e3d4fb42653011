"""What WeChat, WeCom and the simulator push to us: verify, store once, answer."""
