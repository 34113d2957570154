// The shown picture moves at once with the hand, before any answer: over each panel a copy of it is shifted and stretched to what the axes are to
// show, or turned as its box is to be seen. The axes of a plane stay as they are until the next picture comes.

import { make } from './dom.js';

/* Pixels from the left, or from the top, of what is drawn from `low` to `high`, where the axis is to show `wanted`: [shift, stretch]. */
function fitted({ low, high }, wanted, length, downward) {
  const width = wanted[1] - wanted[0];
  const shift = downward ? (wanted[1] - high) / width : (low - wanted[0]) / width;
  return [shift * length, (high - low) / width];
}

function slid(panel, { x, y }, width, height) {
  const [shiftX, stretchX] = x ? fitted(panel.x, x, width, false) : [0, 1];
  const [shiftY, stretchY] = y ? fitted(panel.y, y, height, true) : [0, 1];
  return `translate(${shiftX.toFixed(2)}px, ${shiftY.toFixed(2)}px) scale(${stretchX}, ${stretchY})`;
}

/* The sides of the box that surfaces are drawn in, in proportion. */
const SIDES = [4, 4, 3];

/* The box's sides as they are seen, without perspective: the rows are right and down. */
function seen({ azimuth, elevation }) {
  const [a, e] = [azimuth, elevation].map(degrees => degrees * Math.PI / 180);
  const right = [-Math.sin(a), Math.cos(a), 0], down = [Math.sin(e) * Math.cos(a), Math.sin(e) * Math.sin(a), -Math.cos(e)];
  return [right, down].map(row => row.map((value, i) => value * SIDES[i]));
}

const dot = (one, other) => one.reduce((sum, value, i) => sum + value * other[i], 0);

/* The plane's map that takes the box's corners, as they are seen, nearest to where they are to be seen: least squares, of rank 2 from everywhere. */
function turnedMap(from, to) {
  const before = seen(from), after = seen(to), [p, q, r] = [dot(before[0], before[0]), dot(before[0], before[1]), dot(before[1], before[1])];
  const determinant = p * r - q * q;
  return after.map(row => [dot(row, before[0]), dot(row, before[1])]).map(([s, t]) => [(s * r - t * q) / determinant, (t * p - s * q) / determinant]);
}

function turned(space, turn, scale) {
  const [[a, c], [b, d]] = turnedMap(space, turn), [x, y] = [(space.middle[0] - space.left) * scale, (space.middle[1] - space.top) * scale];
  return `matrix(${[a, b, c, d, x - a * x - c * y, y - b * x - d * y].map(value => value.toFixed(4))})`;
}

/**
 * {follow(shown, wanted), rest()} over the elements {canvas, image}: `shown` is the picture there, {frames, drawn: an image of it that is loaded, or its
 * pixels}, `wanted` what it is to show, as gestures.js tells.
 */
export function followingOf({ canvas, image }) {
  let windows = [];
  let made = null;

  /* A window the size of each panel; in it the panel as pixels, which are cheap to move. Those of the picture before are taken again: elements that come
   * and go cost a layout of the page. */
  function open({ frames, drawn }) {
    const scale = image.clientWidth / frames.width, panels = frames.space ? frames.spaces : frames.panels;
    for (const { frame } of windows.splice(panels.length)) frame.remove();
    panels.forEach((panel, i) => {
      windows[i] ??= windowAfter(windows.at(-1)?.frame ?? image);
      fill(windows[i], panel, drawn, scale, (drawn.naturalWidth ?? drawn.width) / frames.width);
    });
  }

  function windowAfter(element) {
    const pixels = make('canvas'), frame = make('div', { class: 'window', 'aria-hidden': 'true' }, pixels);
    element.after(frame);
    return { frame, pixels };
  }

  function fill(window, panel, drawn, scale, grain) {
    const { left, top, right, bottom } = panel, [width, height] = [(right - left) * scale, (bottom - top) * scale], { pixels, frame } = window;
    const size = [width, height].map(length => Math.ceil(length * devicePixelRatio)), context = pixels.getContext('2d');
    if (pixels.width !== size[0]) [pixels.width] = size;
    if (pixels.height !== size[1]) [, pixels.height] = size;
    context.clearRect(0, 0, ...size);
    context.drawImage(drawn, left * grain, top * grain, (right - left) * grain, (bottom - top) * grain, 0, 0, ...size);
    Object.assign(frame.style, { left: `${left * scale}px`, top: `${top * scale}px`, width: `${width}px`, height: `${height}px` });
    Object.assign(window, { panel, width, height, scale });
  }

  function rest() {
    for (const { frame } of windows) frame.remove();
    windows = [];
    made = null;
    canvas.classList.remove('following');
  }

  return {
    rest,
    follow(shown, { axes, turn }) {
      if (shown !== made) open(shown);
      made = shown;
      canvas.classList.add('following');
      windows.forEach(({ pixels, panel, width, height, scale }, i) => {
        pixels.style.transform = shown.frames.space ? turned(panel, turn, scale) : slid(panel, axes[i] ?? {}, width, height);
      });
    },
  };
}
