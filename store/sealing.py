"""Phone and identity numbers at rest: sealed to be read back, indexed to be found, masked to be shown."""

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.masking import mask_phone

NONCE_BYTES = 12


class Sealer:
    """Seals short texts with AES-256-GCM and makes blind indexes with HMAC-SHA256, both from one secret."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"seal:" + secret.encode()).digest())
        self._index_key = hashlib.sha256(b"index:" + secret.encode()).digest()

    def seal(self, text: str) -> str:
        """The text, unreadable without the secret; the same text seals differently every time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), None)).decode()

    def unseal(self, sealed: str) -> str:
        """The text again.

        Raises: cryptography.exceptions.InvalidTag when the secret is another or the text was changed.
        """
        raw = base64.b64decode(sealed)
        return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()

    def seal_bytes(self, content: bytes, name: str) -> bytes:
        """The content, unreadable without the secret and under another name."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, name.encode())

    def unseal_bytes(self, sealed: bytes, name: str) -> bytes:
        """The content again.

        Raises: cryptography.exceptions.InvalidTag when the secret or name is another or the content was changed.
        """
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())

    def sealed_phone(self, phone: str) -> dict[str, str]:
        """The three fields under which a person's phone number is kept."""
        return {
            "phone_sealed": self.seal(phone),
            "phone_index": self.blind_index(phone),
            "phone_masked": mask_phone(phone),
        }

    def blind_index(self, text: str) -> str:
        """The same for the same text, and useless without the secret: for looking a phone number up."""
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()
