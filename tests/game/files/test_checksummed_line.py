"""Tests of `game.files.checksummed_line`."""

import json

import pytest

from game.files.checksummed_line import decode_line, encode_line


def test_line_is_a_json_list_and_is_decoded():
    line, checksum = encode_line(b'{"a":1}', b"key")
    assert json.loads(line) == [checksum.decode(), {"a": 1}]
    assert decode_line(line, b"key") == (b'{"a":1}', checksum)


def test_any_changed_byte_and_any_other_key_is_noticed():
    line, _ = encode_line(b'{"a":1}', b"key")
    texts = [line[:k] + bytes([line[k] ^ 1]) + line[k + 1 :] for k in range(len(line))]
    texts += [line[:k] for k in range(len(line))] + [line + b"\n", b"", b"\n"]
    for text in texts:
        with pytest.raises(ValueError, match="its checksum is wrong"):
            decode_line(text, b"key")
    with pytest.raises(ValueError, match="its checksum is wrong"):
        decode_line(line, b"")
