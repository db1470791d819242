#include "wall.glsl"
in vec2 in_corner;
uniform vec2 half_view;
uniform vec2 middle;
uniform float reach;
out vec2 own;
out vec2 at;

void main() {
    own = middle + reach * in_corner;
    at = 0.5 + 0.5 * in_corner;
    gl_Position = vec4((pose.xy + turned(own)) / half_view, 0.0, 1.0);
}
