// Makes a square of `reach` radii around the centre of each ball, moved by `offset` radii.
layout(points) in;
layout(triangle_strip, max_vertices = 4) out;
in vec4 pose[];
in vec3 color[];
in int number[];
uniform vec2 half_view;
uniform float pixel;
uniform float reach;
uniform vec2 offset;
out vec2 place;
flat out float blur;
flat out vec2 turn;
flat out vec3 paint;
flat out int label;

void main() {
    float radius = pose[0].z;
    for (int k = 0; k < 4; k++) {
        blur = pixel / radius;
        turn = vec2(cos(pose[0].w), sin(pose[0].w));
        paint = color[0];
        label = number[0];
        place = (vec2(k & 1, k >> 1) * 2.0 - 1.0) * (reach + blur);
        gl_Position = vec4((pose[0].xy + (offset + place) * radius) / half_view, 0.0, 1.0);
        EmitVertex();
    }
}
