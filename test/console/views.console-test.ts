import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGoodView } from './console-rules.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';

let world: ConsoleWorld;

beforeAll(async () => {
  world = await openConsoleWorld({
    configure: (sandboxUrl) => ({
      patience: 'PT4H',
      webhooks: [
        { name: 'crm', url: `${sandboxUrl}/receiver/crm`, events: ['order.completed'], signingSecret: 'webhooks/crm' },
      ],
      overrides: [{ name: 'refunds', match: { orderType: ['refund'] }, exclude: ['platformEvents'] }],
    }),
  });
  await world.sendOrder();
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
  await world.sendOrder();
});

afterAll(() => world.close());

const VIEWS = [
  ['/console', 'Today', 'Need a person'],
  ['/console/orders', 'Orders', '2 shown'],
  ['/console/orders?status=failed', 'Orders', '1 shown'],
  ['/console/fallout', 'Fallout', 'zuora'],
  ['/console/jobs', 'Jobs', 'Nobody has proposed anything'],
  ['/console/connections', 'Connections', 'zuora'],
  ['/console/webhooks', 'Webhooks', 'order.completed'],
  ['/console/config', 'Config', 'Sequence refunds'],
  ['/console/sandbox', 'Sandbox', 'Every partner works.'],
] as const;

describe('every view', () => {
  it.each(VIEWS)('%s is accessible, fits narrow screens, and asks nobody else', async (path, title, content) => {
    const opened = await world.signIn('developer', path);
    await opened.page.getByRole('heading', { level: 1, name: title }).waitFor();
    await opened.page.getByText(content).first().waitFor();
    await expectGoodView(opened, world);
    await opened.context.close();
  });

  it('that does not exist says so', async () => {
    const { page, context } = await world.signIn('viewer', '/console/nothing');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await context.close();
  });

  it('is reached by keyboard, which then continues in the view', async () => {
    const { page, context } = await world.signIn('operator', '/console/orders');
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    await page.getByRole('link', { name: 'Connections' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('view');
    await context.close();
  });
});

describe('a view', () => {
  it.each([
    ['/console/config', 'You may not see the config'],
    ['/console/webhooks', 'You may not see the webhooks'],
    ['/console/jobs', 'You may not see the jobs'],
    ['/console/sandbox', 'You may not see the faults'],
  ])('that the role does not include says so: %s', async (path, text) => {
    const { page, context } = await world.signIn('viewer', path);
    await page.getByText(text).waitFor();
    await context.close();
  });

  it('says that the API fails, and shows what it had once it works again', async () => {
    const { page, context } = await world.signIn('operator', '/console/config');
    await page.route('**/connections', (route) =>
      route.fulfill({ status: 500, contentType: 'application/json', body: '{"detail":"Broken.","instance":"req-1"}' }),
    );
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByRole('alert').getByText('Cannot load the connections').waitFor();
    await page.getByText('req-1').waitFor();
    await page.unroute('**/connections');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /zuora/ }).waitFor();
    await context.close();
  });

  it('says that it loads while the API is slow, and that a connection is lost', async () => {
    const { page, context } = await world.signIn('operator', '/console/config');
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/connections', async (route) => {
      await isReleased;
      await route.abort();
    });
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByText('Loading the connections…').waitFor();
    release();
    await page.getByText('The API does not answer').waitFor();
    await context.close();
  });

  it('says that a list is empty, and keeps its filters in the address', async () => {
    const { page, context } = await world.signIn('operator', '/console/orders');
    await page.getByLabel('Status').selectOption('cancelled');
    await page.getByText('No order matches these filters.').waitFor();
    expect(new URL(page.url()).search).toBe('?status=cancelled');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('2 shown').waitFor();
    await page.goBack();
    await page.getByText('No order matches these filters.').waitFor();
    await context.close();
  });
});
