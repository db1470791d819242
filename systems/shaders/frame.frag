#include "light.glsl"
#include "wall.glsl"
// A moulding of metal: inner bevel, flat top, rounded outer edge; and a bolt that shows how it is turned.
in vec2 own;
in vec2 offset;
uniform float width;
uniform float pixel;
uniform float reach;
uniform vec2 marker;
uniform vec3 frame_color;
uniform vec3 marker_color;
out vec4 pixel_color;

vec3 lit(vec3 color, vec2 slope, float gloss) {
    vec3 normal = normalize(vec3(turned(slope), 1.0));
    float facing = max(dot(normal, LIGHT), 0.0);
    float glance = max(dot(normal, normalize(LIGHT + vec3(0.0, 0.0, 1.0))), 0.0);
    return linear(color) * (0.12 + 0.95 * facing) + gloss * pow(glance, 60.0);
}

void main() {
    float distance = length(offset);
    float across = distance / width;
    float cover = min(inside(distance / pixel - 0.5), inside((width - distance) / pixel - 0.5));
    vec2 outward = offset / max(distance, 1e-9);
    float tilt = 1.6 * (smoothstep(0.70, 1.0, across) - 1.0 + smoothstep(0.0, 0.24, across));
    vec3 light = lit(frame_color, tilt * outward, 0.25);
    light *= 1.0 + 0.3 * dot(turned(own), LIGHT.xy) / reach;
    light *= 0.45 + 0.55 * smoothstep(0.0, 0.05, min(across, 1.0 - across));

    vec2 bolt = (own - marker) / (0.34 * width);
    float blur = pixel / (0.34 * width);
    light *= 1.0 - 0.7 * inside((1.25 - length(bolt)) / blur);
    light = mix(light, lit(marker_color, 0.6 * bolt, 0.35), inside((1.0 - length(bolt)) / blur));
    pixel_color = vec4(sqrt(light), 1.0) * cover;
}
