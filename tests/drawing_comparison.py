"""Comparison of imported SVG drawings with a browser: where it shows each element, and where the importer places it.

`python -m tests.drawing_comparison [FILE ...]` prints a table of the drawings, and everything that differs.
"""

import math
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from game.levels.importing import read_drawing
from tests.browser import browser

DRAWINGS = Path(__file__).parent / "game" / "levels" / "importing" / "drawings"
CORPUS = sorted(DRAWINGS.glob("*/*.svg"))

TOLERANCE = 0.01
"""Largest difference between two boxes, px.

Chromium draws arcs of paths by curves up to 2.7e-4 of the radius too large; rotated arcs of the corpus are small.
"""

FLATNESS = 0.0015
"""Largest distance between an imported outline and the browser's, relative to the diagonal of its box."""

GRAPHICS = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}

EXAMINE = """function () {
    const viewport = (symbol, host) => {  // the browser's own matrix of a nested picture of this size
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), root = document.documentElement;
        for (const name of ["viewBox", "preserveAspectRatio"])
            if (symbol.hasAttribute(name)) svg.setAttribute(name, symbol.getAttribute(name));
        for (const name of ["width", "height"]) svg.setAttribute(name, host.getAttribute(name) ?? "100%");
        const inside = root.appendChild(svg).appendChild(document.createElementNS(svg.namespaceURI, "g"));
        const matrix = root.getScreenCTM().inverse().multiply(inside.getScreenCTM());
        svg.remove();
        return matrix;
    };
    const toScreen = (node) => {  // getScreenCTM leaves out x and y of <use>, and the view box of <symbol>
        const host = node.getRootNode().host;
        if (host === undefined) return node.getScreenCTM();
        const moved = toScreen(host).translate(host.x.baseVal.value, host.y.baseVal.value);
        const inner = host.getScreenCTM().inverse().multiply(node.getScreenCTM()), top = node.getRootNode().firstChild;
        return (top.localName === "symbol" ? moved.multiply(viewport(top, host)) : moved).multiply(inner);
    };
    const never = ["defs", "clipPath", "mask", "pattern", "marker"];
    let opacity = 1;
    for (let node = this; node instanceof Element; node = node.parentNode?.host ?? node.parentNode) {
        const instance = node.parentNode instanceof ShadowRoot;
        const empty = node.localName === "svg" && (node.width.baseVal.value === 0 || node.height.baseVal.value === 0);
        if (empty || never.includes(node.localName) || (node.localName === "symbol" && !instance)) return null;
        const style = getComputedStyle(node);
        if (style.display === "none") return null;
        opacity *= Number(style.opacity);
    }
    const style = getComputedStyle(this);
    const isClear = (paint) => /^rgba\\(.*, 0\\)$|\\/ 0\\)$/.test(paint);
    const painted = (paint, alpha) => paint !== "none" && !isClear(paint) && Number(alpha) > 0;
    const filled = painted(style.fill, style.fillOpacity) && this.localName !== "line";
    const stroked = painted(style.stroke, style.strokeOpacity) && parseFloat(style.strokeWidth) > 0;
    if (style.visibility !== "visible" || opacity === 0 || !this.checkVisibility()) return null;
    if (!filled && !stroked) return null;
    const length = this.getTotalLength(), box = DOMRect.fromRect(this.getBBox());
    if (!(length > 0) || (this.localName !== "line" && !(box.width > 0 || box.height > 0))) return null;
    if (["rect", "circle", "ellipse"].includes(this.localName) && !(box.width > 0 && box.height > 0)) return null;
    const corners = [[box.x, box.y], [box.right, box.y], [box.x, box.bottom], [box.right, box.bottom]];
    const drawn = this.getBoundingClientRect();
    const error = (matrix) => {
        const [x, y] = ["x", "y"].map((axis) => corners.map((p) => new DOMPoint(...p).matrixTransform(matrix)[axis]));
        return Math.max(Math.abs(Math.min(...x) - drawn.left), Math.abs(Math.max(...x) - drawn.right),
            Math.abs(Math.min(...y) - drawn.top), Math.abs(Math.max(...y) - drawn.bottom));
    };
    const matrix = toScreen(this);
    if (!(error(matrix) < 0.02)) throw new Error(`${this.id}: its matrix does not give its bounding client rectangle`);
    const at = (s) => { const p = this.getPointAtLength(s).matrixTransform(matrix); return [p.x, p.y]; };
    const count = 1200, step = length / count;
    const points = Array.from({length: count + 1}, (_, k) => at(k * step));
    const reach = 1.01 * step * Math.hypot(matrix.a, matrix.b, matrix.c, matrix.d);
    const extreme = (axis, sign) => {
        const heights = points.map((point) => sign * point[axis]);
        let best = Math.max(...heights);
        const near = best - reach;
        const refine = (low, high) => {
            for (let turn = 0; turn < 20; turn++) {
                const a = low + (high - low) / 3, b = high - (high - low) / 3;
                const left = sign * at(a)[axis], right = sign * at(b)[axis];
                best = Math.max(best, left, right);
                if (left < right) low = a; else high = b;
            }
        };
        for (let k = 0; k < count; k++) {  // where a top can lie: beside the highest samples, and at bends and jumps
            const low = Math.min(heights[k], heights[k + 1]), high = Math.max(heights[k], heights[k + 1]);
            if (high < near) continue;
            const isTop = high >= Math.max(heights[k - 1] ?? -Infinity, heights[k + 2] ?? -Infinity);
            const bend = Math.abs(sign * at((k + 0.5) * step)[axis] - 0.5 * (low + high));
            if (bend > 1e-3 || (isTop && bend > 1e-7)) refine(k * step, (k + 1) * step);
        }
        return sign * best;
    };
    return {
        box: [extreme(0, -1), extreme(1, -1), extreme(0, 1), extreme(1, 1)],
        samples: points.filter((_, k) => k % 15 === 0),
        filled, stroked,
    };
}"""
"""What the browser shows of an element: null, or its tight box and samples of its outline, px on the page."""


@dataclass(slots=True)
class Shown:
    """An element that the browser shows.

    key : its id, or its tag if it has none
    box : left, top, right, bottom, px
    samples : points of its outline (k, 2), px
    is_background : whether it is a filled area without an outline that covers the page
    parts : outlines (k, 2) that were imported for it, px
    """

    key: str
    box: np.ndarray
    samples: np.ndarray
    is_background: bool
    parts: list[np.ndarray] = field(default_factory=list)


@dataclass(slots=True)
class Comparison:
    """The result for a drawing.

    compared : number of elements with a counterpart in the import
    hidden : number of graphics elements that the browser does not show, and of backgrounds
    largest : largest difference between boxes, px
    faults : a line for each element that differs
    """

    compared: int = 0
    hidden: int = 0
    largest: float = 0.0
    faults: list[str] = field(default_factory=list)


# -- the browser ------------------------------


FIX_SIZE = """(() => {
    const root = document.documentElement, box = root.viewBox.baseVal, sizes = ["width", "height"];
    if (box && sizes.some((name) => (root.getAttribute(name) ?? "100%").endsWith("%")))
        sizes.forEach((name) => root.setAttribute(name, box[name]));
    const {width, height} = root.getBoundingClientRect();
    return [width, height];
})()"""
"""Show a drawing without a size in the size of its view box, not in that of the window; return the size of the page."""


def examine(one, path):
    """Open a drawing; return the size (2,) of its page, the shown elements, and the number of those not shown."""
    one.call("Emulation.setDeviceMetricsOverride", width=1600, height=1200, deviceScaleFactor=1, mobile=False)
    one.call("Page.navigate", url="about:blank")
    one.call("Page.navigate", url=path.as_uri())
    one.until("document.readyState === 'complete' && document.documentElement.localName === 'svg'")
    page = one.value(FIX_SIZE)
    shown, hidden = [], 0
    for node in graphics(one.call("DOM.getDocument", depth=-1, pierce=True)["root"]):
        handle = one.call("DOM.resolveNode", nodeId=node["nodeId"])["object"]["objectId"]
        answer = one.call("Runtime.callFunctionOn", functionDeclaration=EXAMINE, objectId=handle, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        if (found := answer["result"].get("value")) is None:
            hidden += 1
            continue
        attributes = dict(zip(node["attributes"][::2], node["attributes"][1::2], strict=True))
        left, top, right, bottom = found["box"]
        covers = left <= 0.5 and top <= 0.5 and right >= page[0] - 0.5 and bottom >= page[1] - 0.5
        shown.append(
            Shown(
                attributes.get("id") or node["localName"],
                np.array(found["box"]),
                np.array(found["samples"]),
                covers and found["filled"] and not found["stroked"],
            )
        )
    return np.array(page), shown, hidden


def graphics(node):
    """Yield the graphics elements below a node of the DOM, also those that a ``use`` shows."""
    if node["localName"] in GRAPHICS:
        yield node
    for child in (*node.get("children", ()), *node.get("shadowRoots", ())):
        yield from graphics(child)


# -- the import ------------------------------


def imported(path, page):
    """Return the outlines (k, 2) of the imported shapes and of their holes by key, px on a page of a size (2,)."""
    outlines = defaultdict(list)
    for shape in read_drawing(path, 1.0).shapes:
        name = re.search(r'"(.*)"', shape.label)
        tag = re.search(r"\b(" + "|".join(GRAPHICS) + r")\b", shape.label)
        for border in (shape, *shape.holes):
            outlines[name[1] if name else tag[1]].append(outline_of(border) + 0.5 * page)
    return outlines


def outline_of(shape):
    """Return the outline (k, 2) of a shape, px, y down, relative to the middle of the page."""
    points = shape.points * [1.0, -1.0]
    if shape.radius > 0.0:
        angles = np.linspace(0.0, 2.0 * math.pi, 361)
        return points + shape.radius * np.column_stack((np.cos(angles), np.sin(angles)))
    return np.concatenate((points, points[:1])) if shape.closed else points


def box_of(parts):
    points = np.concatenate(parts)
    return np.concatenate((points.min(axis=0), points.max(axis=0)))


def distances(points, outlines):
    """Return the distance of each point (k, 2) to the nearest of some outlines, px."""
    nearest = np.full(len(points), math.inf)
    for outline in outlines:
        start, along = outline[:-1], np.diff(outline, axis=0)
        offset = points[:, None] - start
        t = np.clip((offset * along).sum(axis=2) / np.maximum((along * along).sum(axis=1), 1e-300), 0.0, 1.0)
        nearest = np.minimum(nearest, np.linalg.norm(offset - t[..., None] * along, axis=2).min(axis=1))
    return nearest


def compare(one, path):
    """Compare the import of a drawing with the browser's boxes and outlines."""
    page, shown, hidden = examine(one, path)
    result = Comparison(hidden=hidden + sum(element.is_background for element in shown))
    waiting = defaultdict(list)
    for element in shown:
        if not element.is_background:
            waiting[element.key].append(element)
    for key, outlines in imported(path, page).items():
        if key not in waiting:
            result.faults.append(f"{key}: imported {len(outlines)} times, but not shown")
            continue
        for outline in outlines:
            far = [distances(outline, [one.samples]).max() + 1e-6 * len(one.parts) for one in waiting[key]]
            waiting[key][int(np.argmin(far))].parts.append(outline)
    for element in (element for elements in waiting.values() for element in elements):
        judge(element, result)
    return result


def judge(element, result):
    if not element.parts:
        result.faults.append(f"{element.key}: shown at {np.round(element.box, 2).tolist()}, but not imported")
        return
    box = box_of(element.parts)
    difference = float(np.abs(box - element.box).max())
    result.compared += 1
    result.largest = max(result.largest, difference)
    if not difference <= TOLERANCE:
        boxes = f"{np.round(box, 3).tolist()} instead of {np.round(element.box, 3).tolist()}"
        result.faults.append(f"{element.key}: box differs by {difference:.3g} px: {boxes}")
        return
    allowed = FLATNESS * math.dist(box[:2], box[2:]) + TOLERANCE
    if (far := float(distances(element.samples, element.parts).max())) > allowed:
        result.faults.append(f"{element.key}: outline is {far:.3g} px away; allowed: up to {allowed:.3g} px")


def main(paths):
    compared = hidden = drawings = green = 0
    largest = 0.0
    with TemporaryDirectory() as folder, browser(folder) as one:
        for path in paths:
            try:
                result = compare(one, path)
            except Exception as error:
                result = Comparison(faults=[f"{type(error).__name__}: {error}"])
            name = f"{path.parent.name}/{path.name}"
            print(f"{name:40} {result.compared:4} {result.largest:10.2g} px {'' if not result.faults else 'RED'}")
            for fault in result.faults:
                print(f"    {fault}")
            drawings, compared, hidden = drawings + 1, compared + result.compared, hidden + result.hidden
            green, largest = green + (not result.faults), max(largest, result.largest)
    print(f"{green} of {drawings} drawings agree; {compared} elements compared, {hidden} not shown;", end=" ")
    print(f"the largest difference is {largest:.2g} px")
    return green != drawings


if __name__ == "__main__":
    sys.exit(main([Path(name).resolve() for name in sys.argv[1:]] or CORPUS))
