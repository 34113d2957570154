// Calls the service through clients that were generated from its description: what does not compile is not described.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './types.js';
import * as sdk from './sdk/index.js';
import { client } from './sdk/client.gen.js';

const base = process.env.BASE!;

async function throughTypes() {
  const api = createClient<paths>({ baseUrl: base });
  const point = await api.GET('/v1/point.json', { params: { query: { f: 'rosenbrock', at: ['1,1', '0,0'] } } });
  assert.equal(point.data?.study, 'point');
  assert.equal(point.data.query.f, 'rosenbrock');
  const values: (number | null)[] | undefined = point.data.columns?.value;
  const kinds: string[] | undefined = point.data.columns?.kind;
  assert.deepEqual(values, [0, 1]);
  assert.deepEqual(kinds, ['minimum', 'regular']);

  const found = await api.POST('/v1/critical-points.json', { body: { f: 'himmelblau', x: '-5:5', y: '-5:5' } });
  const count: number | undefined = found.data?.facts?.count;
  const complete: 'proved' | 'not_contradicted' | 'no' | undefined = found.data?.facts?.complete;
  assert.equal(count, 9);
  assert.equal(complete, 'proved');

  const picture = await api.GET('/v1/landscape.{format}', { params: { path: { format: 'png' }, query: { f: 'x^2', width: 200, height: 150 } }, parseAs: 'arrayBuffer' });
  assert.deepEqual([...new Uint8Array(picture.data!).slice(1, 4)], [0x50, 0x4e, 0x47]);

  const refused = await api.GET('/v1/landscape', { params: { query: { f: 'rsik' } } });
  const problem: components['schemas']['Problem'] | undefined = refused.error;
  assert.equal(problem?.status, 400);
  assert.equal(problem.errors[0].nearest, 'risk');

  const figures = await api.GET('/v1/figures');
  assert.ok(figures.data!.figures.some(figure => figure.id === 'risk' && figure.links.svg));
  const adam = await api.GET('/v1/optimizers/{name}', { params: { path: { name: 'adam' } } });
  assert.equal(adam.data?.name, 'adam');
}

async function throughSdk() {
  client.setConfig({ baseUrl: base });
  const descent = await sdk.descentJson({ query: { f: 'himmelblau', start: '0,0', optimizer: 'adam(lr=0.1)', steps: 500 } });
  const outcome: string | undefined = descent.data?.runs?.[0].outcome;
  assert.equal(outcome, 'converged');
  const losses: (number | null)[] | undefined = descent.data?.runs?.[0].columns?.gradient_norm;
  assert.ok(losses!.at(-1)! < losses![0]!);

  const table = await sdk.dataPostedJson({ body: { data: 'given', examples: '0,0,0\n0,1,1\n1,0,1\n1,1,0' } });
  const examples: number | undefined = table.data?.facts?.examples;
  assert.equal(examples, 4);

  const refused = await sdk.landscapeJson({ query: { f: 'x', samples: 1e9 } });
  assert.equal(refused.response?.status, 400);
  assert.equal((refused.error as sdk.Problem).errors[0].parameter, 'samples');
  assert.equal((await sdk.listDatasets()).data?.datasets.length! > 5, true);
}

await throughTypes();
await throughSdk();
