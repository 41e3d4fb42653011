"""What both doors tell of binding codes."""

from handlers.models import Answer, ShanghaiTime


class BindingCodeView(Answer):
    """A code to be said in a chat."""

    code: str
    say: str
    expires_at: ShanghaiTime
