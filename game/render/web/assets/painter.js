// Paints a moment of the run with the shaders of the game's window.

const ROW = 1024; // pieces in a row of their texture, as in wall.glsl
const LEAST_SHADOW = 6; // px, radius below which a ball throws no shadow
const DIGIT = [96, 128]; // px, width and height of the picture of a digit
const POSE = 24, CELL = 28; // bytes of a ball and of a cell of a wall on the graphics card

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
      const [place, type] = this.uniforms[name] ?? [];
      if (type === gl.FLOAT) gl.uniform1f(place, value);
      else if (type === gl.FLOAT_VEC2) gl.uniform2fv(place, value);
      else if (type === gl.FLOAT_VEC3) gl.uniform3fv(place, value);
      else if (place) gl.uniform1i(place, value);
    }
  }
}

class Painter {
  constructor(run, canvas, gl) {
    this.canvas = canvas;
    this.gl = gl;
    this.run = run;
    const { shaders, colors, width, darkness } = run;
    const wall = { width, darkness, walls: 0, pieces: 1 };
    const [frame, floor, marker] = [colors.frame, colors.floor, colors.marker].map(rgb);
    this.backdrop = new Program(gl, SCREEN, BACKDROP, { middle: rgb(colors.middle), edge: rgb(colors.edge) });
    this.ground = new Program(gl, WALL, shaders.ground, { ...wall, floor_color: floor, frame_color: frame });
    this.metal = new Program(gl, WALL, shaders.metal, { ...wall, marker_color: marker });
    this.shadow = new Program(gl, DISC, shaders.shadow, { darkness, reach: 1.45, offset: [0.20, -0.27] });
    const label = { digits: 2, badge: rgb(colors.badge), ink: rgb(colors.ink) };
    this.ball = new Program(gl, DISC, shaders.ball, { reach: 1, offset: [0, 0], oversampling: 1, ...label });
    this.veil = new Program(gl, VEIL, VEIL_PAINT);
    this.layWalls();
    this.drawDigits();
    this.balls = this.instances([[4, gl.FLOAT], [4, gl.UNSIGNED_BYTE], [1, gl.INT]], POSE);
    this.nothing = gl.createVertexArray();
    this.poses = new ArrayBuffer(POSE * run.tracks.first.length);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA); // colours come premultiplied
  }

  // Paint the world `time` s after the start of the page; `floor` px at the lower edge are kept free.
  paint(time, floor) {
    const { gl, run, canvas } = this, [x, y, width, height] = run.view;
    const scale = Math.min(canvas.width / width, (canvas.height - floor) / height);
    const scene = { half_view: [0.5 * canvas.width / scale, 0.5 * canvas.height / scale], pixel: 1 / scale };
    this.center = [x, y - 0.5 * floor / scale];
    gl.viewport(0, 0, canvas.width, canvas.height);
    this.backdrop.set({});
    this.draw(this.nothing, 1);
    this.placeWalls(time);
    this.ground.set(scene);
    this.draw(this.grounds.array, this.grounds.count);
    const [count, largest] = this.placeBalls(time * run.rate);
    for (const program of largest > LEAST_SHADOW / scale ? [this.shadow, this.ball] : [this.ball]) {
      program.set(scene);
      this.draw(this.balls.array, count);
    }
    this.metal.set(scene);
    this.draw(this.metals.array, this.metals.count);
    this.veil.set({ ...scene, opacity: [run.rivet, run.rivet], line: 0, is_round: 1, color: [0, 0, 0] });
    for (const [x, y, radius] of rivetsAt(run, time)) this.drawVeil(x, y, radius, radius);
    this.veil.set({ opacity: run.veil.slice(0, 2), line: run.veil[2] * devicePixelRatio });
    for (const veil of run.veils) {
      this.veil.set({ is_round: Number(veil.is_round), color: rgb(veil.color) });
      this.drawVeil(veil.x, veil.y, veil.half_width, veil.half_height);
    }
  }

  drawVeil(x, y, halfWidth, halfHeight) {
    this.veil.set({ middle: [x - this.center[0], y - this.center[1]], half_size: [halfWidth, halfHeight] });
    this.draw(this.nothing, 1);
  }

  draw(array, count) {
    this.gl.bindVertexArray(array);
    this.gl.drawArraysInstanced(this.gl.TRIANGLE_STRIP, 0, 4, count);
  }

  // A buffer whose rows, of so many bytes, make one square each.
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

  layWalls() {
    const { gl, run } = this, pieces = [], grounds = [], frames = [], bodies = [];
    run.walls.forEach((wall, number) => {
      const cells = cut(wall, run.width, number, pieces.length);
      grounds.push(...cells.grounds);
      (wall.container ? frames : bodies).push(...cells.metals);
      for (const piece of cells.near) pieces.push(piece);
    });
    this.grounds = this.cells(grounds);
    this.metals = this.cells(bodies.concat(frames));
    const rows = Math.max(Math.ceil(pieces.length / ROW), 1), table = new Float32Array(4 * ROW * rows);
    table.set(pieces.flat());
    this.facts = new Float32Array(run.walls.flatMap((wall) => describe(wall, run)));
    this.texture(0, () => {});
    this.texture(1, () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, ROW, rows, 0, gl.RGBA, gl.FLOAT, table));
  }

  cells(rows) {
    const gl = this.gl, cells = this.instances([[3, gl.FLOAT], [1, gl.INT], [3, gl.INT]], CELL);
    const data = new ArrayBuffer(CELL * rows.length), floats = new Float32Array(data), whole = new Int32Array(data);
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

  // Write 0 to 9 into the layers of a texture, each with smaller and smaller copies.
  drawDigits() {
    const gl = this.gl, [width, height] = DIGIT, kind = gl.TEXTURE_2D_ARRAY;
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

  placeWalls(time) {
    const { gl, run, facts, center } = this;
    if (!run.walls.length) return;
    const motions = motionsAt(run, time);
    run.walls.forEach((wall, k) => {
      const [x, y, cos, sin] = poseAt(motions[wall.row], run.start + time);
      facts.set([x - center[0], y - center[1], cos, sin], 20 * k);
    });
    gl.activeTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 5, run.walls.length, 0, gl.RGBA, gl.FLOAT, facts);
  }

  placeBalls(frame) {
    const { gl, run, center } = this, { radius, number } = run.tracks;
    const floats = new Float32Array(this.poses), bytes = new Uint8Array(this.poses), whole = new Int32Array(this.poses);
    let shown = 0, largest = 0;
    everyBall(run, frame, (k, x, y, angle) => {
      floats[6 * shown] = x - center[0];
      floats[6 * shown + 1] = y - center[1];
      floats[6 * shown + 2] = radius[k];
      floats[6 * shown + 3] = angle;
      bytes.set(run.paint[k], POSE * shown + 16);
      whole[6 * shown + 5] = number[k];
      largest = Math.max(largest, radius[k]);
      shown++;
    });
    gl.bindBuffer(gl.ARRAY_BUFFER, this.balls.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(this.poses, 0, POSE * shown), gl.STREAM_DRAW);
    return [shown, largest];
  }
}
