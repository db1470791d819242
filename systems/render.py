"""Balls and walls on the screen."""

from typing import Any, NamedTuple

import arcade
import esper
import numpy as np
from arcade.gl import BufferDescription
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from components import Collider, Label, Outline, Position, Previous, Spin, Table, Velocity
from systems.kernels.render import ball_poses, frame_triangles, outline_distances

DIGIT = (104, 128)
"""Width and height in pixels of a digit in its texture; its height is that of the type."""

FONT = ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"

Color = tuple[float, float, float]

HEADER = """
#version 330
const vec3 LIGHT = normalize(vec3(-0.48, 0.66, 0.72));  // stands still, whatever turns

// Light adds up in linear space; colours come and go in the screen's.
vec3 linear(vec3 color) { return color * color; }
vec4 screen(vec3 light, float cover) { return vec4(sqrt(light), 1.0) * cover; }

// The part of a pixel that lies inside, from the distance to the edge in pixels.
float inside(float distance) { return clamp(distance + 0.5, 0.0, 1.0); }
"""

# One point a ball becomes a square of `reach` radii about its centre, moved by `offset` radii.
DISC_VERTEX = """
in vec4 in_pose;
in vec4 in_color;
in int in_number;
out vec4 pose;
out vec3 color;
out int number;

void main() {
    pose = in_pose;
    color = in_color.rgb;
    number = in_number;
}
"""
DISC_GEOMETRY = """
layout(points) in;
layout(triangle_strip, max_vertices = 4) out;
in vec4 pose[];
in vec3 color[];
in int number[];
uniform vec2 half_view;
uniform float pixel;
uniform vec2 offset;
uniform float reach;
uniform float smallest;
out vec2 place;
flat out float blur;
flat out vec2 turn;
flat out vec3 paint;
flat out int label;

void main() {
    float radius = pose[0].z;
    if (radius < smallest * pixel) return;
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
"""
SHADOW_FRAGMENT = """
in vec2 place;
uniform float reach;
out vec4 pixel_color;

void main() {
    float shade = 1.0 - smoothstep(0.55, reach, length(place));
    pixel_color = vec4(0.0, 0.0, 0.0, 0.5 * shade);
}
"""
BALL_FRAGMENT = """
in vec2 place;
flat in float blur;
flat in vec2 turn;
flat in vec3 paint;
flat in int label;
uniform sampler2DArray glyphs;
uniform vec3 badge;
uniform vec3 ink;
out vec4 pixel_color;

const float BADGE = 0.62;
const int POWERS[7] = int[7](1, 10, 100, 1000, 10000, 100000, 1000000);

float glyph(int digit, vec2 at, float texels) {
    float cover = textureLod(glyphs, vec3(at, digit), log2(max(texels, 1.0)) - 0.4).r;
    return clamp((cover - 0.5) * max(1.0, 1.4 / texels) + 0.5, 0.0, 1.0);
}

// The number, as large as the badge allows. A number that is another one upside down is underlined.
float number(vec2 at) {
    int count = 1;
    while (count < 7 && label >= POWERS[count]) count++;
    bool reversible = false, other = false;
    for (int k = 0; k < count; k++) {
        int digit = label / POWERS[k] % 10;
        reversible = reversible || digit == 6 || digit == 9;
        other = other || !(digit == 0 || digit == 6 || digit == 8 || digit == 9);
    }
    bool line = reversible && !other;
    float aspect = WIDTH / HEIGHT * 0.94;
    float wide = aspect * count;
    float size = min(1.72 * BADGE / sqrt(1.0 + wide * wide), 1.12 * BADGE);
    vec2 text = at / size + vec2(0.5 * wide, 0.5);
    if (line) text.y -= 0.07;
    float texels = HEIGHT * blur / size;
    float result = 0.0;
    if (text.x > 0.0 && text.x < wide && text.y > -0.02 && text.y < 1.02) {
        int index = int(text.x / aspect);
        int digit = label / POWERS[count - 1 - index] % 10;
        float across = (text.x / aspect - float(index) - 0.5) * 0.94 + 0.5;
        result = glyph(digit, vec2(across, 1.0 - text.y), texels);
    }
    if (line) {
        vec2 beyond = abs(text - vec2(0.5 * wide, -0.15)) - vec2(0.42 * wide, 0.045);
        result = max(result, inside(-max(beyond.x, beyond.y) * size / blur));
    }
    return result;
}

void main() {
    float radius = length(place);
    float cover = inside((1.0 - radius) / blur);
    if (cover == 0.0) discard;

    vec2 own = vec2(turn.x * place.x + turn.y * place.y, turn.x * place.y - turn.y * place.x);
    vec3 surface = linear(paint);
    float detail = smoothstep(5.0, 8.0, 1.0 / blur);
    if (detail > 0.0) {
        vec2 stripe = vec2(abs(own.x) - BADGE, 0.075 - abs(own.y)) / blur;
        surface = mix(surface, linear(badge), detail * inside(min(stripe.x, stripe.y)));
        float label_cover = inside((BADGE - radius) / blur);
        if (label_cover > 0.0) {
            vec3 face = mix(linear(badge), linear(ink), number(own));
            surface = mix(surface, face, detail * label_cover);
        }
    }

    vec3 normal = vec3(place, sqrt(max(1.0 - radius * radius, 0.0)));
    float facing = 0.5 + 0.5 * dot(normal, LIGHT);
    float glance = dot(normal, normalize(LIGHT + vec3(0.0, 0.0, 1.0)));
    vec3 light = surface * (0.22 + 0.95 * facing * facing);
    light *= 0.55 + 0.45 * smoothstep(0.0, 0.55, normal.z);                       // the rim turns away
    light += 0.10 * smoothstep(0.75, 1.0, glance) + 0.55 * smoothstep(0.972, 0.995, glance);
    light *= mix(0.35, 1.0, inside((0.955 - radius) / max(blur, 0.02)));          // a thin outline
    pixel_color = screen(light, cover);
}
"""

# A wall's own frame, turned and moved.
WALL_VERTEX = """
uniform vec4 pose;
uniform vec2 half_view;

vec2 turned(vec2 own) { return vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y); }
vec4 seen(vec2 own) { return vec4((pose.xy + turned(own)) / half_view, 0.0, 1.0); }
"""
GROUND_VERTEX = """
in vec2 in_corner;
uniform vec2 middle;
uniform float reach;
out vec2 own;
out vec2 at;

void main() {
    own = middle + reach * in_corner;
    at = in_corner;
    gl_Position = seen(own);
}
"""
GROUND_FRAGMENT = """
in vec2 own;
in vec2 at;
uniform sampler2D distances;
uniform vec4 pose;
uniform float reach;
uniform float width;
uniform float pixel;
uniform vec3 floor_color;
uniform vec3 frame_color;
out vec4 pixel_color;

float outside(vec2 at) { return texture(distances, 0.5 + 0.5 * at).r; }

void main() {
    vec2 away = vec2(pose.z * -LIGHT.x + pose.w * -LIGHT.y, pose.z * -LIGHT.y + pose.w * LIGHT.x) * 0.9 * width;
    float here = outside(at);
    float lit = outside(at - away / reach);
    if (here > 0.5 * width) {
        float shade = 1.0 - smoothstep(-0.3 * width, 2.6 * width, lit - width);
        pixel_color = vec4(0.0, 0.0, 0.0, 0.55 * shade);
        return;
    }
    float shade = smoothstep(-2.4 * width, 0.9 * width, lit);
    vec2 up = vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y);
    vec3 light = linear(floor_color) * (1.0 + 0.25 * dot(up, LIGHT.xy) / reach);
    light *= 1.0 - 0.75 * shade * shade;
    float hub = length(own);
    float size = 0.32 * width;
    light = mix(light, linear(frame_color) * 0.5, inside((size - hub) / pixel));
    light = mix(light, linear(floor_color) * 0.6, inside((0.6 * size - hub) / pixel));
    float grain = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5;
    pixel_color = vec4(sqrt(light) + grain / 255.0, 1.0);
}
"""
FRAME_VERTEX = """
in vec4 in_place;
out vec2 own;
out vec2 offset;

void main() {
    own = in_place.xy;
    offset = in_place.zw;
    gl_Position = seen(own);
}
"""
FRAME_FRAGMENT = """
in vec2 own;
in vec2 offset;
uniform vec4 pose;
uniform float width;
uniform float pixel;
uniform float reach;
uniform vec2 marker;
uniform vec3 frame_color;
uniform vec3 marker_color;
out vec4 pixel_color;

vec2 turned(vec2 own) { return vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y); }

vec3 lit(vec3 color, vec2 slope, float gloss) {
    vec3 normal = normalize(vec3(turned(slope), 1.0));
    float facing = max(dot(normal, LIGHT), 0.0);
    float glance = max(dot(normal, normalize(LIGHT + vec3(0.0, 0.0, 1.0))), 0.0);
    return linear(color) * (0.12 + 0.95 * facing) + gloss * pow(glance, 60.0);
}

void main() {
    float distance = length(offset);
    float across = distance / width;
    float cover = min(inside(distance / pixel - 0.5), inside((width - distance) / pixel - 0.5));
    vec2 outward = offset / max(distance, 1e-9);
    float tilt = 1.6 * (smoothstep(0.70, 1.0, across) - 1.0 + smoothstep(0.0, 0.24, across));
    vec3 light = lit(frame_color, tilt * outward, 0.25);
    light *= 1.0 + 0.3 * dot(turned(own), LIGHT.xy) / reach;
    float edge = min(across, 1.0 - across);
    light *= 0.45 + 0.55 * smoothstep(0.0, 0.05, edge);

    vec2 bolt = (own - marker) / (0.34 * width);
    float round = length(bolt);
    float blur = pixel / (0.34 * width);
    light *= 1.0 - 0.7 * inside((1.25 - round) / blur);
    vec3 head = lit(marker_color, bolt * 0.6, 0.35);
    light = mix(light, head, inside((1.0 - round) / blur));
    pixel_color = screen(light, cover);
}
"""


class _Wall(NamedTuple):
    """What was made of one outline: its band, its distances, and where the marker sits; lengths in m."""

    band: Any
    distances: Any
    middle: tuple[float, float]
    reach: float
    marker: tuple[float, float]


class Render(esper.Processor):
    """Draws all balls and walls into the active framebuffer of the arcade window; it changes no component.

    view : left, right, bottom and top of the world rectangle that fills the viewport, m
    """

    def __init__(
        self,
        balls: Table,
        walls: Table,
        dt: float = 1.0 / 60.0,
        frame_width: float = 0.15,
        frame_color: str = "#b9bdc4",
        floor_color: str = "#2b3138",
        marker_color: str = "#f39800",
        badge_color: str = "#fff6e6",
        ink_color: str = "#2a2024",
        ball_color: str = "#f39800",
    ) -> None:
        self.balls = balls
        self.walls = walls
        self.dt = dt
        self.view = (-4.0, 4.0, -4.0, 4.0)
