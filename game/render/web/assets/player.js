// Lets time pass, and does what hands ask for.

const IDLE = 2500, LONGEST_FRAME = 100; // ms: until the controls fade, and what a frame lasts at most
const LEAP = 1; // s, of the arrows

const find = (id) => document.getElementById(id);
const [canvas, scrub, speed] = ["world", "scrub", "speed"].map(find);

class Player {
  constructor(run) {
    this.run = run;
    this.time = 0; // s after the start of the page
    this.isPlaying = false;
    this.isHeld = false; // while a hand is on the bar
    this.isAsked = false; // for the next frame
    this.last = null; // ms, when the last frame was painted while time passed
    this.begin();
    this.listen();
  }

  begin() {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false });
    this.painter = gl ? new Painter(this.run, canvas, gl) : new Sketch(this.run, canvas);
    if (!gl) complain(SKETCHED, true);
    this.ask();
  }

  // Paint soon, as often as the screen is drawn while time passes, and once otherwise.
  ask() {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame((now) => {
      this.isAsked = false;
      if (this.isPlaying) {
        const passed = this.last === null || this.isHeld ? 0 : Math.min(now - this.last, LONGEST_FRAME);
        this.last = now;
        this.time = Math.min(this.time + passed / 1000 * Number(speed.value), this.run.seconds);
        if (this.time >= this.run.seconds) this.play(false);
        else this.ask();
      }
      this.show();
    });
  }

  show() {
    const floor = Math.max(innerHeight - find("controls").getBoundingClientRect().top, 0);
    this.painter.paint(this.time, floor * canvas.height / innerHeight);
    scrub.value = this.time;
    scrub.style.setProperty("--done", `${100 * this.time / (this.run.seconds || 1)}%`);
    find("now").textContent = this.time.toFixed(2);
  }

  play(isPlaying) {
    if (isPlaying && this.time >= this.run.seconds) this.time = 0;
    this.isPlaying = isPlaying;
    this.last = null;
    document.body.classList.toggle("playing", isPlaying);
    if (!isPlaying) this.mark();
    this.wake();
    this.ask();
  }

  // Go to a time in s, and stay there.
  go(time) {
    this.time = Math.min(Math.max(time, 0), this.run.seconds);
    this.last = null;
    if (!this.isPlaying) this.mark();
    this.ask();
  }

  step(count) {
    this.play(false);
    this.go((Math.round(this.time * this.run.rate) + count) / this.run.rate);
  }

  // The address of the page tells the moment, so that it can be shared.
  mark() {
    try {
      history.replaceState(null, "", `#t=${this.time.toFixed(2)}`);
    } catch { /* where a page has no address, it has no moment either */ }
  }

  // Begin at the moment that the address tells; without one, play, unless motion is unwelcome.
  obey() {
    const told = /^#t=(\d+(\.\d+)?)$/.exec(location.hash);
    if (told) {
      this.play(false);
      this.go(Number(told[1]));
    } else if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.play(true);
  }

  hurry(by) {
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.length - 1);
    this.wake();
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  // Controls fade while nobody moves.
  wake() {
    document.body.classList.remove("idle");
    clearTimeout(this.sleep);
    this.sleep = setTimeout(() => document.body.classList.add("idle"), IDLE);
  }

  // Fill the window; what is to be said is shown at once where it hides nothing.
  fit() {
    const about = find("about"), shape = innerWidth / innerHeight;
    const isRoomy = shape > 1.5 && innerHeight > 420 || shape < 0.75;
    if (isRoomy !== about.classList.contains("roomy")) about.open = isRoomy;
    about.classList.toggle("roomy", isRoomy);
    canvas.width = Math.max(Math.round(innerWidth * devicePixelRatio), 1);
    canvas.height = Math.max(Math.round(innerHeight * devicePixelRatio), 1);
    this.ask();
  }

  listen() {
    const toggle = () => this.play(!this.isPlaying), restart = () => { this.go(0); this.play(true); };
    const keys = {
      " ": toggle, r: restart, f: () => this.full(), ".": () => this.step(1), ",": () => this.step(-1),
      ArrowLeft: () => this.go(this.time - LEAP), ArrowRight: () => this.go(this.time + LEAP),
      ArrowUp: () => this.hurry(1), ArrowDown: () => this.hurry(-1),
      "+": () => this.hurry(1), "-": () => this.hurry(-1),
      Home: () => this.go(0), End: () => this.go(this.run.seconds),
    };
    let wakes = false; // the touch that brings the controls back does nothing else
    canvas.onpointerdown = (event) => {
      wakes = event.pointerType === "touch" && document.body.matches(".idle.playing");
    };
    canvas.onclick = () => wakes || toggle();
    find("play").onclick = toggle;
    find("restart").onclick = restart;
    find("full").onclick = () => this.full();
    find("full").hidden = !document.fullscreenEnabled;
    scrub.oninput = () => this.go(Number(scrub.value));
    scrub.onpointerdown = () => { this.isHeld = true; };
    for (const sign of ["pointerup", "pointercancel"]) addEventListener(sign, () => { this.isHeld = false; });
    addEventListener("click", (event) => { // keys are for all, unless somebody walks with Tab
      if (event.detail) event.target.closest("button, summary")?.blur();
    });
    addEventListener("keydown", (event) => {
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const isTheirs = event.target === speed || event.key === " " && event.target.closest?.("button, summary");
      if (!act || isTheirs || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.wake();
      act();
    });
    for (const sign of ["pointermove", "pointerdown", "focusin"]) addEventListener(sign, () => this.wake());
    addEventListener("hashchange", () => this.obey());
    addEventListener("resize", () => this.fit());
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => this.begin());
  }
}

// Say what is wrong: in place of the picture, or beside it.
function complain(problem, isBeside = false) {
  find("problem").textContent = problem.message ?? String(problem);
  find("problem").classList.toggle("beside", isBeside);
  find("problem").hidden = false;
}

read(find("run").textContent).then((run) => {
  scrub.max = run.seconds;
  find("length").textContent = run.seconds.toFixed(run.seconds < 10 ? 1 : 0);
  const player = new Player(run);
  player.fit();
  player.obey();
}).catch((problem) => complain(problem));
