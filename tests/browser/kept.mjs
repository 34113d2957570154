// What is kept when hands go on from what they see: formulas typed over another picture, formulas as people write them, and the formula with its box in another study.
import { check, equal, test, until } from './harness.mjs';
import { changed, isSettled, open, query, settled, source, summarized } from './page.mjs';

/* Typed over what is open, and the parameters that do not fit and are told of. */
const OVER = [
  ['/', 'x^2+y^2*sin(x)', []],
  ['/?study=landscape&f=x*cos(pi*x)&derivatives=2', 'x^2+y^2*sin(x)', ['derivatives']],
  ['/?study=landscape&f=risk&derivatives=1&xlim=-1:2', 'himmelblau', ['derivatives']],
  ['/?study=landscape&f=himmelblau&view=contour', 'x^4-2*x^2', ['view']],
  ['/?study=descent&f=himmelblau&start=1,1&optimizer=adam', 'x^2-cos(3*x)', ['start']],
];

test('a formula typed over any picture is drawn, and what no longer fits is dropped and said', async page => {
  for (const [address, typed, dropped] of OVER) {
    await open(page, address);
    const before = await source(page);
    await page.fill('#field-f', typed);
    await changed(page, before);
    equal(query(page).get('f'), typed, 'the formula');
    check(await page.locator('#problem').isHidden(), `${typed} over ${address}: ${await page.textContent('#problem')}`);
    for (const name of dropped) {
      check(!query(page).has(name), `${address}: ${name} stays: ${page.url()}`);
      await until(async () => (await page.textContent('#note')).includes(name), `${address}: that ${name} is dropped is not said: ${await page.textContent('#note')}`);
    }
  }
});

const WRITTEN = ['3x', '(x+1)(x-1)', '|x|', '√x', 'sin^2(x)', 'y=x^2', '2πx', 'f(x)=x³-x', 'x·e^(-x²)', '√(x²+1)', '|x-1|+|x+1|', '3(x-1)(x+2)'];

test('formulas as people write them are drawn as they are typed', async page => {
  await open(page, '/?study=landscape&f=x');
  for (const typed of WRITTEN) {
    const before = await source(page);
    await page.fill('#field-f', typed);
    await until(async () => await source(page) !== before && await isSettled(page), `${typed} is not drawn: ${await page.textContent('#problem')}`);
    check(await page.locator('#problem').isHidden(), `${typed}: ${await page.textContent('#problem')}`);
  }
});

test('a study that needs a point takes one of as many coordinates as the formula has', async page => {
  for (const [f, at] of [['x^2%2B3*y^2', '1,1'], ['x^4-2*x^2', '1'], ['risk', '1']]) {
    await open(page, `/?study=landscape&f=${f}`);
    const before = await source(page), link = page.locator('#studies a[data-study="point"]');
    if (!await link.isVisible()) await page.locator('#experiments summary').click();
    await link.click();
    await changed(page, before);
    await until(() => query(page).get('at') === at, () => `${f}: ${page.url()}`);
    equal(query(page).get('f'), decodeURIComponent(f), 'the formula');
    check(await page.locator('#problem').isHidden(), await page.textContent('#problem'));
  }
});

/* Addresses as people type and pass them on, and what is shown of each. */
const PASSED_ON = [
  ['/?f=x^2', 'landscape', 'x^2'],
  ['/?study=Landscape&f=x^2', 'landscape', 'x^2'],
  ['/?study=contour&f=himmelblau', 'landscape', 'himmelblau'],
  ['/?study=landscape&f=x^3&fbclid=abc&utm_source=chat', 'landscape', 'x^3'],
  ['/?study=point&f=x^4', 'point', 'x^4'],
  ['/?study=point&f=x^2%2B3*y^2', 'point', 'x^2+3*y^2'],
];

test('an address with another name of a study, without a point or with what a chat added keeps its formula', async page => {
  for (const [address, study, f] of PASSED_ON) {
    await open(page, address);
    await until(async () => (await source(page)).startsWith(`/v1/${study}.`) || await page.locator(`#studies a[data-study="${study}"][aria-current]`).count() === 1, `${address}: ${await source(page)}`);
    equal(await page.inputValue('#field-f'), f, address);
    check(await page.locator('#problem').isHidden(), `${address}: ${await page.textContent('#problem')}`);
  }
});

test('a box is kept through studies that have none, and given up with its formula', async page => {
  await open(page, '/?study=landscape&f=x^2%2B3*y^2&x=-1:2&y=-3:1');
  const enter = async study => {
    const before = await source(page), link = page.locator(`#studies a[data-study="${study}"]`);
    if (!await link.isVisible()) await page.locator('#experiments summary').click();
    await link.click();
    await changed(page, before);
    await settled(page);
  };
  for (const study of ['descent', 'train', 'point', 'critical-points']) await enter(study);
  equal([query(page).get('x'), query(page).get('y')], ['-1:2', '-3:1'], 'the box behind three studies without one');
  await enter('descent');
  const before = await source(page);
  await page.fill('#field-f', 'x^2+y^2-cos(x)');
  await changed(page, before);
  await enter('landscape');
  equal([query(page).get('x'), query(page).get('y')], [null, null], 'the box of another formula');
});

test('the title says what is shown', async page => {
  await open(page, '/?study=landscape&f=himmelblau');
  equal(await page.title(), 'himmelblau: what does f look like?', 'as it was printed');
  const before = await source(page);
  await page.fill('#field-f', 'x^2+y^2');
  await changed(page, before);
  await until(async () => await page.title() === 'x^2+y^2: what does f look like?', `of another formula: ${await page.title()}`);
  await page.locator('#studies a[data-study="descent"]').click();
  await until(async () => await page.title() === 'x^2+y^2: where does an optimizer go?', `of another study: ${await page.title()}`);
  await page.goBack();
  await until(async () => await page.title() === 'x^2+y^2: what does f look like?', `of what was gone back to: ${await page.title()}`);
});

const STUDIES = ['critical-points', 'basins', 'convexity', 'point', 'descent'];

test('another study keeps the formula and its box', async page => {
  for (const study of STUDIES) {
    await open(page, '/?study=landscape&f=x^2%2B3*y^2-cos(2*x)&x=-1:2&y=-3:1');
    const before = await source(page), link = page.locator(`#studies a[data-study="${study}"]`);
    if (!await link.isVisible()) await page.locator('#experiments summary').click();
    await link.click();
    await changed(page, before);
    await settled(page);
    await summarized(page);
    equal(query(page).get('study'), study, 'the study');
    equal(query(page).get('f'), 'x^2+3*y^2-cos(2*x)', `${study}: the formula`);
    const own = await page.evaluate(async name => (await (await fetch('/web/rows.json')).json()).paths[`/v1/${name}.{format}`].get.parameters.map(row => row.name), study);
    if (own.includes('x')) equal([query(page).get('x'), query(page).get('y')], ['-1:2', '-3:1'], `${study}: the box`);
  }
});
