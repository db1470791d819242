// The floor inside an outline, and the shadow that the frame throws on both sides.
#include "light.glsl"
#include "wall.glsl"
in vec2 own;
in vec2 at;
uniform sampler2D distances;
uniform float reach;
uniform float width;
uniform float pixel;
uniform vec3 floor_color;
uniform vec3 frame_color;
out vec4 pixel_color;

void main() {
    vec2 away = turned_back(-LIGHT.xy) * width;
    float here = texture(distances, at).r;
    float there = texture(distances, at - 0.5 * away / reach).r;
    if (here > 0.5 * width) {
        float shade = 1.0 - smoothstep(-0.5 * width, 2.6 * width, there - width);
        pixel_color = vec4(0.0, 0.0, 0.0, 0.5 * shade);
        return;
    }
    float shade = smoothstep(-2.2 * width, 1.0 * width, there);
    vec3 light = linear(floor_color) * (1.0 + 0.25 * dot(turned(own), LIGHT.xy) / reach);
    light *= 1.0 - 0.8 * shade;

    float hub = length(own) / (0.3 * width);
    float blur = pixel / (0.3 * width);
    light = mix(light, linear(frame_color) * 0.45, inside((1.0 - hub) / blur));
    light = mix(light, linear(floor_color) * 0.5, inside((0.55 - hub) / blur));
    pixel_color = vec4(sqrt(light) + grain(), 1.0);
}
