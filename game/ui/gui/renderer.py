"""Draws the output of Dear ImGui with the OpenGL context of the arcade window."""

import ctypes

import arcade
import numpy as np
from arcade.gl import BufferDescription, Texture2D
from imgui_bundle import imgui

VERTEX_SHADER = """#version 330
uniform vec2 size;
in vec2 position;
in vec2 texture_position;
in vec4 vertex_color;
out vec2 uv;
out vec4 color;
void main() {
    uv = texture_position;
    color = vertex_color;
    gl_Position = vec4(2.0 * position.x / size.x - 1.0, 1.0 - 2.0 * position.y / size.y, 0.0, 1.0);
}
"""

FRAGMENT_SHADER = """#version 330
uniform sampler2D image;
in vec2 uv;
in vec4 color;
out vec4 fragment;
void main() {
    fragment = color * texture(image, uv);
}
"""

INITIAL_BYTES = 4096 * imgui.VERTEX_SIZE
"""Initial size of the buffers of vertices and of indices; they grow by doubling."""


class GuiRenderer:
    """Draws lists of triangles with textures, see `imgui.get_draw_data`, into the active framebuffer."""

    def __init__(self) -> None:
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX_SHADER, fragment_shader=FRAGMENT_SHADER)
        self._vertices = self._ctx.buffer(reserve=INITIAL_BYTES, usage="stream")
        self._indices = self._ctx.buffer(reserve=INITIAL_BYTES, usage="stream")
        names = ["position", "texture_position", "vertex_color"]
        self._geometry = self._ctx.geometry(
            [BufferDescription(self._vertices, "2f 2f 4f1", names, normalized=["vertex_color"])],
            index_buffer=self._indices,
            index_element_size=imgui.INDEX_SIZE,
        )
        self._textures: dict[int, Texture2D] = {}

    def render(self, data: imgui.ImDrawData) -> None:
        """Draw a frame."""
        for texture in imgui.get_platform_io().textures:
            self._update_texture(texture)
        ctx, (width, height) = self._ctx, data.display_size
        scale_x, scale_y = data.framebuffer_scale
        scissor = ctx.scissor
        ctx.enable(ctx.BLEND)
        ctx.blend_func = ctx.SRC_ALPHA, ctx.ONE_MINUS_SRC_ALPHA, ctx.ONE, ctx.ONE_MINUS_SRC_ALPHA
        self._program["size"] = width, height
        for commands in data.cmd_lists:
            vertices, indices = commands.vtx_buffer, commands.idx_buffer
            _upload(self._vertices, vertices.data_address(), vertices.size() * imgui.VERTEX_SIZE)
            _upload(self._indices, indices.data_address(), indices.size() * imgui.INDEX_SIZE)
            for command in commands.cmd_buffer:
                left, top, right, bottom = command.clip_rect
                box = left * scale_x, (height - bottom) * scale_y, (right - left) * scale_x, (bottom - top) * scale_y
                x, y, wide, high = (round(side) for side in box)
                if wide > 0 and high > 0:
                    ctx.scissor = max(x, 0), max(y, 0), wide, high
                    self._textures[command.get_tex_id()].use()
                    self._geometry.render(self._program, first=command.idx_offset, vertices=command.elem_count)
        ctx.scissor = scissor
        ctx.blend_func = ctx.BLEND_DEFAULT

    def _update_texture(self, data: imgui.ImTextureData) -> None:
        """Create, change or delete a texture, as Dear ImGui asks for."""
        if data.status == imgui.ImTextureStatus.want_create:
            size = data.width, data.height
            self._textures[data.unique_id] = self._ctx.texture(size, components=4, data=_pixels(data).tobytes())
            data.set_tex_id(data.unique_id)
        elif data.status == imgui.ImTextureStatus.want_updates:
            for box in data.updates:
                part = _pixels(data)[box.y : box.y + box.h, box.x : box.x + box.w]
                self._textures[data.tex_id].write(part.tobytes(), viewport=(box.x, box.y, box.w, box.h))
        elif data.status == imgui.ImTextureStatus.want_destroy and data.unused_frames > 0:
            del self._textures[data.tex_id]
            data.set_tex_id(0)
            data.status = imgui.ImTextureStatus.destroyed
            return
        else:
            return
        data.status = imgui.ImTextureStatus.ok


def _pixels(data: imgui.ImTextureData) -> np.ndarray:
    """Return the pixels of a texture (height, width, 4)."""
    return data.get_pixels_array().reshape(data.height, data.width, 4)


def _upload(buffer: arcade.gl.Buffer, address: int, size: int) -> None:
    """Replace the content of a buffer by bytes in memory."""
    wanted = buffer.size
    while wanted < size:
        wanted *= 2
    buffer.orphan(wanted)
    buffer.write(ctypes.string_at(address, size))
