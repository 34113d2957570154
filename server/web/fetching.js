// Asking a service while the question still changes. Two questions may be under way, the newest waits; whatever comes is shown unless something
// newer was; none whose answer has begun to come is given up. A stale answer can never replace a newer one.

const MOST_UNDER_WAY = 2;

/* How long a question that waits lets the oldest go on that nothing was heard of yet. */
const PATIENCE = 1500;

/**
 * A function ask(job) for job(signal, heard, arrived) → promise of a result, which calls heard() as soon as the answer begins to come and may call
 * arrived() when all of it is here, though work is left to be done with it. `arrive(result, newest)` is called for the newest and for those on the way to it, in their order; `fail(error)` for the newest.
 */
export function latest(arrive, fail = () => {}) {
  const underWay = [];
  let waiting = null, newest = 0, told = 0;

  async function run({ job, number }) {
    const mine = { controller: new AbortController(), begun: performance.now(), heard: false };
    underWay.push(mine);
    const arrived = () => {
      if (underWay.includes(mine)) underWay.splice(underWay.indexOf(mine), 1);
      next();
    };
    try {
      const result = await job(mine.controller.signal, () => { mine.heard = true; }, arrived);
      if (!mine.controller.signal.aborted && number > told) {
        told = number;
        arrive(result, number === newest);
      }
    } catch (error) {
      if (!mine.controller.signal.aborted && number === newest && number > told) {
        told = number;
        fail(error);
      }
    }
    arrived();
  }

  function next() {
    if (!waiting || underWay.length >= MOST_UNDER_WAY) return;
    const question = waiting;
    waiting = null;
    run(question);
  }

  function giveUpOne() {
    const oldest = underWay.find(({ heard, begun }) => !heard && performance.now() - begun >= PATIENCE);
    if (waiting && underWay.length >= MOST_UNDER_WAY) oldest?.controller.abort();
  }

  function ask(job) {
    waiting = { job, number: ++newest };
    next();
    if (waiting) setTimeout(giveUpOne, PATIENCE);
  }

  /** Forgets whatever runs or waits. */
  ask.stop = () => {
    waiting = null;
    told = newest;
    for (const { controller, heard } of underWay) if (!heard) controller.abort();
  };
  return ask;
}

/** A refusal by the service, with its problem (RFC 9457): {title, detail, errors: [{parameter, detail, nearest}]}. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const pause = (milliseconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); });
});

const MOST_TRIES = 4;

/** The response of an address, as soon as it begins to come; a Refusal where the service refuses. A busy service is asked again when it says so. */
export async function ask(address, accept, signal, heard = () => {}) {
  for (let tries = 1; ; tries++) {
    const response = await fetch(address, { signal, headers: { Accept: `${accept}, application/problem+json;q=0.9` } });
    heard();
    if (response.ok) return response;
    if (response.status === 503 && tries < MOST_TRIES) {
      await pause(1000 * Number(response.headers.get('Retry-After') ?? 1), signal);
      continue;
    }
    const said = response.headers.get('Content-Type')?.includes('json') ? await response.json() : { detail: `The service answers ${response.status}.` };
    throw new Refusal({ title: response.statusText, errors: [], ...said });
  }
}
