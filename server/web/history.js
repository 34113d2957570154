// The states that were: each is an entry of the browser's own history, so that undo and redo are back and forward. A change that goes on (a drag,
// typing) is one entry, begun when it begins. Every entry knows how far it is from the first.

const WRITE_AFTER = 250;

/** Over addressNow(), the address of the state as it is; told({undo, redo}) says whether there is a state before and one after. */
export function historyOf(addressNow, told) {
  let ongoing = null, timer = null;
  let at = history.state?.at ?? 0, last = history.state?.last ?? at;

  const tell = () => told({ undo: at > 0, redo: at < last });

  function write() {
    clearTimeout(timer);
    timer = null;
    history.replaceState({ at, last }, '', addressNow());
  }

  function push() {
    if (timer) write();
    last = ++at;
    history.pushState({ at, last }, '', addressNow());
    tell();
  }

  addEventListener('pagehide', () => timer && write());
  history.replaceState({ at, last }, '');
  tell();
  return {
    write,
    push() {
      push();
      ongoing = null;
    },
    /** Follows a change of what is so called. */
    follow(what, goesOn) {
      if (what !== ongoing || what === null) push();
      /* Browsers refuse to be told of every step of a drag. */
      else if (goesOn) timer ??= setTimeout(write, WRITE_AFTER);
      else write();
      ongoing = goesOn ? what : null;
    },
    goesOn: what => ongoing === what,
    /** Ends what went on. */
    end() {
      if (ongoing !== null) write();
      ongoing = null;
    },
    /** The browser has gone to another entry. */
    arrived(entry) {
      clearTimeout(timer);
      timer = ongoing = null;
      at = entry?.at ?? at;
      last = Math.max(last, at);
      tell();
    },
    undo() { if (at > 0) history.back(); },
    redo() { if (at < last) history.forward(); },
  };
}
