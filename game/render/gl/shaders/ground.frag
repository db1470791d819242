// The floor inside a container, and the shadow of a frame or an obstacle on the ground.
#include "light.glsl"
#include "wall.glsl"
uniform float width;
uniform float pixel;
uniform float darkness;
uniform vec3 floor_color;
uniform vec3 floor_edge;
const float SHADOW_REACH = 4.0;  // as in wall_cells.py
out vec4 pixel_color;

void main() {
    float height = body.z;
    vec2 towards = own + height * turned_back(LIGHT.xy), outward;
    Nearest below = NOTHING, above = NOTHING;
    for (int k = near.x; k < near.x + near.y; k++) {
        vec4 ends = piece(k);
        compare(below, own, ends);
        compare(above, towards, ends);
    }
    float here = beyond(below, near.y, outward), there = beyond(above, near.y, outward);
    if (near.z < 0 || near.z > 0 && here > 0.5 * width) {  // not on the floor
        float edge = is_container() ? width : 0.0;
        float shade = 1.0 - smoothstep(-0.5 * height, 2.6 * height, there - edge);
        pixel_color = vec4(0.0, 0.0, 0.0, darkness * shade);
        return;
    }
    float shade = smoothstep(-2.2 * width, 1.0 * width, there);
    float niche = smoothstep(-1.3 * width, 0.0, here);  // it is dark where floor and frame meet
    float rim = shape.w - SHADOW_REACH * width;
    vec3 light = mix(linear(floor_color), linear(floor_edge), min(dot(own, own) / (rim * rim), 1.0));
    light *= 1.0 + 0.25 * dot(turned(own), LIGHT.xy) / shape.w;
    light *= (1.0 - 1.6 * darkness * shade) * (1.0 - 0.9 * darkness * niche * niche);

    float hub = length(own) / marks.w;
    float blur = pixel / marks.w;
    light = mix(light, linear(paint) * 0.45, inside((1.0 - hub) / blur));
    light = mix(light, linear(floor_color) * 0.5, inside((0.55 - hub) / blur));
    pixel_color = vec4(sqrt(light) + grain(), 1.0);
}
