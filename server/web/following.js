// The shown picture moves at once with the hand, before any answer: within the frame of each panel a copy of it is shifted and stretched to what
// the axes are to show. The axes stay as they are until the next picture comes.

import { make } from './dom.js';

/* Pixels from the left, or from the top, of what is drawn from `low` to `high`, where the axis is to show `wanted`: [shift, stretch]. */
function fitted({ low, high }, wanted, length, downward) {
  const width = wanted[1] - wanted[0];
  const shift = downward ? (wanted[1] - high) / width : (low - wanted[0]) / width;
  return [shift * length, (high - low) / width];
}

/**
 * {follow(shown, axes), rest()} over the elements {canvas, image}: `shown` is the picture there, {frames, drawn: an image of it that is loaded, or its pixels}, `axes`
 * what each of its panels is to show, [{x: [low, high], y: [low, high]}].
 */
export function followingOf({ canvas, image }) {
  let windows = [];
  let made = null;

  /* A window the size of each panel; in it the panel as pixels, which are cheap to move. */
  function open({ frames, drawn }) {
    const scale = image.clientWidth / frames.width, fine = devicePixelRatio, grain = (drawn.naturalWidth ?? drawn.width) / frames.width;
    windows = frames.panels.map(({ left, top, right, bottom }) => {
      const [width, height] = [(right - left) * scale, (bottom - top) * scale];
      const pixels = make('canvas', { width: Math.ceil(width * fine), height: Math.ceil(height * fine) });
      pixels.getContext('2d').drawImage(drawn, left * grain, top * grain, (right - left) * grain, (bottom - top) * grain, 0, 0, pixels.width, pixels.height);
      const frame = make('div', { class: 'window', 'aria-hidden': 'true' }, pixels);
      Object.assign(frame.style, { left: `${left * scale}px`, top: `${top * scale}px`, width: `${width}px`, height: `${height}px` });
      return { frame, pixels, width, height };
    });
    image.after(...windows.map(({ frame }) => frame));
  }

  function rest() {
    for (const { frame } of windows) frame.remove();
    windows = [];
    made = null;
    canvas.classList.remove('following');
  }

  return {
    rest,
    follow(shown, axes) {
      if (shown !== made) {
        rest();
        open(shown);
        made = shown;
      }
      canvas.classList.add('following');
      windows.forEach(({ pixels, width, height }, i) => {
        const { x, y } = axes[i] ?? {}, panel = shown.frames.panels[i];
        const [shiftX, stretchX] = x ? fitted(panel.x, x, width, false) : [0, 1];
        const [shiftY, stretchY] = y ? fitted(panel.y, y, height, true) : [0, 1];
        pixels.style.transform = `translate(${shiftX.toFixed(2)}px, ${shiftY.toFixed(2)}px) scale(${stretchX}, ${stretchY})`;
      });
    },
  };
}
