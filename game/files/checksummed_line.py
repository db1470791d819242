"""Lines of text files with a checksum: a JSON list of the checksum and a body.

The checksum covers the body and a key, such as the checksum of the line before. It shows damage and edits by hand. It
is no signature: anyone can compute it.
"""

from hashlib import blake2b

CHECKSUM_LENGTH = 16
"""Characters of a checksum."""


def encode_line(body: bytes, key: bytes) -> tuple[bytes, bytes]:
    """Return a line of a JSON text as it is written to the file, and its checksum."""
    checksum = line_checksum(body, key)
    return b'["' + checksum + b'",' + body + b"]\n", checksum


def decode_line(text: bytes, key: bytes) -> tuple[bytes, bytes]:
    """Return the body of a line, and its checksum; raises ``ValueError`` if the checksum is wrong."""
    checksum, body = text[2 : 2 + CHECKSUM_LENGTH], text[2 + CHECKSUM_LENGTH + 2 : -2]
    if text != b'["' + checksum + b'",' + body + b"]\n" or checksum != line_checksum(body, key):
        raise ValueError("its checksum is wrong")
    return body, checksum


def line_checksum(body: bytes, key: bytes) -> bytes:
    """Return the checksum of a line, in hex."""
    return blake2b(key + body, digest_size=CHECKSUM_LENGTH // 2).hexdigest().encode()
