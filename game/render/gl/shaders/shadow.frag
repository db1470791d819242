in vec2 place;
uniform float reach;
uniform float darkness;
out vec4 pixel_color;

void main() {
    pixel_color = vec4(0.0, 0.0, 0.0, darkness * (1.0 - smoothstep(0.4, reach, length(place))));
}
