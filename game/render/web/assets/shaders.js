// Shaders that differ from those of the window: squares for balls, cells and zones; zones; the backdrop.

const HEAD = `#version 300 es
precision highp float; precision highp int; precision highp sampler2D; precision highp sampler2DArray;
`;
const CORNER = "vec2 corner() { return vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0; }\n";
const DISC = `
layout(location = 0) in vec4 in_pose;
layout(location = 1) in vec4 in_color;
layout(location = 2) in int in_number;
uniform vec2 half_view, offset; uniform float pixel, reach;
out vec2 place; flat out float blur; flat out vec2 turn; flat out vec3 paint; flat out int label;
void main() {
  blur = pixel / in_pose.z;
  turn = vec2(cos(in_pose.w), sin(in_pose.w));
  paint = in_color.rgb;
  label = in_number;
  place = corner() * (reach + blur);
  gl_Position = vec4((in_pose.xy + (offset + place) * in_pose.z) / half_view, 0.0, 1.0);
}`;
const WALL = `
layout(location = 0) in vec3 in_cell;
layout(location = 1) in int in_wall;
layout(location = 2) in ivec3 in_pieces;
uniform vec2 half_view; uniform sampler2D walls;
out vec2 own; flat out ivec3 near; flat out vec4 pose, shape, marks, body; flat out vec3 paint;
void main() {
  near = in_pieces;
  pose = texelFetch(walls, ivec2(0, in_wall), 0);
  shape = texelFetch(walls, ivec2(1, in_wall), 0);
  marks = texelFetch(walls, ivec2(2, in_wall), 0);
  body = texelFetch(walls, ivec2(3, in_wall), 0);
  paint = texelFetch(walls, ivec2(4, in_wall), 0).rgb;
  own = in_cell.xy + in_cell.z * corner();
  vec2 seen = vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y);
  gl_Position = vec4((pose.xy + seen) / half_view, 0.0, 1.0);
}`;
const ZONE_VERTEX = `
uniform vec2 half_view, middle, half_size; uniform float pixel;
out vec2 place;
void main() {
  place = corner() * (half_size + pixel);
  gl_Position = vec4((middle + place) / half_view, 0.0, 1.0);
}`;
const ZONE_FRAGMENT = `
in vec2 place;
uniform vec2 half_size, opacity; uniform bool is_round; uniform float pixel, line; uniform vec3 color;
out vec4 pixel_color;
void main() {
  vec2 beyond = abs(place) - half_size;
  float distance = max(beyond.x, beyond.y);
  if (is_round) {
    vec2 scaled = place / half_size;
    float far = length(scaled);
    distance = far > 0.0 ? (far - 1.0) * far / length(scaled / half_size) : -min(half_size.x, half_size.y);
  }
  float depth = -distance / pixel, within = clamp(depth + 0.5, 0.0, 1.0);
  float share = max(opacity.x * within, opacity.y * within * clamp(line - depth + 0.5, 0.0, 1.0));
  pixel_color = vec4(color, 1.0) * share;
}`;
const SCREEN = "out vec2 place; void main() { place = corner(); gl_Position = vec4(place, 0.0, 1.0); }";
const BACKDROP = `
in vec2 place;
uniform vec3 middle, edge;
out vec4 pixel_color;
void main() {
  float away = length((place - vec2(-0.10, 0.16)) * vec2(0.80, 0.85));
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
  pixel_color = vec4(mix(middle, edge, smoothstep(0.0, 1.25, away)) + grain / 255.0, 1.0);
}`;
