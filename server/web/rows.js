// What there is to ask: the studies with their parameters, and the lists that names are taken from. All of it is read from the
// description that the service makes of its own tables, so a new study is here without a line of script.

import { find } from './dom.js';

const FIRST = 4;

async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  return response.json();
}

/* One parameter, by its entry in the description. `shared`: all pictures have it. */
function parameterOf(row, shared) {
  const repeatable = row.schema.type === 'array';
  const schema = repeatable ? row.schema.items : row.schema;
  return {
    name: row.name,
    kind: row['x-kind'],
    help: row.description,
    required: row.required,
    primary: Boolean(row['x-primary']),
    repeatable,
    shared,
    choices: schema.enum,
    least: schema.minimum ?? schema['x-item-minimum'],
    most: schema.maximum ?? schema['x-item-maximum'],
    unit: schema['x-unit'],
    whole: schema.type === 'integer',
    initial: schema.default === undefined ? '' : plain(schema.default),
    example: plain(repeatable ? row.example?.[0] : row.example),
  };
}

/* A value of the description as it is typed in a query. */
const plain = value => (value === undefined ? '' : value === true ? '1' : value === false ? '0' : String(value));

function studyOf(name, operation, description) {
  const parameters = [];
  for (const entry of operation.parameters) {
    const shared = '$ref' in entry;
    const row = shared ? description.components.parameters[entry.$ref.split('/').pop()] : entry;
    if (row.in === 'query') parameters.push(parameterOf(row, shared));
  }
  /* Of a study that marks none, the first few come first. */
  if (!parameters.some(({ primary }) => primary)) for (const parameter of parameters.filter(({ shared }) => !shared).slice(0, FIRST)) parameter.primary = true;
  return {
    name,
    question: operation.summary,
    help: operation.description,
    example: new URLSearchParams(operation['x-example'].replaceAll('+', '%2B')),
    parameters,
    parameter: wanted => parameters.find(parameter => parameter.name === wanted),
  };
}

/** Reads the tables: {studies: Map by name, formats: ['png', …], names(parameter): a function that reads what it may be, or null}. */
export async function readRows() {
  const description = await read('/web/rows.json');
  const studies = new Map();
  let formats = [];
  for (const [path, item] of Object.entries(description.paths)) {
    const name = /^\/v1\/([^/{}]+)\.\{format\}$/.exec(path)?.[1];
    if (!name) continue;
    studies.set(name, { ...studyOf(name, item.get, description), tiles: Boolean(item.get['x-tiles']) });
    formats = item.get.parameters.find(row => row.name === 'format').schema.enum;
  }
  return { studies, formats, names: namesOf(find('#beginning').dataset.collections.split(' ').map(pair => pair.split(':'))) };
}

/* Which list a parameter's names are taken from: the one whose member it is called after (optimizer: optimizers); a function is a landscape. */
function namesOf(collections) {
  const held = new Map();
  return parameter => {
    const member = parameter.kind === 'function' ? 'landscape' : parameter.name;
    const collection = collections.find(([, its]) => its === member)?.[0];
    if (!collection) return null;
    return () => {
      if (!held.has(collection)) held.set(collection, read(`/v1/${collection}`).then(answer => answer[collection]));
      return held.get(collection);
    };
  };
}
