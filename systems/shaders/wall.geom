// A square cell of the plane about a wall, and what the wall is.
layout(points) in;
layout(triangle_strip, max_vertices = 4) out;
in vec3 cell[];
in int wall[];
in ivec3 pieces[];
uniform vec2 half_view;
uniform sampler2D walls;
out vec2 own;
flat out ivec3 near;
flat out vec4 pose;
flat out vec4 shape;
flat out vec4 marks;
flat out vec4 body;
flat out vec3 paint;

void main() {
    for (int k = 0; k < 4; k++) {
        near = pieces[0];
        pose = texelFetch(walls, ivec2(0, wall[0]), 0);
        shape = texelFetch(walls, ivec2(1, wall[0]), 0);
        marks = texelFetch(walls, ivec2(2, wall[0]), 0);
        body = texelFetch(walls, ivec2(3, wall[0]), 0);
        paint = texelFetch(walls, ivec2(4, wall[0]), 0).rgb;
        own = cell[0].xy + cell[0].z * (vec2(k & 1, k >> 1) * 2.0 - 1.0);
        vec2 seen = vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y);
        gl_Position = vec4((pose.xy + seen) / half_view, 0.0, 1.0);
        EmitVertex();
    }
}
