// Asking a service while the question still changes: answers arrive in the order of the questions, a question that was overtaken is
// dropped, and a slow answer is given up for a newer question. A stale answer can never replace a newer one.

/* How long a newer question lets an older one go on: short enough to feel prompt, long enough that pictures follow a drag. */
const PATIENCE = 300;

/**
 * A function ask(job) for job(signal) → promise of a result. Only the newest job waits while one runs. `arrive(result)` and
 * `fail(error)` are called for the newest, and arrive also for those on the way to it.
 */
export function latest(arrive, fail = () => {}) {
  let running = null;
  let waiting = null;

  async function run(job) {
    const controller = new AbortController();
    const mine = { controller };
    running = mine;
    try {
      const result = await job(controller.signal);
      if (!controller.signal.aborted) arrive(result, waiting === null);
    } catch (error) {
      if (!controller.signal.aborted && !waiting) fail(error);
    }
    clearTimeout(mine.timer);
    running = null;
    if (waiting) {
      const next = waiting;
      waiting = null;
      run(next);
    }
  }

  function ask(job) {
    if (!running) {
      run(job);
      return;
    }
    waiting = job;
    const mine = running;
    mine.timer ??= setTimeout(() => mine.controller.abort(), PATIENCE);
  }

  /** Forgets whatever runs or waits. */
  ask.stop = () => {
    waiting = null;
    running?.controller.abort();
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

/** The response of an address; a Refusal where the service refuses. A busy service is asked again when it says so. */
export async function ask(address, accept, signal) {
  for (let tries = 1; ; tries++) {
    const response = await fetch(address, { signal, headers: { Accept: `${accept}, application/problem+json;q=0.9` } });
    if (response.ok) return response;
    if (response.status === 503 && tries < MOST_TRIES) {
      await pause(1000 * Number(response.headers.get('Retry-After') ?? 1), signal);
      continue;
    }
    const said = response.headers.get('Content-Type')?.includes('json') ? await response.json() : { detail: `The service answers ${response.status}.` };
    throw new Refusal({ title: response.statusText, errors: [], ...said });
  }
}
