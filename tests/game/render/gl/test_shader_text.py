"""Source texts of shaders."""

import pytest

from game.render.gl.shader_text import SHADERS, shader_text


@pytest.mark.parametrize("name", sorted(file.name for file in SHADERS.iterdir()))
def test_includes_are_replaced_by_their_files(name):
    text = shader_text(name)
    assert "#include" not in text
    for line in (SHADERS / name).read_text("utf-8").splitlines():
        if line.startswith("#include"):
            assert shader_text(line.split('"')[1]) in text
        else:
            assert line in text
