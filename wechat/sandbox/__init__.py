"""A stand-in for WeChat and WeCom that speaks their wire formats."""
