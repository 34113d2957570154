// Hands on the picture, as gestures of one form: what lay at `from` is taken to `to`, and grows by `factor`. A mouse or a pen drags; one finger is
// left to the page, which scrolls; two fingers move and zoom; the wheel with Ctrl zooms; keys and buttons do the same in steps.

import { placeIn } from './frame.js';

const CLICK_RADIUS = 4;
const DOUBLE_RADIUS = 20;
const DOUBLE_WITHIN = 350;
const WHEEL_RESTS_AFTER = 250;
const KEY_STEP = 40;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const middle = ([one, other]) => [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

/**
 * {show(frames), zoom(direction)} over the elements {canvas, image}; a step of keys and buttons is by the factor listeners.pace(). Tells listeners began(), moved({from, to, factor}) with all that was done since
 * it began, ended(), tapped(place, added) and doubled(); places are pixels of the picture.
 */
export function handsOf({ canvas, image }, listeners) {
  let frames = null, press = null, pinch = null, wheel = null, lastTap = null;

  /* Places in the picture as it lay when the gesture began: the next one may come in the midst of it. */
  function places() {
    const box = image.getBoundingClientRect(), its = frames;
    return (x, y) => placeIn(box, its, x, y);
  }

  /* `now` is when the hand did it: the page may be busy with the first tap when the second one comes. */
  function tap(place, added, now) {
    const twice = lastTap && now - lastTap.time < DOUBLE_WITHIN && Math.hypot(place[0] - lastTap.place[0], place[1] - lastTap.place[1]) < DOUBLE_RADIUS;
    lastTap = twice ? null : { time: now, place };
    if (twice) listeners.doubled();
    else listeners.tapped(place, added);
  }

  function once(gesture) {
    listeners.began();
    listeners.moved(gesture);
    listeners.ended();
  }

  const centre = () => {
    const [panel] = frames.panels;
    return panel ? [(panel.left + panel.right) / 2, (panel.top + panel.bottom) / 2] : [frames.width / 2, frames.height / 2];
  };
  const zoom = direction => once({ from: centre(), to: centre(), factor: listeners.pace() ** direction });

  /* ---- a mouse, a pen, and the taps of one finger ---- */

  canvas.addEventListener('pointerdown', event => {
    if (!frames || event.button !== 0 || !event.isPrimary || !event.composedPath().includes(image)) return;
    const at = places();
    press = { x: event.clientX, y: event.clientY, at, from: at(event.clientX, event.clientY), dragging: false };
    if (event.pointerType !== 'touch') canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', event => {
    if (!press || !event.isPrimary || event.pointerType === 'touch') return;
    if (!press.dragging && Math.hypot(event.clientX - press.x, event.clientY - press.y) <= CLICK_RADIUS) return;
    if (!press.dragging) listeners.began();
    press.dragging = true;
    listeners.moved({ from: press.from, to: press.at(event.clientX, event.clientY), factor: 1 });
  });
  canvas.addEventListener('pointerup', event => {
    if (!press || !event.isPrimary) return;
    const { dragging, x, y, from } = press;
    press = null;
    if (dragging) listeners.ended();
    else if (!pinch && Math.hypot(event.clientX - x, event.clientY - y) <= DOUBLE_RADIUS) tap(from, event.shiftKey, event.timeStamp);
  });
  canvas.addEventListener('pointercancel', () => {
    if (press?.dragging) listeners.ended();
    press = null;
  });

  /* ---- two fingers ---- */

  canvas.addEventListener('touchstart', event => {
    if (!frames || event.touches.length !== 2) return;
    event.preventDefault();
    press = null;
    const at = places();
    pinch = { at, from: at(...middle(event.touches)), spread: spread(event.touches) };
    listeners.began();
  }, { passive: false });
  canvas.addEventListener('touchmove', event => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    listeners.moved({ from: pinch.from, to: pinch.at(...middle(event.touches)), factor: spread(event.touches) / pinch.spread });
  }, { passive: false });
  for (const name of ['touchend', 'touchcancel']) {
    canvas.addEventListener(name, event => {
      if (!pinch || event.touches.length > 1) return;
      pinch = null;
      press = null;
      listeners.ended();
    });
  }

  /* ---- the wheel, which is how browsers tell of a pinch on a touch pad, too ---- */

  canvas.addEventListener('wheel', event => {
    if (!frames || !event.ctrlKey) return;
    event.preventDefault();
    const place = places()(event.clientX, event.clientY);
    if (!wheel) listeners.began();
    else clearTimeout(wheel.timer);
    wheel ??= { factor: 1, place };
    wheel.factor *= Math.exp(-Math.sign(event.deltaY) * Math.min(0.3, Math.abs(event.deltaY) / 200));
    wheel.timer = setTimeout(() => { wheel = null; listeners.ended(); }, WHEEL_RESTS_AFTER);
    listeners.moved({ from: wheel.place, to: wheel.place, factor: wheel.factor });
  }, { passive: false });

  /* ---- keys: a surface is turned by the arrows alone, which read values elsewhere ---- */

  canvas.addEventListener('keydown', event => {
    if (!frames || event.target !== canvas || event.altKey || event.metaKey) return;
    if (event.key in ARROWS && (event.shiftKey || frames.space)) {
      const from = centre(), [right, below] = ARROWS[event.key];
      once({ from, to: [from[0] - KEY_STEP * right, from[1] - KEY_STEP * below], factor: 1 });
    } else if (!event.ctrlKey && (event.key === '+' || event.key === '=')) {
      zoom(1);
    } else if (!event.ctrlKey && event.key === '-') {
      zoom(-1);
    } else if (!event.ctrlKey && event.key === '0') {
      listeners.doubled();
    } else return;
    event.preventDefault();
  });

  return { show(shown) { frames = shown; }, zoom };
}
