// What the tests stand on: a browser, a page that keeps what its console said, and a list of tests that each get a fresh one.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const { BASE, SITE, PACKAGES, SHOTS } = process.env;
const require = createRequire(join(PACKAGES, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const tests = [];

/** Registers a test; `options` are those of a browser context. Returning the text 'skipped: why' skips it. */
export const test = (name, run, options = {}) => tests.push({ name, run, options });

export function check(truth, sentence) {
  if (!truth) throw new Error(sentence);
}

export function equal(found, expected, what) {
  check(JSON.stringify(found) === JSON.stringify(expected), `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

/* A document that is left while it is asked answers with this error; the document that follows is asked next. */
const isLeft = error => error.message.includes('Execution context was destroyed');
const lookOnce = async look => {
  try {
    return await look();
  } catch (error) {
    if (isLeft(error)) return false;
    throw error;
  }
};

/* For a machine that does other work as well: what is right is soon there on one that does none. */
const PATIENCE = 60000;

/** Waits until look() is true, and fails with the sentence if it never is; a sentence may be a function, told at the end. */
export async function until(look, sentence) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    if (await lookOnce(look)) return;
    await new Promise(resolve => setTimeout(resolve, 40));
  }
  throw new Error(typeof sentence === 'function' ? await sentence() : sentence);
}

/** {passed, open()}: a promise that waits for open(), to hold answers back until something was seen. */
export function gate() {
  const made = {};
  made.passed = new Promise(resolve => { made.open = resolve; });
  return made;
}

/** What axe-core holds against the page as it stands. It is put in as a script of the page's own world, past its policy. */
export async function accessibility(page, scope) {
  if (scope) await page.locator(scope).first().waitFor();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(selector => globalThis.axe.run(selector ?? document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }), scope);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => `${node.target.join(' ')} (${node.any[0]?.message ?? node.all[0]?.message ?? ''})`).join('; ')}`);
}

/** A picture of the page, to be looked at. */
export const shot = (page, name, options = {}) => page.screenshot({ path: join(SHOTS, `${name}.png`), ...options });

export async function runAll() {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const count = { passed: 0, failed: 0, skipped: 0 };
  const wanted = process.argv[2];
  for (const { name, run, options } of tests) {
    if (wanted && !new RegExp(wanted).test(name)) continue;
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const said = [], begun = Date.now();
    page.on('console', message => { if (['error', 'warning'].includes(message.type())) said.push(`${message.text()} ${message.location().url}`); });
    page.on('pageerror', error => said.push(String(error)));
    try {
      const result = await run(page, said, context);
      const skipped = typeof result === 'string' && result.startsWith('skipped');
      count[skipped ? 'skipped' : 'passed']++;
      console.log(`${skipped ? 'SKIPPED' : 'ok'}  ${name}${skipped ? ` (${result})` : ''} ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    } catch (error) {
      count.failed++;
      console.log(`FAILED  ${name}\n        ${error.message.split('\n').slice(0, 6).join('\n        ')}`);
      await shot(page, `failed-${name.replaceAll(/\W+/g, '-')}`).catch(() => {});
    }
    await context.close();
  }
  await browser.close();
  console.log(`browser: ${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`);
  process.exitCode = count.failed || !count.passed ? 1 : 0;
}
