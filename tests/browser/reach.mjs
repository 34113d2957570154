// Whom the page reaches: slow networks and slow phones, small windows, large text, programs that read aloud.
import { accessibility, BASE, check, equal, test, until } from './harness.mjs';
import { changed, DARK, open, PHONE, query, settled, source } from './page.mjs';

const SIZES = { phone: PHONE, desktop: {} };

/* ---- the first picture, soon and at its place ---- */

const ROUND_TRIP = 150, BYTES_PER_SECOND = 1.6e6 / 8, SLOWER = 4;
const LATEST_PAINT = 1200, MOST_SHIFT = 0.05, TRIES = 3;

/* How many times slower other programs make the browser just now: seconds that pass in one of the processor's time that its main thread gets. */
async function disturbance(page, session) {
  const used = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime').value;
  const before = await used(), seconds = await page.evaluate(() => {
    const begun = performance.now();
    while (performance.now() - begun < 300);
    return (performance.now() - begun) / 1000;
  });
  return Math.max(1, seconds / (await used() - before));
}

const watchPaints = () => {
  globalThis.seen = { shift: 0, shifts: [], paint: 0, what: '' };
  new PerformanceObserver(list => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      globalThis.seen.shift += value;
      globalThis.seen.shifts.push(`${value.toFixed(3)} ${sources.map(({ node }) => node?.id || node?.className || node?.nodeName).join(' ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver(list => {
    const last = list.getEntries().at(-1);
    Object.assign(globalThis.seen, { paint: last.startTime, what: last.element?.id || last.element?.className || last.element?.nodeName });
  }).observe({ type: 'largest-contentful-paint', buffered: true });
};

for (const [name, options] of Object.entries(SIZES)) {
  test(`the first picture is soon there and nothing moves: ${name}, 1.6 Mbit/s, ${ROUND_TRIP} ms, a processor ${SLOWER} times slower`, async (page, said, context) => {
    await context.addInitScript(watchPaints);
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Performance.enable');
    let seen = null, told = '';
    for (let i = 0; i < TRIES && !(seen?.paint <= LATEST_PAINT); i++) {
      await session.send('Network.setCacheDisabled', { cacheDisabled: true });
      await page.goto('about:blank');
      /* What other programs take of the processor is a part of how much slower it is to be. */
      const disturbed = await disturbance(page, session);
      await session.send('Emulation.setCPUThrottlingRate', { rate: Math.max(1, SLOWER / disturbed) });
      await session.send('Network.emulateNetworkConditions', { offline: false, latency: ROUND_TRIP, downloadThroughput: BYTES_PER_SECOND, uploadThroughput: BYTES_PER_SECOND });
      await page.goto(`${BASE}/`);
      await until(() => page.evaluate(() => document.querySelector('#playground').getAttribute('aria-busy') === 'false'), 'the playground is not ready', 20000);
      await page.waitForTimeout(1500);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      seen = await page.evaluate(() => globalThis.seen);
      told = `largest paint (${seen.what}) after ${seen.paint.toFixed(0)} ms, layout shift ${seen.shift.toFixed(3)}; disturbed by a factor of ${disturbed.toFixed(1)}`;
      console.log(`    ${name}: ${told}`);
      check(seen.shift < MOST_SHIFT, `${told}: ${seen.shifts.join('; ')}`);
    }
    check(seen.paint > 0 && seen.paint <= LATEST_PAINT, told);
  }, options);
}

for (const [name, options] of Object.entries(SIZES)) {
  test(`a descent by one click without scrolling: ${name}`, async page => {
    await open(page);
    const before = await source(page), box = await page.locator('#picture').boundingBox(), { start } = Object.fromEntries(query(page));
    check(box.y >= 0 && box.y + box.height <= page.viewportSize().height, `the picture is at ${JSON.stringify(box)}`);
    await page.mouse.click(box.x + 0.4 * box.width, box.y + 0.4 * box.height);
    await changed(page, before);
    check(query(page).get('study') === 'descent' && query(page).get('start') && query(page).get('start') !== start, page.url());
    equal(await page.evaluate(() => scrollY), 0, 'scrolled');
  }, options);
}

/* ---- large text ---- */

/* What of the text cannot be seen: texts wider or higher than the boxes that hide what does not fit, and parts that stand over the window's edge. */
const lost = page => page.evaluate(() => {
  const found = [], wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`the page is ${wide} pixels too wide`);
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest('svg, math, .unseen, .skip')) continue;
    const style = getComputedStyle(element), name = element.id || `${element.className}: ${element.textContent.trim().slice(0, 30)}`;
    const text = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (text && style.overflowX !== 'visible' && !/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 2) found.push(`cut: ${name}`);
    if (text && style.overflowY !== 'visible' && !/auto|scroll/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 4) found.push(`cut below: ${name}`);
    const box = element.getBoundingClientRect();
    let scrolls = false;
    for (let above = element.parentElement; above; above = above.parentElement) scrolls ||= /auto|scroll/.test(getComputedStyle(above).overflowX);
    if (text && !scrolls && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)) found.push(`over the edge: ${name}`);
  }
  return found;
});

const LARGE = { 'a desktop': {}, 'a phone': PHONE, 'a window of 320 pixels': { viewport: { width: 320, height: 640 } } };

for (const [name, options] of Object.entries(LARGE)) {
  test(`nothing is lost with text twice as large: ${name}`, async page => {
    await open(page);
    if (options.viewport?.width !== 320) await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    for (const act of [
      () => {},
      () => page.evaluate(() => { document.querySelector('#all').open = true; document.querySelector('#shared').open = true; document.querySelector('#numbers').open = true; document.querySelector('#experiments').open = true; }),
      () => page.fill('#field-f', 'x*cos(pi*'),
    ]) {
      await act();
      await page.waitForTimeout(700);
      equal(await lost(page), [], `${act}`);
    }
    await page.evaluate(() => { document.querySelector('#experiments').open = false; });
    await page.locator('#share').click();
    await page.locator('.share').waitFor();
    equal(await lost(page), [], 'the dialog');
  }, options);
}

/* ---- axe, in every state ---- */

for (const [name, options] of Object.entries({ light: {}, dark: DARK })) {
  test(`axe finds nothing: every verb and experiment, ${name}`, async page => {
    await open(page);
    const studies = await page.locator('#studies a').evaluateAll(all => all.map(link => link.href)), found = [];
    for (const address of studies) {
      await page.goto(address);
      await settled(page);
      await page.evaluate(() => { document.querySelector('#all').open = true; });
      for (const violation of await accessibility(page, '#playground')) found.push(`${address}: ${violation}`);
    }
    equal(found, [], 'violations');
  }, options);

  test(`axe finds nothing: settings, numbers, a refusal, the dialog, ${name}`, async page => {
    await open(page);
    await page.evaluate(() => { for (const id of ['all', 'shared', 'numbers', 'experiments']) document.querySelector(`#${id}`).open = true; });
    await until(() => page.locator('#numbers .tables dl').count(), 'no numbers');
    equal(await accessibility(page), [], 'violations with everything open');
    await page.evaluate(() => { document.querySelector('#experiments').open = false; });
    await page.fill('#field-f', 'rosenbrok');
    await until(() => page.getByRole('button', { name: 'Use rosenbrock' }).count(), 'no repair');
    await until(() => page.locator('#problem').isVisible(), 'the problem is not told');
    equal(await accessibility(page, '#playground'), [], 'violations of a refusal');
    await page.locator('#share').click();
    equal(await accessibility(page, '.share'), [], 'violations of the dialog');
  }, options);
}
