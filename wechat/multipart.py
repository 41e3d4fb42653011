"""The one multipart form the platforms ask for: a single file."""

import secrets


def encode_file(*, field: str, filename: str, content: bytes, content_type: str) -> tuple[bytes, str]:
    """The body and its Content-Type. WeCom wants filename and filelength in the part's header."""
    boundary = f"----village{secrets.token_hex(12)}"
    disposition = f'form-data; name="{field}"; filename="{filename}"; filelength={len(content)}'
    head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n"
    body = head.encode("utf-8") + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
