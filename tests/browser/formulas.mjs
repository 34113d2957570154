// What people type: formulas that are drawn, constants that slide, mistakes that a click mends; and settings as they are shown and kept.
import { BASE, check, equal, test, until } from './harness.mjs';
import { isSettled, LOOK, open, query, settled, source } from './page.mjs';

/* Typed, the constants it has once it is drawn, and the repair that has to be taken first, if one is needed; null: there is none, and the caret tells. */
const TYPED = [
  ['x^2+y^2*sin(x)', []],
  ['3x', []],
  ['2(x+1)^2 + |y|', []],
  ['exp(-k*x^2); k = 2', ['k']],
  ['log(x^2+c*y^2+1); c = 0.5', ['c']],
  ['a*x^2+b*y^2', ['a', 'b'], 'a*x^2+b*y^2; a = 1; b = 1'],
  ['x^2+y^2+w^2', ['w'], 'x^2+y^2+w^2; w = 1'],
  ['sinn(x)', [], 'sin(x)'],
  ['(x-1)^2+(y+2)^2)', [], '(x-1)^2+(y+2)^2'],
  ['max(x;y)', [], 'max(x,y)'],
  ['rosenbrok', [], 'rosenbrock'],
  ['x^^2', [], null],
];

test('formulas typed are drawn, their constants slide, and mistakes are mended by a click', async page => {
  await open(page, LOOK);
  for (const [typed, constants, repair] of TYPED) {
    const before = await source(page);
    await page.fill('#field-f', typed);
    if (repair !== undefined) {
      await until(() => page.locator('#problem').isVisible(), `${typed}: the problem is not told`);
      await until(async () => await page.getAttribute('#field-f', 'aria-invalid') === 'true', `${typed}: aria-invalid`);
    }
    if (repair === null) {
      await until(async () => (await page.locator('.typeset pre').textContent().catch(() => ''))?.includes('^'), `${typed}: no caret`);
      continue;
    }
    if (repair) await page.getByRole('button', { name: `Use ${repair}`, exact: true }).click();
    await until(async () => await source(page) !== before && await isSettled(page) && await page.locator('#problem').isHidden(), `${typed} is not drawn`);
    equal(query(page).get('f'), repair ?? typed, `${typed}: the address`);
    equal(await page.locator('.constant input').evaluateAll(all => all.map(input => input.getAttribute('aria-label'))), constants.map(name => `The constant ${name}`), `${typed}: sliders`);
  }
});

test('a refusal of any setting has a way on by a click', async page => {
  await page.goto(`${BASE}/?study=descent&f=himmelblau&start=0,0&optimizer=adm&steps=1e9&schedule=cosin`);
  await until(() => page.locator('#problem').isVisible(), 'the problem is not told');
  for (let i = 0; i < 4 && await page.locator('#problem').isVisible(); i++) {
    const text = await page.textContent('#problem'), button = page.locator('.trouble button:visible').first();
    if (!await button.count()) await page.evaluate(() => { document.querySelector('#all').open = true; });
    check(await button.count(), `no way on from: ${text}`);
    await button.click();
    await until(async () => await page.locator('#problem').isHidden() || await page.textContent('#problem') !== text, `${text}: it stays`);
  }
  await until(() => page.locator('#problem').isHidden(), `it is still refused: ${await page.textContent('#problem')}`);
  equal(query(page).get('optimizer'), 'adam', 'the optimizer');
});

test('what the service chooses is shown as auto, not as 0', async page => {
  await open(page, LOOK);
  await page.locator('#all > summary').click();
  const automatic = await page.evaluate(async () => {
    const rows = (await (await fetch('/web/rows.json')).json()).paths['/v1/landscape.{format}'].get.parameters;
    return rows.filter(row => row.schema?.default === 0 && /(?:^|[;,] )0: /.test(row.description)).map(row => row.name);
  });
  check(automatic.length > 0, 'no such parameter');
  for (const name of automatic) equal([await page.inputValue(`#field-${name}`), (await page.getAttribute(`#field-${name}`, 'placeholder')).startsWith('auto')], ['', true], name);
});

test('a choice made leaves out what has no effect beside it', async page => {
  await open(page, '/?study=landscape&f=himmelblau&view=surface&azimuth=20&elevation=50&samples=41');
  await page.selectOption('#field-view', 'heatmap');
  await until(() => query(page).get('view') === 'heatmap' && !query(page).has('azimuth') && !query(page).has('elevation'), () => page.url());
  await settled(page);
  equal([query(page).get('samples'), await page.locator('#problem').isHidden(), await page.inputValue('#field-azimuth')], ['41', true, '-60'], 'what is left');
  const note = await page.textContent('#note');
  check(note.includes('azimuth=20') && note.includes('elevation=50'), note);
  /* A choice that does not fit stays, and is told. */
  await open(page, '/?study=landscape&f=x^2&view=line&samples=41');
  await page.selectOption('#field-view', 'surface');
  await until(() => page.locator('[data-parameter="view"] .trouble').isVisible(), 'nothing is said of the view');
  equal([query(page).get('view'), query(page).get('samples')], ['surface', '41'], 'what is asked');
});

test('that all settings are open is remembered', async page => {
  await open(page, LOOK);
  check(!await page.evaluate(() => document.querySelector('#all').open), 'open from the beginning');
  await page.locator('#all > summary').click();
  /* A browser tells of an opening in a task of its own after the click, and a document that is left before that task is never told. */
  await until(() => page.evaluate(() => localStorage.getItem('all-settings') === 'open'), 'not written down');
  await page.reload();
  await until(() => page.evaluate(() => document.querySelector('#all').open), 'forgotten');
  await page.locator('#studies').getByRole('link', { name: 'Descend' }).click();
  await until(() => query(page).get('study') === 'descent', () => page.url());
  check(await page.evaluate(() => document.querySelector('#all').open), 'closed by a verb');
});
