// The reference and the cookbook: searched, tried, read without a script.
import { accessibility, BASE, check, equal, shot, test, until } from './harness.mjs';
import { arrived, DARK, PHONE, query, settled } from './page.mjs';

const views = { 'desktop, light': {}, 'desktop, dark': DARK, 'phone, light': PHONE, 'phone, dark': { ...PHONE, ...DARK } };

/* ---- the reference ---- */

test('every example of the reference runs', async (page, said) => {
  await page.goto(`${BASE}/docs`);
  const links = await page.locator('main a[href^="/"]').evaluateAll(all => [...new Set(all.map(link => link.href))]);
  check(links.length > 50, `${links.length} links`);
  const wrong = [];
  const look = async () => {
    for (let link = links.pop(); link; link = links.pop()) {
      const { status } = await fetch(link);
      if (status !== 200) wrong.push(`${status} ${link}`);
    }
  };
  await Promise.all([look(), look(), look()]);
  equal(wrong, [], 'links that do not answer');
  const bare = await page.locator('td.example:not(:has(a))').allTextContents();
  equal(bare, [], 'examples that no query fits');
  equal(said, [], 'console');
  await shot(page, 'docs-light');
});

/* ---- the cookbook ---- */

test('a lesson moves once it is seen, and is answered when it is unfolded', async (page, said) => {
  await page.goto(`${BASE}/docs/cookbook`);
  equal(await page.locator('.lesson').count(), 16, 'lessons');
  const lesson = page.locator('.lesson').nth(8), [picture, other] = await lesson.locator('.shown > img').all();
  check(!await picture.getAttribute('src'), 'a picture is loaded before it is seen');
  await picture.scrollIntoViewIfNeeded();
  await until(() => picture.evaluate(image => image.complete && image.naturalWidth > 0), 'its picture does not come');
  check((await picture.getAttribute('src')).includes('motion=1'), 'it does not move');
  check(await other.isHidden(), 'the answer is not folded');
  await lesson.locator('summary').click();
  await other.scrollIntoViewIfNeeded();
  await until(() => other.evaluate(image => image.complete && image.naturalWidth > 0), 'the picture of the answer does not come');
  await shot(page, 'cookbook-light');
  await lesson.locator('a', { hasText: /^Take/ }).click();
  await settled(page);
  equal(query(page).get('optimizer'), 'gd(lr=0.5)', page.url());
  equal(said, [], 'console');
});

test('without a script the cookbook is whole', async page => {
  await page.goto(`${BASE}/docs/cookbook`);
  const lesson = page.locator('.lesson').first();
  check(await lesson.locator('noscript img').first().isVisible(), 'no picture');
  await lesson.locator('summary').click();
  check(await lesson.locator('.answer').isVisible(), 'no answer');
}, { javaScriptEnabled: false });

test('the reference is searched by name and by what is said', async (page, said) => {
  await page.goto(`${BASE}/docs`);
  const matches = page.locator('#matches a');
  await page.fill('#search-docs', 'elevation');
  equal(await matches.first().getAttribute('href'), '#study-landscape-elevation', 'the first match');
  await page.fill('#search-docs', 'adam');
  const names = await matches.allTextContents();
  check(names[0].startsWith('adam') && names.length > 2, String(names));
  await page.fill('#search-docs', 'dust of nothing');
  equal(await matches.count(), 0, 'matches of nothing');
  equal(await page.textContent('#matched'), '0 matches', 'what is told');
  await page.fill('#search-docs', 'learning rate');
  await matches.first().click();
  await until(() => new URL(page.url()).hash, 'the match leads nowhere');
  const target = page.locator(new URL(page.url()).hash);
  await until(async () => {
    const { y } = await target.boundingBox();
    return y >= 0 && y < 860;
  }, 'the row is not in sight');
  const missing = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map(link => link.hash.slice(1)).filter(id => !document.getElementById(id)));
  equal(missing, [], 'anchors that are not there');
  const twice = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i));
  equal(twice, [], 'anchors that are there twice');
  equal(said, [], 'console');
});

test('an example of the reference is edited in place, and its code follows', async (page, said) => {
  await page.goto(`${BASE}/docs`);
  const study = page.locator('.study', { has: page.locator('#study-landscape') }), image = study.locator('.shown img');
  await study.locator('.try [name="f"]').fill("x^2-3*x");
  await until(async () => (await image.getAttribute('src')).includes('x^2-3*x'), `the picture does not change: ${await study.locator('.trouble').textContent()}`);
  await study.locator('.code summary').click();
  for (const language of ['Python', 'R', 'Julia', 'JavaScript', 'curl']) {
    await study.getByRole('tab', { name: language, exact: true }).click();
    const shown = study.locator('.code pre:visible code');
    equal(await shown.count(), 1, 'tabs at once');
    check((await shown.textContent()).includes('f=x^2-3*x'), await shown.textContent());
  }
  await study.locator('.try [name="f"]').fill('rosenbrok');
  await until(async () => (await study.locator('.trouble').textContent()).includes('rosenbrock'), 'a mistake is not explained');
  await study.locator('.try [name="f"]').fill('risk');
  await until(async () => await study.locator('.trouble').textContent() === '', 'the mistake is not forgotten');
  /* The browser tells of every refusal. */
  equal(said.filter(text => !text.includes('status of 400')), [], 'console');
});

test('the code for JavaScript runs', async page => {
  await page.goto(`${BASE}/docs`);
  const pieces = await page.locator('code[data-language="JavaScript"]').allTextContents();
  const AsyncFunction = (async () => {}).constructor;
  for (const piece of pieces) {
    let printed = '';
    await new AsyncFunction('console', piece)({ log: text => { printed += text; } });
    check(printed.length > 20, piece);
  }
});

test('without a script the reference is whole', async page => {
  await page.goto(`${BASE}/docs`);
  check(await page.locator('.search').isHidden(), 'a search that cannot work is shown');
  const study = page.locator('.study', { has: page.locator('#study-landscape') });
  await study.locator('.code summary').click();
  equal(await study.locator('.code pre:visible').count(), 5, 'languages');
  await study.locator('.try [name="f"]').fill('x^2');
  await study.getByRole('button', { name: 'Try it' }).click();
  await arrived(page, 'f', 'x^2');
}, { javaScriptEnabled: false });

for (const [name, view] of Object.entries(views)) {
  test(`axe finds nothing: the reference, ${name}`, async page => {
    await page.goto(`${BASE}/docs`);
    await page.locator('.code summary').first().click();
    await page.fill('#search-docs', 'learning rate');
    /* Of the long tables, which are all made alike, those of one study. */
    for (const scope of ['header', '.contents', '#addresses', '.study', 'footer']) equal(await accessibility(page, scope), [], `violations in ${scope}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `${wide} pixels too wide`);
    await shot(page, `docs-${name.replace(', ', '-')}`);
    await page.locator('.try').nth(3).scrollIntoViewIfNeeded();
    await shot(page, `docs-try-${name.replace(', ', '-')}`);
  }, view);
}

for (const [name, view] of Object.entries(views)) {
  test(`axe finds nothing: the cookbook, ${name}`, async page => {
    await page.goto(`${BASE}/docs/cookbook`);
    await page.locator('.lesson').first().locator('summary').click();
    equal(await accessibility(page), [], 'violations');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `${wide} pixels too wide`);
    await shot(page, `cookbook-${name.replace(', ', '-')}`);
  }, view);
}

