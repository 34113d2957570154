// A slider for a number: over its whole range where that is short, else over two decades on either side of what is usual,
// with equal ratios on equal ways.

import { make } from './dom.js';
import { rounded } from './numbers.js';

const STEPS = 400;
const FEW = 400;

/* Where the slider begins and ends, and how it divides the way; null where the parameter has no range to slide over. */
function scaleOf(parameter) {
  const { least, most, whole } = parameter;
  if (least === undefined || most === undefined) return null;
  const usual = Math.abs(Number(parameter.initial) || Number(parameter.example) || 0);
  const wide = usual > 0 && most / usual > 20 && least >= 0;
  if (wide) {
    const from = Math.max(least, whole ? 1 : 0, usual / 100), to = Math.min(most, usual * 100);
    if (to / Math.max(from, Number.MIN_VALUE) > 20) return { from: Math.max(from, usual / 100), to, logarithmic: true };
  }
  return { from: least, to: most, logarithmic: false };
}

/** {element, show(number)}; onSlide(text, sliding) is told what was chosen. Null if there is nothing to slide over. */
export function slider(parameter, label, onSlide) {
  const scale = scaleOf(parameter);
  if (!scale) return null;
  const few = !scale.logarithmic && parameter.whole && scale.to - scale.from <= FEW;
  const steps = few ? scale.to - scale.from : STEPS;
  const input = make('input', { type: 'range', min: 0, max: steps, step: 1, 'aria-label': label });

  const valueAt = position => {
    const t = position / steps;
    const value = scale.logarithmic ? scale.from * (scale.to / scale.from) ** t : scale.from + t * (scale.to - scale.from);
    if (parameter.whole) return String(Math.round(value));
    return rounded(value, scale.logarithmic ? value / 50 : (scale.to - scale.from) / steps);
  };
  const positionOf = value => {
    const t = scale.logarithmic ? Math.log(value / scale.from) / Math.log(scale.to / scale.from) : (value - scale.from) / (scale.to - scale.from);
    return Math.round(steps * Math.min(1, Math.max(0, t || 0)));
  };
  const slide = sliding => {
    const text = valueAt(Number(input.value));
    input.setAttribute('aria-valuetext', text);
    onSlide(text, sliding);
  };
  input.addEventListener('input', () => slide(true));
  input.addEventListener('change', () => slide(false));
  return {
    element: input,
    show(text) {
      input.disabled = text !== '' && !Number.isFinite(Number(text));
      input.value = positionOf(Number(text));
      input.setAttribute('aria-valuetext', text || 'automatic');
    },
  };
}
