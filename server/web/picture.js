// The picture of the current state: while it goes on changing a draft, which is drawn of fewer samples and soon here, and at rest the true one; its
// numbers where they are wanted. While an answer is awaited that is visible; a refusal stands where the picture was.

import { answerOf } from './address.js';
import { make, theme } from './dom.js';
import { ask, latest, Refusal } from './fetching.js';
import { framesOf } from './frame.js';

const SHOW_BUSY_AFTER = 150;
const REST_AFTER = 250;
const ASK_NUMBERS_AFTER = 150;

/* What drafts are drawn with: each next row where an answer of the one before was too much for a slow network. */
const DRAFTS = [{ samples: 61 }, { samples: 41, levels: 5 }, { samples: 31, levels: 3 }];
const SURFACE_DRAFT = { samples: 21 };
const MOST_BYTES = 40000;

/* A draft costs as much as several frames in which the shown picture goes along with the hand: on a slow machine there are fewer drafts, not fewer frames. */
const FRAMES_A_DRAFT = 3;

const narrow = matchMedia('(max-width: 52rem)');

/* The size that fills the place there is, in the proportions of the picture that the page is printed with. */
function sizeFor(room) {
  const width = Math.max(280, Math.round(room / 10) * 10);
  return { width, height: Math.round(width * (narrow.matches ? 300 / 390 : 0.5)) };
}

/* Of these arguments those that mean the picture: a study may have a parameter of its own by the same name. */
export function ofPictures(study, arguments_) {
  return Object.fromEntries(Object.entries(arguments_).filter(([name]) => study.parameter(name)?.shared));
}

/* The state with less to draw; itself where there is nothing to save. Maps as images are large: contours filled stand for them. */
function draftOf(study, state, coarse) {
  const values = new Map(state.values);
  for (const [name, most] of Object.entries(coarse)) {
    const parameter = study.parameter(name), given = Number(values.get(name)?.[0] ?? parameter?.initial);
    /* 0 stands for a number that the study chooses. */
    if (parameter && !parameter.shared && !(given > 0 && given <= most)) values.set(name, [String(most)]);
  }
  if (values.get('view')?.[0] === 'heatmap' && study.parameter('view').choices?.includes('filled')) values.set('view', ['filled']);
  return [...values].some(([name, texts]) => texts !== state.values.get(name)) ? { ...state, values } : state;
}

/* The sentence is in the picture, so that both are of one computation. */
function sentenceOf(svg) {
  const [whole, text] = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg) ?? ['', ''];
  return (text.includes('&') ? new DOMParser().parseFromString(whole, 'application/xml').documentElement.textContent : text).trim();
}

/* The picture that the page was printed with is shown already: only its frames are read. */
async function printed(image, signal) {
  /* Which source of a <picture> is taken is not known before it is loaded. */
  await image.decode();
  const address = image.currentSrc;
  const svg = await (await ask(address, 'image/svg+xml', signal)).text();
  return { address, image, frames: framesOf(svg), sentence: sentenceOf(svg) };
}

async function drawn(address, signal, heard, arrived) {
  const response = await ask(address, 'image/svg+xml', signal, heard);
  const svg = await response.text();
  arrived();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  await image.decode();
  return { address, url, image, bytes: Number(response.headers.get('Content-Length')), frames: framesOf(svg), sentence: sentenceOf(svg) };
}

/* A function pace(act) that calls the last act given, once in so many frames; pace(null) drops the act that waits for its frame. */
function everyFrames(count) {
  let waiting = null, left = 0;
  function tick() {
    left--;
    if (left > 0) requestAnimationFrame(tick);
    else if (waiting) pace(waiting);
  }
  function pace(act) {
    waiting = act;
    if (left > 0 || !act) return;
    waiting = null;
    left = count;
    requestAnimationFrame(tick);
    act();
  }
  return pace;
}

/**
 * {show(study, state, goesOn), adopt(state), numbers()} over the elements {canvas, image, progress}. Tells listeners: drawn(frames, image, sentence,
 * isDraft), numbers(answer), refused(problem) and failed(sentence); `drawn` also ends what the last two said. The numbers of a state are asked for
 * once it rests where listeners.wantsNumbers() says so, or at a call of numbers(), which returns a promise of them.
 */
export function pictureOf({ canvas, image, progress }, listeners) {
  let held = null, coarseness = 0, isSpace = false;
  let busyTimer = null, numbersTimer = null, restTimer = null;
  let resting = null, numbers = null;

  function busy(is) {
    clearTimeout(busyTimer);
    if (is) busyTimer = setTimeout(() => { progress.hidden = false; }, SHOW_BUSY_AFTER);
    else progress.hidden = true;
    canvas.setAttribute('aria-busy', String(is));
  }

  /* What the picture is wanted of, and what was asked for last: between them a change waits for its turn, and what is said of the state before is no longer true. */
  let wanted = null, asked = null;

  function failed(error) {
    if (asked.state !== wanted) return;
    busy(false);
    canvas.classList.add('stale');
    if (error instanceof Refusal) listeners.refused(error.problem);
    else listeners.failed('The service does not answer. Is it still running?');
  }

  /* ---- the numbers of the state at rest ---- */

  let took = null;
  const askNumbers = latest((result, newest) => {
    if (!newest) return;
    listeners.numbers(result);
    took?.(result);
  }, () => took?.(null));

  function wantNumbers() {
    clearTimeout(numbersTimer);
    if (!resting) return Promise.resolve(null);
    numbers ??= new Promise(resolve => {
      took = resolve;
      const address = answerOf(resting, 'json');
      askNumbers(async (signal, heard) => (await ask(address, 'application/json', signal, heard)).json());
    });
    return numbers;
  }

  function forgetNumbers() {
    clearTimeout(numbersTimer);
    askNumbers.stop();
    took?.(null);
    numbers = resting = took = null;
  }

  /* ---- the picture ---- */

  /* How wide it may be. Who asks an element that has been changed makes the browser lay out the page: here it tells by itself. */
  let room = canvas.clientWidth;
  new ResizeObserver(() => { room = canvas.clientWidth; }).observe(canvas);

  /* Drafts are painted once, over the picture: that a picture is drawn anew wherever it is shown takes longer than its way here. */
  const draft = make('canvas', { class: 'draft', 'aria-hidden': 'true', hidden: true });
  image.after(draft);

  function paint({ address, url, image: drawing, frames }) {
    const fine = devicePixelRatio, [width, height] = [room * fine, room * fine * frames.height / frames.width].map(Math.round);
    if (draft.width !== width) draft.width = width;
    if (draft.height !== height) draft.height = height;
    const context = draft.getContext('2d');
    context.clearRect(0, 0, width, height);
    context.drawImage(drawing, 0, 0, width, height);
    draft.dataset.address = address;
    draft.hidden = false;
    URL.revokeObjectURL(url);
    canvas.classList.remove('stale');
    canvas.classList.add('drafted');
  }

  function put({ url, address }) {
    const before = held;
    held = url ?? held;
    draft.hidden = true;
    canvas.classList.remove('drafted');
    if (url) {
      for (const source of image.parentElement.querySelectorAll('source')) source.remove();
      image.src = url;
    }
    if (url && before) URL.revokeObjectURL(before);
    canvas.classList.remove('stale');
  }

  const askPicture = latest((result, isLast) => {
    const { state, frames, sentence, isDraft, bytes } = result, newest = isLast && state === wanted;
    isSpace = frames.space;
    if (isDraft) paint(result);
    else put(result);
    if (isDraft && bytes > MOST_BYTES && coarseness < DRAFTS.length - 1) coarseness++;
    listeners.drawn(frames, isDraft ? draft : result.image, sentence, isDraft || !newest);
    if (!newest || isDraft) return;
    busy(false);
    resting = state;
    numbersTimer = setTimeout(() => listeners.wantsNumbers() && wantNumbers(), ASK_NUMBERS_AFTER);
  }, failed);

  const pace = everyFrames(FRAMES_A_DRAFT);

  function askFor(study, state, isDraft) {
    const fits = study.parameter('width').shared && study.parameter('height').shared;
    const meant = isDraft ? draftOf(study, state, isSpace ? SURFACE_DRAFT : DRAFTS[coarseness]) : state;
    const address = answerOf(meant, 'svg', ofPictures(study, { ...(fits && sizeFor(room)), theme: theme() }));
    const question = { state, isDraft: meant !== state };
    asked = question;
    askPicture(async (...reports) => ({ ...question, ...await drawn(address, ...reports) }));
  }

  return {
    numbers: wantNumbers,
    /** Takes the picture printed into the page for that of the state. */
    adopt(state) {
      wanted = state;
      asked = { state, isDraft: false };
      askPicture(async signal => ({ state, ...await printed(image, signal) }));
    },
    /** goesOn: more changes are to come at once. */
    show(study, state, goesOn) {
      wanted = state;
      forgetNumbers();
      clearTimeout(restTimer);
      busy(true);
      pace(null);
      if (!goesOn) {
        askFor(study, state, false);
        return;
      }
      pace(() => askFor(study, state, true));
      restTimer = setTimeout(() => (asked.state === state && !asked.isDraft) || askFor(study, state, false), REST_AFTER);
    },
  };
}
