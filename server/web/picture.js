// The picture of the current state, and then its numbers: asked for as the state changes, shown as they come. While an answer is awaited
// that is visible; a refusal stands where the picture was, with the fields at fault marked by whoever listens.

import { answerOf } from './address.js';
import { theme } from './dom.js';
import { ask, latest, Refusal } from './fetching.js';
import { framesOf } from './frame.js';

const SHOW_BUSY_AFTER = 150;
const ASK_NUMBERS_AFTER = 150;

/* The size that fills the place there is, unless the state gives one. */
function sizeFor(canvas) {
  const width = Math.max(280, Math.round(canvas.clientWidth / 10) * 10);
  const room = innerHeight - 340;
  return { width, height: Math.round(Math.min(width * 0.62, Math.max(width * 0.48, room)) / 10) * 10 };
}

/* Of these arguments those that mean the picture: a study may have a parameter of its own by the same name. */
export function ofPictures(study, arguments_) {
  return Object.fromEntries(Object.entries(arguments_).filter(([name]) => study.parameter(name)?.shared));
}

/* The picture that the page was printed with is shown already: only its frames are read. */
async function printed(image, signal) {
  /* Which source of a <picture> is taken is not known before it is loaded. */
  await image.decode();
  const address = image.currentSrc;
  const svg = await (await ask(address, 'image/svg+xml', signal)).text();
  return { address, frames: framesOf(svg) };
}

async function drawn(address, signal) {
  const svg = await (await ask(address, 'image/svg+xml', signal)).text();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  await image.decode();
  return { url, frames: framesOf(svg) };
}

/**
 * {show(study, state), adopt(state)} over the elements {canvas, image, progress}. Tells listeners: drawn(state, frames), numbers(answer),
 * refused(problem) and failed(sentence); `drawn` also ends what the last two said.
 */
export function pictureOf({ canvas, image, progress }, listeners) {
  let held = null;
  let shownAddress = null;
  let busyTimer = null;
  let numbersTimer = null;

  function busy(is) {
    clearTimeout(busyTimer);
    if (is) busyTimer = setTimeout(() => { progress.hidden = false; }, SHOW_BUSY_AFTER);
    else progress.hidden = true;
    canvas.setAttribute('aria-busy', String(is));
  }

  function failed(error) {
    busy(false);
    shownAddress = null;
    canvas.classList.add('stale');
    if (error instanceof Refusal) listeners.refused(error.problem);
    else listeners.failed('The service does not answer. Is it still running?');
  }

  const askNumbers = latest((result, newest) => newest && listeners.numbers(result), () => {});
  const numbersSoon = state => {
    clearTimeout(numbersTimer);
    numbersTimer = setTimeout(() => askNumbers(async signal => (await ask(answerOf(state, 'json'), 'application/json', signal)).json()), ASK_NUMBERS_AFTER);
  };

  const askPicture = latest(({ state, address, url, frames }, newest) => {
    const before = held;
    held = url ?? held;
    shownAddress = address;
    if (url) {
      for (const source of image.parentElement.querySelectorAll('source')) source.remove();
      image.src = url;
    }
    if (url && before) URL.revokeObjectURL(before);
    canvas.classList.remove('stale');
    listeners.drawn(state, frames);
    if (!newest) return;
    busy(false);
    numbersSoon(state);
  }, failed);

  return {
    /** Takes the picture printed into the page for that of the state. */
    adopt(state) {
      askPicture(async signal => ({ state, ...await printed(image, signal) }));
    },
    show(study, state) {
      const fits = study.parameter('width').shared && study.parameter('height').shared;
      const address = answerOf(state, 'svg', ofPictures(study, { ...(fits && sizeFor(canvas)), theme: theme() }));
      clearTimeout(numbersTimer);
      askNumbers.stop();
      if (address === shownAddress) askPicture.stop();
      busy(true);
      askPicture(async signal => ({ state, address, ...await drawn(address, signal) }));
    },
  };
}
