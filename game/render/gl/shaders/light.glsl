const vec3 LIGHT = normalize(vec3(-0.48, 0.66, 0.72));  // stands still, whatever turns

// Light adds up in linear space; a square is close enough to the curve of a screen.
vec3 linear(vec3 color) { return color * color; }

// The part of a pixel that lies inside, from the distance to the edge in pixels.
float inside(float distance) { return clamp(distance + 0.5, 0.0, 1.0); }

// Noise of one step of brightness, so that slow gradients show no bands.
float grain() { return (fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5) / 255.0; }
