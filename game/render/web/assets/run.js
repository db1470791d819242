// Reads the run in this page, and computes the poses of balls, walls and rivets.

async function readRun(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const run = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const counts = run.tracks.count, total = counts.reduce((sum, count) => sum + count, 0);
  const column = (k) => integrated(bytes.subarray(4 + length + 4 * total * k), counts, total);
  [run.x, run.y, run.angle] = [0, 1, 2].map(column);
  run.seconds = (run.frames - 1) / run.rate;
  run.paint = run.tracks.color.map((color) => rgb(color).map((part) => Math.round(255 * part)));
  return run;
}

// Decode a column of `encode_tracks` in tracks.py: four planes of bytes, zigzag encoding, second differences.
function integrated(bytes, counts, total) {
  const values = new Int32Array(total);
  let k = 0;
  for (const count of counts) {
    let value = 0, change = 0;
    for (const end = k + count; k < end; k++) {
      const folded = bytes[k] | bytes[k + total] << 8 | bytes[k + 2 * total] << 16 | bytes[k + 3 * total] << 24;
      change = change + (folded >>> 1 ^ -(folded & 1)) | 0;
      values[k] = value = value + change | 0;
    }
  }
  return values;
}

function rgb(color) {
  return [1, 3, 5].map((k) => parseInt(color.slice(k, k + 2), 16) / 255);
}

// Call `visit` with track, position (m) and angle (rad) of every ball at a frame, which may be a fraction: balls move
// straight from frame to frame. In the frame before its first one, a ball is at its first position.
function forEachBall(run, frame, visit) {
  const { first, count } = run.tracks;
  for (let k = 0, start = 0; k < first.length; start += count[k++]) {
    const position = frame - first[k];
    if (position <= -1 || position > count[k] - 1) continue;
    const before = Math.max(Math.floor(position), 0), part = Math.max(position, 0) - before;
    const i = start + before, j = part > 0 ? i + 1 : i;
    const between = (values) => values[i] + part * (values[j] - values[i] | 0);
    const angle = 2 * Math.PI * (between(run.angle) % run.turn) / run.turn;
    visit(k, between(run.x) * run.unit, between(run.y) * run.unit, angle);
  }
}

// Return the motions of all walls, `time` s after the start of the page.
function motionsAt(run, time) {
  return run.motions.findLast(([first]) => first <= time * run.rate)[1];
}

// Return where all labels are, `time` s after the start of the page: x, y (m), across, up; see labels.py.
function labelsAt(run, time) {
  const motions = motionsAt(run, time);
  return run.labels.map(({ row, points }) => {
    const [x, y, cos, sin] = row < 0 ? [0, 0, 1, 0] : poseAt(motions[row], run.start + time);
    const seenX = points.map(([ownX, ownY]) => x + cos * ownX - sin * ownY);
    const seenY = points.map(([ownX, ownY]) => y + sin * ownX + cos * ownY);
    if (points.length === 1) return [seenX[0], seenY[0], 0, 0];
    if (points.length === 2) return [seenX[1], seenY[1], seenX[1] >= seenX[0] ? 1 : -1, 0];
    return [0.5 * (Math.min(...seenX) + Math.max(...seenX)), Math.max(...seenY), 0, -1];
  });
}

// Return position and radius (m) of the rivets of all belts, `time` s after the start of the page; see belts.py.
function rivetsAt(run, time) {
  const motions = motionsAt(run, time), now = run.start + time;
  return run.belts.flatMap(({ row, path, distances, speed, rivet_count, radius }) => {
    const [x, y, cos, sin] = poseAt(motions[row], now), pitch = distances.at(-1) / rivet_count;
    const start = (speed * now % pitch + pitch) % pitch;
    return Array.from({ length: rivet_count }, (_, k) => {
      const along = start + k * pitch, i = Math.min(distances.findLastIndex((distance) => distance <= along), distances.length - 2);
      const part = (along - distances[i]) / (distances[i + 1] - distances[i]), from = path[i], to = path[i + 1];
      const ownX = from[0] + part * (to[0] - from[0]), ownY = from[1] + part * (to[1] - from[1]);
      return [x + cos * ownX - sin * ownY, y + sin * ownX + cos * ownY, radius];
    });
  });
}

// The pose of a wall at the time t, in s: x and y in m, cosine and sine of the angle. The first argument holds the
// arguments of `pose_at` in components/kinematic_motion.py, of which this is the twin.
function poseAt(motion, t) {
  const [x, y, angle, vx, vy, rate, swayX, swayY, swayRate, swayPhase, swing, swingRate, swingPhase] = motion;
  const [strokeX, strokeY, strokeAngle, strokeRate, returnRate, isDriven, start, since] = motion.slice(13);
  const sway = Math.sin(swayRate * t + swayPhase), time = Math.max(t - since, 0);
  const part = isDriven > 0 ? Math.min(start + strokeRate * time, 1) : Math.max(start - returnRate * time, 0);
  const turn = angle + rate * t + swing * Math.sin(swingRate * t + swingPhase) + strokeAngle * part;
  return [
    x + vx * t + swayX * sway + strokeX * part, y + vy * t + swayY * sway + strokeY * part,
    Math.cos(turn), Math.sin(turn),
  ];
}
