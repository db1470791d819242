// Plays the run, and handles keys, mouse and touch.

const IDLE_TIME = 2500; // ms until the controls fade
const MAX_FRAME_TIME = 100; // ms, longest time that passes in one frame
const SEEK_STEP = 1; // s, of the arrow keys

const find = (id) => document.getElementById(id);
const [canvas, scrub, speed] = ["world", "scrub", "speed"].map(find);

class Player {
  constructor(run) {
    this.run = run;
    this.time = 0; // s after the start of the page
    this.isPlaying = false;
    this.isHeld = false; // while the time bar is dragged
    this.isFrameRequested = false;
    this.last = null; // ms, time of the last frame while playing, or null
    this.createLabels();
    this.createPainter();
    this.addListeners();
  }

  createLabels() {
    this.labels = this.run.labels.map(({ text }) => Object.assign(document.createElement("span"), { textContent: text }));
    find("labels").append(...this.labels);
  }

  // Move the labels to their walls and zones; `bottom` px at the lower edge stay free, as in `draw` of WebGLPainter.
  placeLabels(bottom) {
    const [x, y, width, height] = this.run.view, scale = Math.min(innerWidth / width, (innerHeight - bottom) / height);
    const side = (sign) => `calc(-50% + ${sign} * (50% + ${this.run.labelGap}em))`;
    labelsAt(this.run, this.time).forEach(([labelX, labelY, across, up], k) => {
      const left = 0.5 * innerWidth + scale * (labelX - x), top = 0.5 * (innerHeight - bottom) - scale * (labelY - y);
      this.labels[k].style.transform = `translate(${left}px, ${top}px) translate(${side(across)}, ${side(-up)})`;
    });
  }

  createPainter() {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false });
    this.painter = gl ? new WebGLPainter(this.run, canvas, gl) : new CanvasPainter(this.run, canvas);
    if (!gl) showError(NO_WEBGL, true);
    this.requestFrame();
  }

  // Draw at the next frame of the screen, and while playing at every frame.
  requestFrame() {
    if (this.isFrameRequested) return;
    this.isFrameRequested = true;
    requestAnimationFrame((now) => {
      this.isFrameRequested = false;
      if (this.isPlaying) {
        const passed = this.last === null || this.isHeld ? 0 : Math.min(now - this.last, MAX_FRAME_TIME);
        this.last = now;
        this.time = Math.min(this.time + passed / 1000 * Number(speed.value), this.run.seconds);
        if (this.time >= this.run.seconds) this.play(false);
        else this.requestFrame();
      }
      this.drawFrame();
    });
  }

  drawFrame() {
    const bottom = Math.max(innerHeight - find("controls").getBoundingClientRect().top, 0);
    this.painter.draw(this.time, bottom * canvas.height / innerHeight);
    this.placeLabels(bottom);
    scrub.value = this.time;
    scrub.style.setProperty("--done", `${100 * this.time / (this.run.seconds || 1)}%`);
    find("now").textContent = this.time.toFixed(2);
  }

  play(isPlaying) {
    if (isPlaying && this.time >= this.run.seconds) this.time = 0;
    this.isPlaying = isPlaying;
    this.last = null;
    document.body.classList.toggle("playing", isPlaying);
    if (!isPlaying) this.storeTime();
    this.showControls();
    this.requestFrame();
  }

  // Set the time, in s.
  seek(time) {
    this.time = Math.min(Math.max(time, 0), this.run.seconds);
    this.last = null;
    if (!this.isPlaying) this.storeTime();
    this.requestFrame();
  }

  step(count) {
    this.play(false);
    this.seek((Math.round(this.time * this.run.rate) + count) / this.run.rate);
  }

  // Store the time in the address of the page, so that a link to it can be shared.
  storeTime() {
    try {
      history.replaceState(null, "", `#t=${this.time.toFixed(2)}`);
    } catch { /* a page without an address stores no time */ }
  }

  // Start at the time in the address; without one, play, unless the user prefers reduced motion.
  readAddress() {
    const match = /^#t=(\d+(\.\d+)?)$/.exec(location.hash);
    if (match) {
      this.play(false);
      this.seek(Number(match[1]));
    } else if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.play(true);
  }

  changeSpeed(by) {
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.length - 1);
    this.showControls();
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  // Show the controls; they fade after a while without input.
  showControls() {
    document.body.classList.remove("idle");
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => document.body.classList.add("idle"), IDLE_TIME);
  }

  // Fit the canvas to the window. The description is open at the start where it covers nothing.
  resize() {
    const about = find("about"), shape = innerWidth / innerHeight;
    const isRoomy = shape > 1.5 && innerHeight > 420 || shape < 0.75;
    if (isRoomy !== about.classList.contains("roomy")) about.open = isRoomy;
    about.classList.toggle("roomy", isRoomy);
    canvas.width = Math.max(Math.round(innerWidth * devicePixelRatio), 1);
    canvas.height = Math.max(Math.round(innerHeight * devicePixelRatio), 1);
    this.requestFrame();
  }

  addListeners() {
    const toggle = () => this.play(!this.isPlaying), restart = () => { this.seek(0); this.play(true); };
    const keys = {
      " ": toggle, r: restart, f: () => this.toggleFullscreen(), ".": () => this.step(1), ",": () => this.step(-1),
      ArrowLeft: () => this.seek(this.time - SEEK_STEP), ArrowRight: () => this.seek(this.time + SEEK_STEP),
      ArrowUp: () => this.changeSpeed(1), ArrowDown: () => this.changeSpeed(-1),
      "+": () => this.changeSpeed(1), "-": () => this.changeSpeed(-1),
      Home: () => this.seek(0), End: () => this.seek(this.run.seconds),
    };
    let isWaking = false; // a touch that shows the controls does nothing else
    canvas.onpointerdown = (event) => {
      isWaking = event.pointerType === "touch" && document.body.matches(".idle.playing");
    };
    canvas.onclick = () => isWaking || toggle();
    find("play").onclick = toggle;
    find("restart").onclick = restart;
    find("full").onclick = () => this.toggleFullscreen();
    find("full").hidden = !document.fullscreenEnabled;
    scrub.oninput = () => this.seek(Number(scrub.value));
    scrub.onpointerdown = () => { this.isHeld = true; };
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => { this.isHeld = false; });
    addEventListener("click", (event) => { // after a click, keys control the player and not the button
      if (event.detail) event.target.closest("button, summary")?.blur();
    });
    addEventListener("keydown", (event) => {
      const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const isForControl = event.target === speed || event.key === " " && event.target.closest?.("button, summary");
      if (!action || isForControl || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.showControls();
      action();
    });
    for (const type of ["pointermove", "pointerdown", "focusin"]) addEventListener(type, () => this.showControls());
    addEventListener("hashchange", () => this.readAddress());
    addEventListener("resize", () => this.resize());
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => this.createPainter());
  }
}

// Show an error instead of the picture, or a notice beside it.
function showError(error, isBeside = false) {
  find("problem").textContent = error.message ?? String(error);
  find("problem").classList.toggle("beside", isBeside);
  find("problem").hidden = false;
}

readRun(find("run").textContent).then((run) => {
  scrub.max = run.seconds;
  find("length").textContent = run.seconds.toFixed(run.seconds < 10 ? 1 : 0);
  const player = new Player(run);
  player.resize();
  player.readAddress();
}).catch((error) => showError(error));
