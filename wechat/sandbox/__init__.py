"""A stand-in for WeChat and WeCom that speaks their wire formats; it serves demo and tests alike.

Nothing here is reached unless the base addresses of the settings point to it.
"""

from wechat.sandbox.routes import make_sandbox_routes
from wechat.sandbox.state import SandboxPlatform, SandboxSettings

__all__ = ["SandboxPlatform", "SandboxSettings", "make_sandbox_routes"]
