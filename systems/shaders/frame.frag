// A moulding of satin metal with a bolt that shows how the wall has turned.
#include "light.glsl"
#include "wall.glsl"
in vec2 own;
in vec2 offset;  // from the outline
uniform float width;
uniform float pixel;
uniform float reach;
uniform vec2 marker;
uniform vec3 frame_color;
uniform vec3 marker_color;
out vec4 pixel_color;

const float BOLT = 0.42;  // radius, in widths of the frame

vec3 lit(vec3 color, vec2 slope, float gloss) {
    vec3 normal = normalize(vec3(turned(slope), 1.0));
    float facing = max(dot(normal, LIGHT), 0.0);
    float glance = max(dot(normal, normalize(LIGHT + vec3(0.0, 0.0, 1.0))), 0.0);
    return linear(color) * (0.08 + 1.2 * facing * facing) + gloss * pow(glance, 24.0);
}

// How steep the moulding is: up from the inner edge, a groove, nearly flat, and round to the outer edge.
float steepness(float across) {
    float edges = smoothstep(0.0, 0.16, across) - 1.0 + smoothstep(0.72, 1.0, across);
    float groove = exp(-pow((across - 0.33) / 0.035, 2.0)) - exp(-pow((across - 0.25) / 0.035, 2.0));
    return 1.9 * edges + 0.5 * (across - 0.5) - 1.1 * groove;
}

void main() {
    float distance = length(offset);
    float across = distance / width;
    vec2 outward = offset / max(distance, 1e-9);
    float brushed = dot(turned(outward), normalize(LIGHT.xy));
    vec3 light = lit(frame_color, steepness(across) * outward, 0.2);
    light *= 0.72 + 0.5 * brushed * brushed;
    light *= 1.0 + 0.25 * dot(turned(own), LIGHT.xy) / reach;
    light *= 0.45 + 0.55 * smoothstep(0.0, 0.05, min(across, 1.0 - across));

    vec2 bolt = (own - marker) / (BOLT * width);
    float blur = pixel / (BOLT * width);
    light *= 1.0 - 0.7 * inside((1.25 - length(bolt)) / blur);
    light = mix(light, lit(marker_color, 0.6 * bolt, 0.3), inside((1.0 - length(bolt)) / blur));
    float cover = min(inside(distance / pixel - 0.5), inside((width - distance) / pixel - 0.5));
    pixel_color = vec4(sqrt(light), 1.0) * cover;
}
