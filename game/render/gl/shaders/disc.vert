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
