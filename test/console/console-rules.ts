import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type ConsoleWorld, expectAccessible, type OpenedPage } from './console-world.ts';

/** Expects what is true of every view: axe finds nothing in light and dark and on a narrow screen, nothing is cut off, no complaint. */
export async function expectGoodView({ page, complaints, hosts }: OpenedPage, world: ConsoleWorld): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNarrow(page);
  expect(complaints).toEqual([]);
  expect([...hosts]).toEqual([new URL(world.url).host]);
}

/** Expects that nobody has to scroll sideways at 320 CSS pixels (WCAG 2.2, 1.4.10); tables may scroll by themselves. */
async function expectNarrow(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ width: 320, height: 800 });
  const width = await page.evaluate('document.documentElement.scrollWidth');
  await page.setViewportSize(before);
  expect(width).toBeLessThanOrEqual(320);
}
