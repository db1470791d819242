// A ball. Colour, stripe and number turn with it; the light does not.
#include "light.glsl"
in vec2 place;
flat in float blur;
flat in vec2 turn;
flat in vec3 paint;
flat in int label;
uniform int oversampling;
uniform sampler2DArray digits;
uniform vec3 badge;
uniform vec3 ink;
out vec4 pixel_color;

const vec3 GLOSS = normalize(vec3(-0.40, 0.56, 0.76));  // normal where the light is reflected to the viewer
const vec2 BADGE = vec2(0.60, 0.68);  // radius of the disc behind the number, on large balls and on small ones, in ball radii
const float STRIPE = 0.07;  // half the width of the stripe, in ball radii
const float PITCH = 0.70;   // width of a digit, in heights
const int POWERS[8] = int[8](1, 10, 100, 1000, 10000, 100000, 1000000, 10000000);

float digit_cover(int digit, vec2 at, float texels) {
    float cover = textureLod(digits, vec3(at, digit), log2(max(texels, 1.0)) - 0.5).r;
    return clamp((cover - 0.5) * max(1.0, 1.2 / texels) + 0.5, 0.0, 1.0);  // sharp even if it is larger than its picture
}

// Coverage of the number, as large as the badge allows. It is underlined if it is another number upside down.
float number_cover(vec2 own, float badge_radius) {
    int count = 1;
    while (count < 8 && label >= POWERS[count]) count++;
    bool turns = false, stays = false;
    for (int k = 0; k < count; k++) {
        int digit = label / POWERS[k] % 10;
        turns = turns || digit == 6 || digit == 9;
        stays = stays || !(digit == 0 || digit == 6 || digit == 8 || digit == 9);
    }
    bool underlined = turns && !stays;
    float wide = PITCH * float(count);
    float size = min(1.68 * badge_radius / sqrt(1.0 + wide * wide), 1.1 * badge_radius);
    vec2 text = own / size + vec2(0.5 * wide, underlined ? 0.42 : 0.5);
    float result = 0.0;
    if (text.x > 0.0 && text.x < wide && text.y > 0.0 && text.y < 1.0) {
        vec2 cell = vec2(textureSize(digits, 0).xy);
        int column = int(text.x / PITCH);
        float across = 0.5 + (text.x - (float(column) + 0.5) * PITCH) * cell.y / cell.x;
        int digit = label / POWERS[count - 1 - column] % 10;
        result = digit_cover(digit, vec2(across, 1.0 - text.y), cell.y * blur / size);
    }
    if (underlined) {
        vec2 beyond = abs(text - vec2(0.5 * wide, -0.09)) - vec2(0.40 * wide, 0.05);
        result = max(result, inside(-max(beyond.x, beyond.y) * size / blur));
    }
    return result;
}

vec3 surface(float radius, float detail) {
    vec3 color = linear(paint);
    if (detail == 0.0) return color;
    vec2 own = vec2(turn.x * place.x + turn.y * place.y, turn.x * place.y - turn.y * place.x);
    color = mix(color, linear(badge), detail * inside((STRIPE - abs(own.y)) / blur));
    float badge_radius = mix(BADGE.x, BADGE.y, smoothstep(1.0 / 20.0, 1.0 / 10.0, blur * float(oversampling)));
    float disc = inside((badge_radius - radius) / blur);
    if (disc == 0.0 || label < 0) return color;
    return mix(color, mix(linear(badge), linear(ink), number_cover(own, badge_radius)), detail * disc);
}

void main() {
    float radius = length(place);
    float cover = inside((1.0 - radius) / blur);
    if (cover == 0.0) discard;
    vec3 normal = vec3(place, sqrt(max(1.0 - radius * radius, 0.0)));
    float facing = 0.5 + 0.5 * dot(normal, LIGHT);
    float rim = 1.0 - normal.z;
    float bounced = rim * rim * max(-dot(normal, LIGHT), 0.0);  // from the floor, on the dark side
    float glance = dot(normal, GLOSS);
    float detail = smoothstep(5.0, 9.0, 1.0 / (blur * float(oversampling)));
    vec3 light = surface(radius, detail) * (0.14 + 1.15 * facing * facing + 0.5 * bounced);
    light *= 1.0 - 0.5 * rim * rim;
    light += (0.12 * smoothstep(0.70, 1.0, glance) + 0.60 * smoothstep(0.976, 0.990, glance)) * (0.3 + 0.7 * detail);
    light *= mix(0.30, 1.0, inside((0.96 - radius) / max(blur, 0.02)));  // a thin outline
    pixel_color = vec4(sqrt(light), 1.0) * cover;
}
