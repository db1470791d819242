#include "wall.glsl"
in vec4 in_place;
uniform vec2 half_view;
out vec2 own;
out vec2 offset;

void main() {
    own = in_place.xy;
    offset = in_place.zw;
    gl_Position = vec4((pose.xy + turned(own)) / half_view, 0.0, 1.0);
}
