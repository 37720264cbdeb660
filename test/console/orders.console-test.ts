import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleWorld, expectAccessible, openConsoleWorld } from './console-world.ts';

let world: ConsoleWorld;

beforeAll(async () => {
  world = await openConsoleWorld();
});

afterAll(() => world.close());

it('shows an order that the list led to, with every step, attempt and callout', async () => {
  const { reference } = await world.sendOrder();
  const { page, complaints, hosts } = await world.signIn('operator', '/console/orders');
  await page.getByRole('link', { name: reference }).click();
  await page.getByRole('heading', { name: `Order ${reference}` }).waitFor();
  const run = page.getByRole('article', { name: /Run 1/ });
  await run
    .getByRole('region', { name: 'Step zuora of run 1' })
    .getByText(/Attempt 1:/)
    .waitFor();
  await run
    .getByText(/POST .*\/zuora\/v1\/orders → 200/)
    .first()
    .click();
  await run.getByText('Idempotency-Key', { exact: false }).first().waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  expect([...hosts]).toEqual([new URL(world.url).host]);
});
