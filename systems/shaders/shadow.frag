in vec2 place;
uniform float reach;
out vec4 pixel_color;

void main() {
    pixel_color = vec4(0.0, 0.0, 0.0, 0.5 * (1.0 - smoothstep(0.5, reach, length(place))));
}
