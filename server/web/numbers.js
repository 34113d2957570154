// Numbers for people, and the scale of sliders.

/** A number to a few significant digits, with a true minus sign; an em dash where there is none. */
export function written(number, digits = 5) {
  if (number === null || number === undefined || Number.isNaN(number)) return '—';
  if (typeof number !== 'number') return String(number);
  const short = Number(number.toPrecision(digits));
  const size = Math.abs(short);
  const text = size !== 0 && (size < 1e-4 || size >= 1e7) ? short.toExponential() : String(short);
  return text.replace('e+', 'e').replaceAll('-', '−');
}

/** A number with as many digits as a step of that size can tell. */
export function rounded(number, step) {
  const digits = Math.max(0, Math.min(15, 1 - Math.floor(Math.log10(Math.abs(step) || 1))));
  return String(Number(number.toFixed(digits)));
}
