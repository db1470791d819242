// A wall's own frame, and the world's.
uniform vec4 pose;  // x, y, cosine, sine

vec2 turned(vec2 own) { return vec2(pose.z * own.x - pose.w * own.y, pose.w * own.x + pose.z * own.y); }
vec2 turned_back(vec2 seen) { return vec2(pose.z * seen.x + pose.w * seen.y, pose.z * seen.y - pose.w * seen.x); }
