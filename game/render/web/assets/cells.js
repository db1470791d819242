// Cuts the plane around walls into square cells that know the segments near them: the twin of gl/wall_cells.py.

const SHADOW_REACH = 4, FINEST = 48, FINENESS = 4;
const ALL_FLOOR = 0, NO_FLOOR = -1;

// Return the distance of a point from a segment, and its offset to the right of the line of the segment, in m.
function segmentDistance([ax, ay, bx, by], x, y) {
  const length = Math.hypot(bx - ax, by - ay) || 1, ex = (bx - ax) / length, ey = (by - ay) / length;
  const along = (x - ax) * ex + (y - ay) * ey;
  let px = x - ax - along * ex, py = y - ay - along * ey;
  if (along <= 0) [px, py] = [x - ax, y - ay];
  else if (along >= length) [px, py] = [x - bx, y - by];
  return [Math.hypot(px, py), ey * px - ex * py];
}

// Return the cells around a wall. `number` is the index of the wall, `first` that of the next free segment.
function cutCells(wall, width, number, first) {
  const [left, bottom, right, top] = wall.bounds;
  const segments = Array.from({ length: wall.segments.length / 4 }, (_, k) => wall.segments.slice(4 * k, 4 * k + 4));
  const shadow = SHADOW_REACH * wall.bevel, reach = 0.5 * Math.max(right - left, top - bottom) + shadow;
  const side = Math.min(Math.ceil(2 * reach / width) + 3, Math.ceil(FINENESS * Math.sqrt(segments.length)), FINEST);
  const half = reach / side, corner = Math.SQRT2 * half;
  const grounds = [], metals = [], near = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const x = 0.5 * (left + right) + half * (2 * column + 1) - reach;
      const y = 0.5 * (bottom + top) + half * (2 * row + 1) - reach;
      const apart = segments.map((segment, k) => [...segmentDistance(segment, x, y), k]);
      const [least, outward] = apart.reduce((best, one) =>
        one[0] < best[0] || one[0] === best[0] && Math.abs(one[1]) > Math.abs(best[1]) ? one : best);
      const distance = (outward < 0 && wall.closed ? -least : least) - wall.radius;
      if (distance - corner >= shadow) continue;
      const isPlain = distance + corner < -3 * width;
      const within = (range) => isPlain ? [] : apart.filter((one) => one[0] - least <= 2 * range);
      const many = within(corner + width).sort((a, b) => a[0] - b[0]), few = within(corner).length;
      const cell = [x, y, half, number, first + near.length, many.length, few];
      near.push(...many.map((one) => segments[one[2]]));
      const isFrame = !wall.container || distance + corner > 0;
      if (isFrame && distance - corner < (wall.container ? width : 0)) metals.push(cell);
      const edge = wall.container ? 0.5 * width : -Infinity;
      const floor = distance + corner < edge ? ALL_FLOOR : distance - corner > edge ? NO_FLOOR : few;
      grounds.push([...cell.slice(0, 6), floor]);
    }
  }
  return { grounds, metals, near };
}

// Return five texels of data of a wall for the shaders: room for its pose, then its shape, see wall.glsl.
function wallTexels(wall, run) {
  const [left, bottom, right, top] = wall.bounds, extent = 0.5 * Math.max(right - left, top - bottom);
  const pivot = wall.container ? [0, 0] : [0.5 * (left + right), 0.5 * (bottom + top)];
  const reach = extent + (wall.container ? SHADOW_REACH * run.width : 0);
  return [
    0, 0, 1, 0, Number(wall.container), Number(wall.closed), wall.radius, reach, ...wall.bolt, wall.hub,
    ...pivot, wall.bevel, wall.groove, ...rgb(wall.color), 0,
  ];
}
