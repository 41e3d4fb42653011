"""What a screen may show of personal data."""


def mask_phone(phone: str) -> str:
    """``13812345678`` as ``138****5678``; anything shorter keeps only its last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


def mask_name(name: str) -> str:
    """``李桂香`` as ``李**``: the family name stays."""
    return name[:1] + "*" * (len(name) - 1)
