// Inputs of a wall, and the signed distance of a point from its edge.
in vec2 own;
flat in ivec3 near;   // segments near the cell: the first, their number, and the number that is enough inside of the cell
flat in vec4 pose;    // x, y, cosine, sine
flat in vec4 shape;   // 1 for a container; 1 for a closed polygon; radius of the edge; half the extent
flat in vec4 marks;   // centre and radius of the bolt, radius of the hub
flat in vec4 body;    // middle; width of the bevel; depth of the groove
flat in vec3 paint;   // colour of the metal
uniform sampler2D pieces;

const float FAR = 1e9;
const float SAME = 1.0 - 1e-5;  // at a corner, two segments are equally near except for rounding errors

vec2 turned(vec2 own) { return vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y); }
vec2 turned_back(vec2 seen) { return vec2(pose.z * seen.x + pose.w * seen.y, pose.z * seen.y - pose.w * seen.x); }

bool is_container() { return shape.x > 0.5; }

// The nearest segment so far: squared distance, offset to the right of its line, and vector from it to the point.
struct Nearest { float squared; float side; vec2 off; };
const Nearest NOTHING = Nearest(FAR * FAR, -1.0, vec2(0.0));

vec4 piece(int k) { return texelFetch(pieces, ivec2(k & 1023, k >> 10), 0); }

void compare(inout Nearest best, vec2 place, vec4 ends) {
    vec2 along = ends.zw - ends.xy, off = place - ends.xy;
    float squared = max(dot(along, along), 1e-30), part = dot(off, along) / squared;
    off = part <= 0.0 ? off : part < 1.0 ? off - part * along : place - ends.zw;
    float away = dot(off, off), side = (along.y * off.x - along.x * off.y) * inversesqrt(squared);
    if (away < SAME * best.squared || away * SAME <= best.squared && abs(side) > abs(best.side)) {
        best = Nearest(away, side, off);  // at a corner, the segment that faces the point
    }
}

// Signed distance from the edge, negative inside, after `count` near segments were compared.
float beyond(Nearest best, int count, out vec2 outward) {
    float side = shape.y < 0.5 && count > 0 || best.side > 0.0 ? 1.0 : -1.0, away = sqrt(best.squared);
    outward = best.off * side / max(away, 1e-9);
    return side * away - shape.z;
}
