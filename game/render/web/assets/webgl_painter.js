// Draws the run at a time with WebGL 2 and the shaders of the window.

const SEGMENTS_PER_ROW = 1024; // segments in a row of their texture, as in wall.glsl
const MIN_SHADOW_RADIUS = 6; // px, radius of the largest ball below which no shadows are drawn
const DIGIT_SIZE = [96, 128]; // px, width and height of the picture of a digit
const BALL_BYTES = 24, CELL_BYTES = 28; // of a ball, and of a cell of a wall, on the graphics card

class Program {
  constructor(gl, vertex, fragment, values = {}) {
    this.gl = gl;
    this.program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, CORNER + vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, HEAD + text);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
      if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) === false) throw Error(gl.getShaderInfoLog(shader));
    }
    gl.linkProgram(this.program);
    if (gl.getProgramParameter(this.program, gl.LINK_STATUS) === false) throw Error(gl.getProgramInfoLog(this.program));
    this.uniforms = {};
    for (let k = 0; k < gl.getProgramParameter(this.program, gl.ACTIVE_UNIFORMS); k++) {
      const { name, type } = gl.getActiveUniform(this.program, k);
      this.uniforms[name] = [gl.getUniformLocation(this.program, name), type];
    }
    this.set(values);
  }

  set(values) {
    const gl = this.gl;
    gl.useProgram(this.program);
    for (const [name, value] of Object.entries(values)) {
      const [location, type] = this.uniforms[name] ?? [];
      if (type === gl.FLOAT) gl.uniform1f(location, value);
      else if (type === gl.FLOAT_VEC2) gl.uniform2fv(location, value);
      else if (type === gl.FLOAT_VEC3) gl.uniform3fv(location, value);
      else if (location) gl.uniform1i(location, value);
    }
  }
}

class WebGLPainter {
  constructor(run, canvas, gl) {
    this.canvas = canvas;
    this.gl = gl;
    this.run = run;
    const { shaders, colors, width, darkness } = run;
    const wall = { width, darkness, walls: 0, pieces: 1 };
    const [floor_color, floor_edge, marker] = [colors.floor, colors.floor_edge, colors.marker].map(rgb);
    this.backdrop = new Program(gl, SCREEN, BACKDROP, { middle: rgb(colors.middle), edge: rgb(colors.edge) });
    this.ground = new Program(gl, WALL, shaders.ground, { ...wall, floor_color, floor_edge });
    this.metal = new Program(gl, WALL, shaders.metal, { ...wall, marker_color: marker });
    this.shadow = new Program(gl, DISC, shaders.shadow, { darkness, reach: 1.45, offset: [0.20, -0.27] });
    const label = { digits: 2, badge: rgb(colors.badge), ink: rgb(colors.ink) };
    this.ball = new Program(gl, DISC, shaders.ball, { reach: 1, offset: [0, 0], oversampling: 1, ...label });
    this.zone = new Program(gl, ZONE_VERTEX, ZONE_FRAGMENT);
    this.uploadWalls();
    this.drawDigits();
    this.balls = this.instances([[4, gl.FLOAT], [4, gl.UNSIGNED_BYTE], [1, gl.INT]], BALL_BYTES);
    this.noAttributes = gl.createVertexArray();
    this.poses = new ArrayBuffer(BALL_BYTES * run.tracks.first.length);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA); // colours are premultiplied
  }

  // Draw the world `time` s after the start of the page; `bottom` px at the lower edge stay free.
  draw(time, bottom) {
    const { gl, run, canvas } = this, [x, y, width, height] = run.view;
    const scale = Math.min(canvas.width / width, (canvas.height - bottom) / height);
    const scene = { half_view: [0.5 * canvas.width / scale, 0.5 * canvas.height / scale], pixel: 1 / scale };
    this.center = [x, y - 0.5 * bottom / scale];
    gl.viewport(0, 0, canvas.width, canvas.height);
    this.backdrop.set({});
    this.drawInstances(this.noAttributes, 1);
    this.uploadWallPoses(time);
    this.ground.set(scene);
    this.drawInstances(this.grounds.array, this.grounds.count);
    const [count, largest] = this.uploadBalls(time * run.rate);
    for (const program of largest > MIN_SHADOW_RADIUS / scale ? [this.shadow, this.ball] : [this.ball]) {
      program.set(scene);
      this.drawInstances(this.balls.array, count);
    }
    this.metal.set(scene);
    this.drawInstances(this.metals.array, this.metals.count);
    this.zone.set({ ...scene, opacity: [run.rivetOpacity, run.rivetOpacity], line: 0, is_round: 1, color: [0, 0, 0] });
    for (const [x, y, radius] of rivetsAt(run, time)) this.drawZone(x, y, radius, radius);
    this.zone.set({ opacity: run.zoneStyle.slice(0, 2), line: run.zoneStyle[2] * devicePixelRatio });
    for (const zone of run.zones) {
      this.zone.set({ is_round: Number(zone.is_round), color: rgb(zone.color) });
      this.drawZone(zone.x, zone.y, zone.half_width, zone.half_height);
    }
  }

  drawZone(x, y, halfWidth, halfHeight) {
    this.zone.set({ middle: [x - this.center[0], y - this.center[1]], half_size: [halfWidth, halfHeight] });
    this.drawInstances(this.noAttributes, 1);
  }

  drawInstances(array, count) {
    this.gl.bindVertexArray(array);
    this.gl.drawArraysInstanced(this.gl.TRIANGLE_STRIP, 0, 4, count);
  }

  // Create a buffer in which each row of `bytes` bytes is one instance of a square.
  instances(columns, bytes) {
    const gl = this.gl, array = gl.createVertexArray(), buffer = gl.createBuffer();
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    let offset = 0;
    columns.forEach(([size, type], k) => {
      gl.enableVertexAttribArray(k);
      if (type === gl.INT) gl.vertexAttribIPointer(k, size, type, bytes, offset);
      else gl.vertexAttribPointer(k, size, type, true, bytes, offset);
      gl.vertexAttribDivisor(k, 1);
      offset += size * (type === gl.UNSIGNED_BYTE ? 1 : 4);
    });
    return { array, buffer, count: 0 };
  }

  uploadWalls() {
    const { gl, run } = this, segments = [], grounds = [], frames = [], bodies = [];
    run.walls.forEach((wall, number) => {
      const cells = cutCells(wall, run.width, number, segments.length);
      grounds.push(...cells.grounds);
      (wall.container ? frames : bodies).push(...cells.metals);
      for (const segment of cells.near) segments.push(segment);
    });
    this.grounds = this.uploadCells(grounds);
    this.metals = this.uploadCells(bodies.concat(frames));
    const width = SEGMENTS_PER_ROW, rows = Math.max(Math.ceil(segments.length / width), 1);
    const table = new Float32Array(4 * width * rows);
    table.set(segments.flat());
    this.texels = new Float32Array(run.walls.flatMap((wall) => wallTexels(wall, run)));
    this.texture(0, () => {});
    this.texture(1, () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, rows, 0, gl.RGBA, gl.FLOAT, table));
  }

  uploadCells(rows) {
    const gl = this.gl, cells = this.instances([[3, gl.FLOAT], [1, gl.INT], [3, gl.INT]], CELL_BYTES);
    const data = new ArrayBuffer(CELL_BYTES * rows.length), floats = new Float32Array(data), whole = new Int32Array(data);
    rows.forEach((row, k) => {
      floats.set(row.slice(0, 3), 7 * k);
      whole.set(row.slice(3), 7 * k + 3);
    });
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    cells.count = rows.length;
    return cells;
  }

  texture(unit, fill) {
    const gl = this.gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    fill();
  }

  // Draw the digits 0 to 9 into the layers of a texture, with mipmaps.
  drawDigits() {
    const gl = this.gl, [width, height] = DIGIT_SIZE, kind = gl.TEXTURE_2D_ARRAY;
    const picture = Object.assign(document.createElement("canvas"), { width, height }), pen = picture.getContext("2d");
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(kind, gl.createTexture());
    gl.texStorage3D(kind, 8, gl.R8, width, height, 10);
    gl.texParameteri(kind, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(kind, wrap, gl.CLAMP_TO_EDGE);
    pen.font = `bold ${1.28 * height}px "Liberation Sans", Arial, Helvetica, sans-serif`;
    pen.textAlign = "center";
    for (let digit = 0; digit < 10; digit++) {
      pen.fillStyle = "#000";
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#fff";
      pen.fillText(digit, 0.5 * width, 0.95 * height);
      gl.texSubImage3D(kind, 0, 0, 0, digit, width, height, 1, gl.RED, gl.UNSIGNED_BYTE, picture);
    }
    gl.generateMipmap(kind);
  }

  uploadWallPoses(time) {
    const { gl, run, texels, center } = this;
    if (!run.walls.length) return;
    const motions = motionsAt(run, time);
    run.walls.forEach((wall, k) => {
      const [x, y, cos, sin] = poseAt(motions[wall.row], run.start + time);
      texels.set([x - center[0], y - center[1], cos, sin], 20 * k);
    });
    gl.activeTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 5, run.walls.length, 0, gl.RGBA, gl.FLOAT, texels);
  }

  uploadBalls(frame) {
    const { gl, run, center } = this, { radius, number } = run.tracks;
    const floats = new Float32Array(this.poses), bytes = new Uint8Array(this.poses), whole = new Int32Array(this.poses);
    let count = 0, largest = 0;
    forEachBall(run, frame, (k, x, y, angle) => {
      floats[6 * count] = x - center[0];
      floats[6 * count + 1] = y - center[1];
      floats[6 * count + 2] = radius[k];
      floats[6 * count + 3] = angle;
      bytes.set(run.paint[k], BALL_BYTES * count + 16);
      whole[6 * count + 5] = number[k];
      largest = Math.max(largest, radius[k]);
      count++;
    });
    gl.bindBuffer(gl.ARRAY_BUFFER, this.balls.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(this.poses, 0, BALL_BYTES * count), gl.STREAM_DRAW);
    return [count, largest];
  }
}
