// Draws the run at a time on a 2D canvas with less detail, for browsers without WebGL 2.

const NO_WEBGL = "Simplified drawing: WebGL 2 is missing in this browser, or switched off.";
const EDGE = "rgb(0 0 0 / .3)"; // of balls and walls

class CanvasPainter {
  constructor(run, canvas) {
    this.run = run;
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.walls = run.walls.map((wall) => ({ ...wall, path: wallPath(wall) }));
  }

  // See `draw` of WebGLPainter.
  draw(time, bottom) {
    const { pen, run, canvas } = this, [x, y, width, height] = run.view, { colors } = run;
    const high = canvas.height - bottom, scale = Math.min(canvas.width / width, high / height);
    this.transform = [scale, 0, 0, -scale, 0.5 * canvas.width - scale * x, 0.5 * high + scale * y];
    const middle = [0.5 * canvas.width, 0.5 * canvas.height];
    const glow = pen.createRadialGradient(...middle, 0, ...middle, 0.6 * Math.hypot(canvas.width, canvas.height));
    glow.addColorStop(0, colors.middle);
    glow.addColorStop(1, colors.edge);
    pen.resetTransform();
    pen.fillStyle = glow;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineJoin = pen.lineCap = "round";
    const motions = motionsAt(run, time);
    for (const wall of this.walls) this.drawWall(wall, poseAt(motions[wall.row], run.start + time));
    forEachBall(run, time * run.rate, (k, x, y, angle) => this.drawBall(k, x, y, angle));
    pen.setTransform(...this.transform);
    for (const rivet of rivetsAt(run, time)) this.disc(...rivet, `rgb(0 0 0 / ${run.rivetOpacity})`);
    for (const zone of run.zones) this.drawZone(zone, run.zoneStyle[2] * devicePixelRatio / scale);
  }

  drawWall(wall, [x, y, cos, sin]) {
    const { pen, run: { colors, width } } = this, line = 1.5 * devicePixelRatio / this.transform[0];
    const frame = wall.container ? width : 0;
    pen.setTransform(...this.transform);
    pen.transform(cos, sin, -sin, cos, x, y);
    this.fill(wall, frame + line, EDGE);
    this.fill(wall, frame, wall.color);
    if (wall.container) this.fill(wall, 0, this.floor(wall));
    this.disc(...wall.bolt, colors.marker);
  }

  // The colour of a floor, from its middle to its walls.
  floor({ bounds }) {
    const { pen, run: { colors } } = this, reach = 0.5 * Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
    const glow = pen.createRadialGradient(0, 0, 0, 0, 0, reach);
    glow.addColorStop(0, colors.floor);
    glow.addColorStop(1, colors.floor_edge);
    return glow;
  }

  // Fill a wall and everything within `beyond` m of it.
  fill(wall, beyond, color) {
    const { pen } = this, reach = wall.radius + beyond;
    if (wall.segments.length === 4) {
      const [x, y, endX, endY] = wall.segments;
      if (x === endX && y === endY) return this.disc(x, y, reach, color);
    }
    pen.fillStyle = pen.strokeStyle = color;
    pen.lineWidth = 2 * reach;
    if (reach > 0) pen.stroke(wall.path);
    if (wall.closed) pen.fill(wall.path);
  }

  disc(x, y, radius, color) {
    const { pen } = this;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
  }

  drawBall(k, x, y, angle) {
    const { pen, run: { colors, tracks } } = this, radius = tracks.radius[k], number = tracks.number[k];
    const cos = Math.cos(angle), sin = Math.sin(angle);
    pen.setTransform(...this.transform);
    pen.transform(radius * cos, radius * sin, radius * sin, -radius * cos, x, y); // flipped, so that digits stand upright
    this.disc(0, 0, 1, tracks.color[k]);
    this.disc(0, 0, 0.55, colors.badge);
    pen.strokeStyle = EDGE;
    pen.lineWidth = 0.08;
    pen.beginPath();
    pen.arc(0, 0, 0.96, 0, 2 * Math.PI);
    pen.stroke();
    if (number < 0 || radius * this.transform[0] < 6) return;
    pen.fillStyle = colors.ink;
    pen.font = 'bold 0.7px "Liberation Sans", Arial, Helvetica, sans-serif';
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(number, 0, 0, 0.95);
  }

  drawZone(zone, line) {
    const { pen, run } = this, shape = new Path2D();
    if (zone.is_round) shape.arc(zone.x, zone.y, zone.half_width, 0, 2 * Math.PI);
    else shape.rect(zone.x - zone.half_width, zone.y - zone.half_height, 2 * zone.half_width, 2 * zone.half_height);
    pen.fillStyle = pen.strokeStyle = zone.color;
    pen.lineWidth = line;
    pen.globalAlpha = run.zoneStyle[0];
    pen.fill(shape);
    pen.globalAlpha = run.zoneStyle[1];
    pen.stroke(shape);
    pen.globalAlpha = 1;
  }
}

// Return the segments of a wall as a path.
function wallPath(wall) {
  const path = new Path2D();
  path.moveTo(wall.segments[0], wall.segments[1]);
  for (let k = 0; k < wall.segments.length; k += 4) path.lineTo(wall.segments[k + 2], wall.segments[k + 3]);
  if (wall.closed) path.closePath();
  return path;
}
