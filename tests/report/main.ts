import * as assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

import { launch, screenshot } from '../editors/vscode/browser';
import { variable } from '../editors/vscode/environment';
import { Report } from '../editors/vscode/steps';

/** A telephone, something between, and a wide screen. */
const WIDTHS = [380, 800, 1400];
const SCHEMES = ['light', 'dark'] as const;

/** The page, and what it did beside showing itself. */
interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(browser: Browser, width: number, colorScheme: 'light' | 'dark'): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(variable('REPORT')).href);
  return { page, complaints, requests };
}

/** What reaches beyond the right edge, and how far the page can be moved sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth <= root.clientWidth) {
      return [];
    }
    const elements = [...document.querySelectorAll('body *')];
    const beyond = elements.filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1);
    return beyond.map(
      (it) => `${it.tagName} ${it.getAttribute('class') ?? ''}: ${it.textContent.slice(0, 60)}`,
    );
  });
}

/** Texts of one picture that lie over each other by more than their rims. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const picture of document.querySelectorAll('svg:not(svg svg)')) {
      const texts = [...picture.querySelectorAll('text')].map((text) => ({
        text: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      texts.forEach((one, index) => {
        for (const other of texts.slice(index + 1)) {
          const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (width > 2 && height > 4) {
            found.push(`${one.text} over ${other.text} in: ${picture.textContent.slice(0, 60)}`);
          }
        }
      });
    }
    return found;
  });
}

/** Pictures whose text stands outside of them, to the left or to the right. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = [...document.querySelectorAll('svg text')];
    return texts
      .filter((text) => {
        const picture = text.closest('svg:not(svg svg)');
        const box = text.getBoundingClientRect();
        const frame = picture?.getBoundingClientRect();
        return frame !== undefined && (box.left < frame.left - 12 || box.right > frame.right + 12);
      })
      .map((text) => text.textContent);
  });
}

async function looks(report: Report, browser: Browser): Promise<void> {
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await report.step(`at ${width} pixels, ${scheme}, everything has its place`, async () => {
        const { page, complaints, requests } = await open(browser, width, scheme);
        await page.evaluate(() => {
          document.querySelectorAll('details').forEach((details) => (details.open = true));
        });
        await screenshot(page, `report-${width}-${scheme}`, true);
        assert.deepEqual(await tooWide(page), []);
        assert.deepEqual(await overlaps(page), []);
        assert.deepEqual(await outside(page), []);
        assert.deepEqual(complaints, []);
        assert.deepEqual(requests, [pathToFileURL(variable('REPORT')).href]);
        await page.context().close();
      });
    }
  }
}

async function works(report: Report, browser: Browser): Promise<void> {
  const { page } = await open(browser, 1400, 'light');
  await report.step('each link leads to what it names', async () => {
    const lost = await page.evaluate(() => {
      const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
      return links.filter((link) => document.querySelector(`[id="${link.slice(1)}"]`) === null);
    });
    assert.deepEqual(lost, []);
    assert.ok((await page.locator('nav a').count()) > 3, 'there are no contents');
  });
  await report.step('every picture has a name, and every curve is visible', async () => {
    const pictures = page.locator('svg[role=img]');
    assert.ok((await pictures.count()) > 20, 'there are hardly any pictures');
    const named = await pictures.evaluateAll((all) =>
      all.map((it) => it.querySelector('title')?.textContent ?? ''),
    );
    assert.deepEqual(
      named.filter((name) => name === ''),
      [],
    );
    // Beside a narrow curve a wide one is low, for their areas are equal; one of them is high.
    const flat = await page.locator('svg:has(.curve):not(svg svg)').evaluateAll((pictures) => {
      const heights = (picture: Element) =>
        [...picture.querySelectorAll('.curve')].map((curve) => curve.getBoundingClientRect().height);
      return pictures
        .filter((picture) => Math.max(...heights(picture)) < 20)
        .map((picture) => picture.textContent);
    });
    assert.deepEqual(flat, []);
  });
  await report.step('printed, it has all that is folded away and no contents', async () => {
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('nav').isHidden());
    await page.setViewportSize({ width: 720, height: 1000 });
    assert.deepEqual(await tooWide(page), []);
    await screenshot(page, 'report-printed', true);
  });
  await page.context().close();
}

async function main(): Promise<void> {
  const report = new Report();
  const browser = await launch();
  try {
    await looks(report, browser);
    await works(report, browser);
  } finally {
    await browser.close();
  }
  if (!report.close()) {
    process.exitCode = 1;
  }
}

void main();
