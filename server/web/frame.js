// Where data are in a picture. The service writes into its SVG, for each panel, the frame of the axes and what its sides mean;
// from that a place of the pointer is read as data, and data are placed over the picture.

const numbers = text => text.split(' ').map(Number);

/** One axis: data → 0..1 along the frame, and back; and which column of the answer it shows, where the service tells. */
export function axisBetween(low, high, scale, column) {
  const bend = scale === 'log' ? Math.log : value => value;
  const unbend = scale === 'log' ? Math.exp : value => value;
  const from = bend(low), to = bend(high);
  return {
    low,
    high,
    column,
    logarithmic: scale === 'log',
    fraction: value => (bend(value) - from) / (to - from),
    value: fraction => unbend(from + fraction * (to - from)),
  };
}

/* The data of a tag, by their names. */
const dataOf = tag => Object.fromEntries([...tag.matchAll(/ data-(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));

function axisOf(text) {
  const [low, high, scale, column] = text.split(' ');
  return axisBetween(Number(low), Number(high), scale, column);
}

/** A panel in the frame {left, top, right, bottom} with these axes. */
export function framedBy({ left, top, right, bottom }, x, y) {
  return {
    left, top, right, bottom, x, y,
    holds: (px, py) => px >= left && px <= right && py >= top && py <= bottom,
    data: (px, py) => [x.value((px - left) / (right - left)), y.value((bottom - py) / (bottom - top))],
    place: (dx, dy) => [left + x.fraction(dx) * (right - left), bottom - y.fraction(dy) * (bottom - top)],
  };
}

function panelOf({ frame, x, y }) {
  const [left, top, right, bottom] = numbers(frame);
  return framedBy({ left, top, right, bottom }, axisOf(x), axisOf(y));
}

/* A panel in space: from where it is seen, in degrees, and where the middle of its box is. */
function spaceOf({ space, cell }) {
  const [azimuth, elevation, x, y] = numbers(space), [left, top, right, bottom] = numbers(cell);
  return { left, top, right, bottom, azimuth, elevation, middle: [x, y] };
}

/**
 * The frames of a picture: {panels, spaces: its panels in space, space: whether it has one, width, height}. The tags are picked out of the text,
 * which nobody but the service has written: parsed as a document, the picture's own styles would offend the page's policy.
 */
export function framesOf(svg) {
  const [, width, height] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  const tags = [...svg.matchAll(/<g data-part="panel"[^>]*>/g)].map(([tag]) => dataOf(tag));
  const spaces = tags.filter(data => 'space' in data).map(spaceOf);
  return {
    width: Number(width),
    height: Number(height),
    panels: tags.filter(data => 'frame' in data).map(panelOf),
    spaces,
    space: spaces.length > 0,
  };
}

/** The place of a point of the window in the picture that fills a box of the window, in the picture's pixels. */
export function placeIn(box, frames, clientX, clientY) {
  const scale = frames.width / box.width;
  return [(clientX - box.left) * scale, (clientY - box.top) * scale];
}
