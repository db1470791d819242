// Paints a moment of the run plainly, where there is no WebGL 2 to paint it as the window does.

const SKETCHED = "Simplified drawing: WebGL 2 is missing in this browser, or switched off.";
const EDGE = "rgb(0 0 0 / .3)"; // of balls and walls

class Sketch {
  constructor(run, canvas) {
    this.run = run;
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.walls = run.walls.map((wall) => ({ ...wall, path: trace(wall) }));
  }

  // As `paint` of a Painter.
  paint(time, floor) {
    const { pen, run, canvas } = this, [x, y, width, height] = run.view, { colors } = run;
    const high = canvas.height - floor, scale = Math.min(canvas.width / width, high / height);
    this.place = [scale, 0, 0, -scale, 0.5 * canvas.width - scale * x, 0.5 * high + scale * y];
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
    everyBall(run, time * run.rate, (k, x, y, angle) => this.drawBall(k, x, y, angle));
    pen.setTransform(...this.place);
    for (const rivet of rivetsAt(run, time)) this.disc(...rivet, `rgb(0 0 0 / ${run.rivet})`);
    for (const veil of run.veils) this.drawVeil(veil, run.veil[2] * devicePixelRatio / scale);
  }

  drawWall(wall, [x, y, cos, sin]) {
    const { pen, run: { colors, width } } = this, line = 1.5 * devicePixelRatio / this.place[0];
    const frame = wall.container ? width : 0;
    pen.setTransform(...this.place);
    pen.transform(cos, sin, -sin, cos, x, y);
    this.fill(wall, frame + line, EDGE);
    this.fill(wall, frame, wall.oneWay ? colors.marker : colors.frame);
    if (wall.container) this.fill(wall, 0, colors.floor);
    this.disc(...wall.bolt, colors.marker);
  }

  // Fill what is within a wall, or so far beside it, in m.
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
    pen.setTransform(...this.place);
    pen.transform(radius * cos, radius * sin, radius * sin, -radius * cos, x, y); // letters stand upright
    this.disc(0, 0, 1, tracks.color[k]);
    this.disc(0, 0, 0.55, colors.badge);
    pen.strokeStyle = EDGE;
    pen.lineWidth = 0.08;
    pen.beginPath();
    pen.arc(0, 0, 0.96, 0, 2 * Math.PI);
    pen.stroke();
    if (number < 0 || radius * this.place[0] < 6) return;
    pen.fillStyle = colors.ink;
    pen.font = 'bold 0.7px "Liberation Sans", Arial, Helvetica, sans-serif';
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(number, 0, 0, 0.95);
  }

  drawVeil(veil, line) {
    const { pen, run } = this, shape = new Path2D();
    if (veil.is_round) shape.arc(veil.x, veil.y, veil.half_width, 0, 2 * Math.PI);
    else shape.rect(veil.x - veil.half_width, veil.y - veil.half_height, 2 * veil.half_width, 2 * veil.half_height);
    pen.fillStyle = pen.strokeStyle = veil.color;
    pen.lineWidth = line;
    pen.globalAlpha = run.veil[0];
    pen.fill(shape);
    pen.globalAlpha = run.veil[1];
    pen.stroke(shape);
    pen.globalAlpha = 1;
  }
}

// The pieces of a wall as one line.
function trace(wall) {
  const path = new Path2D();
  path.moveTo(wall.segments[0], wall.segments[1]);
  for (let k = 0; k < wall.segments.length; k += 4) path.lineTo(wall.segments[k + 2], wall.segments[k + 3]);
  if (wall.closed) path.closePath();
  return path;
}
