// The address is the state: which study is asked, with which arguments. Nothing else is remembered, so back, forward,
// bookmarks and shared links all lead to the same picture.

/** A value as it may stand in a query, with what reads well there left as it is. */
export function readably(value) {
  return encodeURIComponent(value).replaceAll(/%(2C|3A|2F|40|3B|5B|5D|3D)/g, code => decodeURIComponent(code)).replaceAll("'", '%27');
}

/* What chats, mails and searches add to addresses that go through them. */
const TRACKS = /^(utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|mc_eid|_ga|_gl|ref_src)$/;

/** {study, values: Map of name → list of texts, near: where a map is looked at (tiles.js) as text}, from the query and the fragment of an address; study
 * is null if there is none. */
export function stateOf(search, hash = '') {
  const values = new Map();
  let study = null;
  /* A '+' in a formula is a plus: only blanks written as %20 are blanks. */
  for (const [name, value] of new URLSearchParams(search.replaceAll('+', '%2B'))) {
    if (TRACKS.test(name)) continue;
    if (name === 'study') study = value;
    else values.set(name, [...(values.get(name) ?? []), value]);
  }
  const near = /^#map=(.+)$/.exec(hash)?.[1];
  return { study, values, ...(near && { near }) };
}

/** The arguments as a query without '?'. */
export function queryOf(values) {
  return [...values].flatMap(([name, texts]) => texts.map(text => `${name}=${readably(text)}`)).join('&');
}

/** The address of a state within the page. */
export function addressOf({ study, values, near }) {
  const query = queryOf(values);
  return `/?study=${study}${query && `&${query}`}${near ? `#map=${near}` : ''}`;
}

/** The address of its answer in some format, with further arguments that the state itself does not hold. */
export function answerOf({ study, values }, format, further = {}) {
  const all = new Map(values);
  for (const [name, value] of Object.entries(further)) if (!all.has(name)) all.set(name, [String(value)]);
  const query = queryOf(all);
  return `/v1/${study}.${format}${query && `?${query}`}`;
}

/** Kinds whose values are coordinates: they say nothing of another landscape. */
export const COORDINATES = ['interval', 'limits', 'point', 'points', 'annotation'];

/** A study's beginning asked of what is kept of another study: the beginning itself where that has nothing it could be asked of. */
export function carriedInto(study, beginning, kept) {
  const values = new Map(beginning.values), about = ['f', 'data'].find(name => study.parameter(name));
  if (!about || !kept.has(about) || String(kept.get(about)) === String(values.get(about))) return beginning;
  for (const { name, kind, required } of study.parameters) {
    if (!COORDINATES.includes(kind)) continue;
    if (required && values.has(name)) values.set(name, values.get(name).slice(0, 1)); /* one of them is fitted to the landscape */
    else values.delete(name);
  }
  for (const [name, texts] of kept) if (study.parameter(name)) values.set(name, texts);
  return { study: beginning.study, values };
}
