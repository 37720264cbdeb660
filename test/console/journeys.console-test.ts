import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleWorld, expectAccessible, openConsoleWorld, type SentOrder } from './console-world.ts';

let world: ConsoleWorld;

beforeAll(async () => {
  world = await openConsoleWorld();
});

afterAll(() => world.close());

/** Where a run puts its pictures; `SCREENSHOTS=docs/images` renews those of the documentation. */
const PICTURES = process.env.SCREENSHOTS || '.cache/test-console/pictures';

async function picture(page: Page, name: string): Promise<void> {
  const path = `${PICTURES}/${name}.png`;
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: 'disabled' });
}

/** Sends orders of different customers, a few at a time. */
async function sendMany(count: number, name: string): Promise<readonly SentOrder[]> {
  const sent: SentOrder[] = [];
  for (let from = 0; from < count; from += 10) {
    const numbers = Array.from({ length: Math.min(10, count - from) }, (_, index) => from + index);
    sent.push(
      ...(await Promise.all(
        numbers.map((number) => world.sendOrder({ customerDetails: customer(`${name}-${number}@example.org`) })),
      )),
    );
  }
  return sent;
}

const HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}';

it('breaks a partner, sends an order, sees it fail, mends the partner, and resumes the order, all in the browser', async () => {
  const { page, complaints, context } = await world.signIn('developer', '/console/sandbox');
  await page.getByRole('combobox', { name: 'Partner' }).selectOption('zuora');
  await page.getByLabel('What it does').selectOption('decline');
  await page.getByRole('button', { name: 'Break it' }).click();
  await page.getByRole('list', { name: 'Pending faults' }).getByText('says no').waitFor();
  await picture(page, 'console-sandbox');
  await page.getByRole('button', { name: 'Send it' }).dblclick();
  await page.getByRole('status').getByRole('link').click();
  await page.getByText('Stopped at zuora').waitFor();
  await page.getByText('The partner said no.').waitFor();

  await page.getByRole('button', { name: 'Resume…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByText(/Called:/)
    .locator('..')
    .getByText('zuora')
    .waitFor();
  expect(
    await dialog
      .getByText(/Not called, answer from their records:/)
      .locator('..')
      .textContent(),
  ).toContain('salesforceV3');
  await expectAccessible(page);
  await picture(page, 'console-resume');
  await dialog.getByLabel('Reason').fill('Ticket 4711: the bank has unlocked the card.');
  await dialog.getByRole('button', { name: 'Resume' }).dblclick();
  await page.getByRole('article', { name: /Run 2/ }).waitFor();
  await expect.poll(() => page.locator('.heading .status').textContent(), { timeout: 15_000 }).toContain('complete');
  await page.getByText('Ticket 4711: the bank has unlocked the card.').first().waitFor();
  expect(await page.getByRole('article', { name: /Run \d/ }).count()).toBe(2);
  await picture(page, 'console-order');
  const { body } = await world.system.api('GET', '/orders');
  expect(body).toMatchObject({ items: [{ run: 2 }], cursor: null });
  const effects = await world.system.effects();
  expect(effects.filter(({ kind }) => kind === 'subscription.created')).toHaveLength(1);
  expect(complaints).toEqual([]);
  await context.close();
});

it('resumes 100 orders of one cause with three clicks and a reason, each effect once', {
  timeout: 240_000,
}, async () => {
  const size = 100;
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: size });
  const sent = await sendMany(size, 'group');
  const { page, context, complaints } = await world.signIn('operator', '/console/fallout');
  await page
    .getByRole('row', { name: /zuora/ })
    .getByRole('link', { name: String(size) })
    .waitFor();
  await picture(page, 'console-fallout');
  await page.getByRole('button', { name: /Resume all zuora/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('The gateway works again.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByText(`${size} orders`, { exact: true }).waitFor();
  expect(
    await dialog
      .getByText(/^Called:/)
      .locator('..')
      .textContent(),
  ).toContain('zuora');
  expect(
    await dialog
      .getByText(/^Not called, answer/)
      .locator('..')
      .textContent(),
  ).toContain('salesforceV3');
  await expectAccessible(page);
  await picture(page, 'console-proposal');
  await dialog.getByRole('button', { name: `Resume ${size} orders` }).click();
  await dialog.getByText(`${size} of ${size}`).waitFor({ timeout: 120_000 });
  await dialog.getByText(`Done. ${size} done, 0 left out because they have changed, 0 failed.`).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => page.getByText('No order needs a person.').count(), { timeout: 60_000 }).toBe(1);
  for (const { id } of sent) {
    const read = async () => (await world.system.api('GET', `/orders/${id}`)).body;
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ status: 'complete', run: 2 });
  }
  const keys = (await world.system.effects())
    .filter(({ kind }) => kind === 'subscription.created')
    .map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);

  await page.getByRole('link', { name: 'Jobs' }).click();
  await page.getByRole('link', { name: 'The gateway works again.' }).click();
  await page.getByText('Nothing is left to do.').waitFor();
  await expect.poll(() => page.getByRole('row', { name: /done/ }).count(), { timeout: 10_000 }).toBe(size);
  await picture(page, 'console-job');
  expect(complaints).toEqual([]);
  await context.close();
});

it('skips a step of a group of orders, which go on without it', { timeout: 120_000 }, async () => {
  const size = 3;
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: size });
  const sent = await sendMany(size, 'skipped');
  const subscriptions = async () =>
    (await world.system.effects()).filter(({ kind }) => kind === 'subscription.created').length;
  const before = await subscriptions();
  const { page, context, complaints } = await world.signIn('operator', '/console/fallout');
  await page.getByRole('button', { name: /Skip all zuora/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The step zuora is not called for any of these orders.').waitFor();
  await dialog.getByLabel('Reason').fill('Billed by hand.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Preview' }).click();
  const skipped = dialog.getByText(/^Not called, skipped by an operator:/).locator('..');
  await skipped.getByText('zuora').waitFor();
  await dialog.getByRole('button', { name: `Skip ${size} orders` }).click();
  await dialog.getByText(`Done. ${size} done, 0 left out because they have changed, 0 failed.`).waitFor();
  for (const { id } of sent) {
    const read = async () => (await world.system.api('GET', `/orders/${id}`)).body;
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ status: 'complete', run: 2 });
  }
  expect(await subscriptions()).toBe(before);
  expect(complaints).toEqual([]);
  await context.close();
});

it('lets a job be stopped, and shows two operators the same', { timeout: 120_000 }, async () => {
  const size = 4;
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: size });
  const sent = await sendMany(size, 'stopped');
  const body = { action: 'resume', filter: { step: 'zuora' }, reason: 'Try a few.' };
  const { id } = (await world.system.api('POST', '/proposals', body)).body as { id: string };
  const first = await world.signIn('operator', `/console/jobs/${id}`);
  const second = await world.signIn('developer', '/console/fallout');
  await first.page.getByRole('button', { name: `Resume ${size} orders…` }).waitFor();
  // Slower than the button allows, so that there is something to stop.
  await world.system.api('POST', `/proposals/${id}/execute`, { perMinute: 6 });
  await first.page.getByText(`1 of ${size}`).waitFor();

  // The other operator cannot act on the same orders meanwhile, and is told whose job has them.
  await second.page.getByRole('button', { name: /Resume all zuora/ }).click();
  const dialog = second.page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('I did not know.');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByText('This cannot be executed').waitFor();
  await dialog.getByRole('link', { name: 'Show the other job' }).click();
  await second.page.getByRole('button', { name: 'Stop…' }).click();
  const stop = second.page.getByRole('dialog');
  await stop.getByLabel('Reason').fill('Zuora is down again.');
  await expectAccessible(second.page);
  await stop.getByRole('button', { name: 'Stop' }).click();
  for (const { page } of [first, second]) await page.getByText('Zuora is down again.').waitFor();
  const runs = await Promise.all(
    sent.map(async (order) => ((await world.system.api('GET', `/orders/${order.id}`)).body as { run: number }).run),
  );
  expect(runs.filter((run) => run === 1).length).toBeGreaterThan(0);
  expect([...first.complaints, ...second.complaints]).toEqual([]);
  for (const { id: order } of sent) await world.system.api('POST', `/orders/${order}/cancel`, { reason: 'Tidy up.' });
  await first.context.close();
  await second.context.close();
});

it('finds an order by the reference that a customer reads out', async () => {
  const { reference } = await world.sendOrder({ customerDetails: customer('caller@example.org') });
  await world.sendOrder({ customerDetails: customer('another@example.org') });
  const { page, context } = await world.signIn('viewer', '/console/orders');
  await page.getByRole('searchbox', { name: 'Find' }).fill(reference);
  await page.keyboard.press('Enter');
  await page.getByText('1 shown').waitFor();
  await page.getByRole('link', { name: reference }).waitFor();
  await context.close();
});

it('shows hostile texts of an order as text', async () => {
  const { id } = await world.sendOrder({
    external_id: HOSTILE,
    customerDetails: { ...customer('hostile@example.org'), firstName: HOSTILE, lastName: HOSTILE },
  });
  const { page, complaints, context } = await world.signIn('operator', `/console/orders/${id}`);
  await page.getByText(HOSTILE).first().waitFor();
  await page.getByRole('button', { name: 'Show it' }).click();
  await page.getByText('Revision 1').waitFor();
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(await page.evaluate('window.hit')).toBeUndefined();
  expect(complaints).toEqual([]);
  await context.close();
});

it('does not let a script run that got into the page', async () => {
  const { page, context, complaints } = await world.signIn('viewer', '/console/orders');
  await page.evaluate(`{
    const script = document.createElement('script');
    try { script.text = 'window.hit = 1'; document.body.append(script); } catch {}
    try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hit=1">'); } catch {}
  }`);
  await expect.poll(() => complaints.length).toBeGreaterThan(0);
  expect(await page.evaluate('window.hit')).toBeUndefined();
  await context.close();
});

it('tells the second of two operators that the first has resumed the order', async () => {
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
  const { id } = await world.sendOrder({ customerDetails: customer('two@example.org') });
  const [first, second] = [
    await world.signIn('operator', `/console/orders/${id}`),
    await world.signIn('developer', `/console/orders/${id}`),
  ];
  for (const { page } of [first, second]) {
    await page.getByRole('button', { name: 'Resume…' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('Two at once.');
  }
  await first.page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await first.page.getByRole('dialog').waitFor({ state: 'detached' });
  await second.page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await second.page.getByRole('alert').getByText('It did not work').waitFor();
  await first.context.close();
  await second.context.close();
});

it('offers a viewer no action, and asks for a new sign-in when the session is gone', async () => {
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
  const { id } = await world.sendOrder({ customerDetails: customer('viewer@example.org') });
  const { page, context } = await world.signIn('viewer', `/console/orders/${id}`);
  await page.getByText('Stopped at zuora').waitFor();
  expect(await page.getByRole('button', { name: /…$/ }).count()).toBe(0);
  await page.getByText('Your role may not see what the customer submitted.').waitFor();
  await page.route('**/sign-in/token', (route) => route.fulfill({ status: 400, body: '{"error":"invalid_grant"}' }));
  await page.route('**/orders/**', (route) => route.fulfill({ status: 401, body: '{"message":"Unauthorized"}' }));
  await page.getByText('Your session has ended.').waitFor();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await context.close();
});

it('signs out', async () => {
  const { page, context } = await world.signIn('operator', '/console/orders');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Sign in to find, see and recover orders.').waitFor();
  await context.close();
});

/** Another customer, because a customer has one account at the partners. */
function customer(email: string): object {
  return { firstName: 'Ada', lastName: 'Byrne', email };
}
