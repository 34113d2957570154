// The page in its parts, for tests: opened, at rest, changed.
import { BASE, until } from './harness.mjs';

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const DARK = { colorScheme: 'dark' };

/* A state that any formula fits. */
export const LOOK = '/?study=landscape&f=himmelblau&view=auto';

export const source = page => page.getAttribute('#picture', 'src');
/* Between the click on a link and the document that it leads to, the old document answers: it may have no picture. A picture is put in place before its
   pixels are there. */
export const isSettled = page => page.evaluate(() => {
  const picture = document.querySelector('#picture');
  return picture !== null && picture.src !== '' && picture.complete && document.querySelector('#canvas').getAttribute('aria-busy') === 'false';
});
export const settled = page => until(() => isSettled(page), 'the picture does not come');
export const summarized = page => until(() => page.evaluate(() => document.querySelector('#summary')?.textContent && document.querySelector('#downloads a') !== null), 'no summary');
export const changed = async (page, before) => {
  await until(async () => await source(page) !== before, 'the picture does not change');
  await settled(page);
};
export const hasStudy = async (page, name) => await page.locator(`#studies a[data-study="${name}"]`).count() > 0;
export const query = page => new URL(page.url()).searchParams;

/** Waits for a document whose query holds name=value, once a click leads to it: before that the old one answers. */
export const arrived = (page, name, value) => page.waitForURL(url => url.searchParams.get(name) === value, { waitUntil: 'domcontentloaded' });

/* The script of the gallery, which nothing else waits for, names the button of the theme as it listens. */
const isListening = page => page.evaluate(() => document.querySelector('#theme').hasAttribute('aria-label'));

export async function open(page, path = '/') {
  await page.goto(BASE + path);
  await settled(page);
  await summarized(page);
  await until(() => isListening(page), 'the gallery has no script');
}
