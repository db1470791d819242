// Satin metal: the frame of a container, or an obstacle; with a bolt that shows the angle of the wall.
#include "light.glsl"
#include "wall.glsl"
uniform float width;
uniform float pixel;
uniform vec3 marker_color;
out vec4 pixel_color;

vec3 lit(vec3 color, vec2 slope, float gloss) {
    vec3 normal = normalize(vec3(turned(slope), 1.0));
    float facing = max(dot(normal, LIGHT), 0.0);
    float glance = max(dot(normal, normalize(LIGHT + vec3(0.0, 0.0, 1.0))), 0.0);
    return linear(color) * (0.08 + 1.2 * facing * facing) + gloss * pow(glance, 24.0);
}

// Slope of the metal: up from the inner edge of a frame, a groove, nearly flat, and round to the outer edge.
// An obstacle has no inner edge, and a thin one is rounder.
float steepness(float across) {
    float room = is_container() ? 1.0 : smoothstep(0.4, 0.95, body.z / width);
    float edges = smoothstep(0.72 * room, 1.0, across);
    if (is_container()) edges += smoothstep(0.0, 0.16, across) - 1.0;
    float groove = exp(-pow((across - 0.33) / 0.035, 2.0)) - exp(-pow((across - 0.25) / 0.035, 2.0));
    groove *= smoothstep(0.25, 0.6, 0.035 * (is_container() ? width : body.z) / pixel);  // not finer than pixels
    float dome = is_container() ? across - 0.5 : 0.5 * max(across, 0.0);
    return 1.9 * edges + 0.5 * dome - 1.1 * body.w * groove;
}

void main() {
    Nearest best = NOTHING;
    for (int k = near.x; k < near.x + near.z; k++) compare(best, own, piece(k));
    vec2 outward;
    float distance = beyond(best, near.z, outward);
    float cover = inside(-distance / pixel - 0.5), across = 1.0 + distance / body.z;
    float edge = 1.0 - across;
    if (is_container()) {
        cover = min(inside(distance / pixel - 0.5), inside((width - distance) / pixel - 0.5));
        across = distance / width;
        edge = min(across, 1.0 - across);
    }
    if (cover == 0.0) discard;
    float brushed = dot(turned(outward), normalize(LIGHT.xy));
    brushed *= brushed;
    if (!is_container()) brushed = mix(0.5, brushed, smoothstep(0.0, 0.3, across));
    vec3 light = lit(paint, steepness(across) * outward, 0.2);
    light *= 0.72 + 0.5 * brushed;
    light *= 1.0 + 0.25 * dot(turned(own - body.xy), LIGHT.xy) / shape.w;
    light *= 0.45 + 0.55 * smoothstep(0.0, 0.05, edge);

    if (!is_container() && marks.w > 0.0) {
        float hub = length(own) / marks.w;
        light *= 1.0 - 0.5 * inside((1.2 - hub) * marks.w / pixel);
        light = mix(light, lit(paint, 0.6 * own / marks.w, 0.2) * 0.55, inside((1.0 - hub) * marks.w / pixel));
    }
    vec2 bolt = (own - marks.xy) / marks.z;
    float blur = pixel / marks.z;
    light *= 1.0 - 0.8 * (1.0 - smoothstep(1.0, 1.5, length(bolt)));  // the bolt sits in a recess
    light = mix(light, lit(marker_color, 0.6 * bolt, 0.3), inside((1.0 - length(bolt)) / blur));
    pixel_color = vec4(sqrt(light), 1.0) * cover;
}
