// A corner of a cell around a wall, and the data of the wall.
in vec2 in_corner;  // in the frame of the wall
in int in_wall;
in ivec3 in_pieces;
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
    own = in_corner;
    near = in_pieces;
    pose = texelFetch(walls, ivec2(0, in_wall), 0);
    shape = texelFetch(walls, ivec2(1, in_wall), 0);
    marks = texelFetch(walls, ivec2(2, in_wall), 0);
    body = texelFetch(walls, ivec2(3, in_wall), 0);
    paint = texelFetch(walls, ivec2(4, in_wall), 0).rgb;
    vec2 seen = vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y);
    gl_Position = vec4((pose.xy + seen) / half_view, 0.0, 1.0);
}
