#include "wall.glsl"
in vec2 in_vert;
in vec2 in_uv;
uniform vec2 half_view;
uniform vec2 middle;
uniform float reach;
out vec2 own;
out vec2 at;

void main() {
    own = middle + reach * in_vert;
    at = in_uv;
    gl_Position = vec4((pose.xy + turned(own)) / half_view, 0.0, 1.0);
}
