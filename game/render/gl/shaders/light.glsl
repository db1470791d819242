const vec3 LIGHT = normalize(vec3(-0.48, 0.66, 0.72));  // does not turn with balls and walls

// Light is added in linear space. The square approximates the sRGB transfer function.
vec3 linear(vec3 color) { return color * color; }

// Part of a pixel that lies inside, from its distance to the edge in pixels.
float inside(float distance) { return clamp(distance + 0.5, 0.0, 1.0); }

// Noise of one step of brightness, which hides the bands of gradients.
float grain() { return (fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5) / 255.0; }
