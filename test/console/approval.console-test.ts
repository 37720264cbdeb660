import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectGoodView } from './console-rules.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';

let world: ConsoleWorld;

beforeAll(async () => {
  world = await openConsoleWorld({
    configure: () => ({ approvals: [{ actions: ['resume'], moreThanAmount: '20.00' }] }),
  });
  await world.system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 2 });
  for (const name of ['ada', 'grace'])
    await world.sendOrder({ customerDetails: { email: `${name}@example.org`, firstName: name, lastName: 'Example' } });
});

afterAll(() => world.close());

it('a second person approves what is worth more than the tenant lets one decide', { timeout: 120_000 }, async () => {
  const operator = await world.signIn('operator', '/console/fallout');
  await operator.page.getByRole('button', { name: /Resume all zuora/ }).click();
  const dialog = operator.page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('The bank has unlocked the cards.');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByText('A resume of orders of more than 20.00 GBP needs a second person.').waitFor();
  expect(await dialog.getByRole('button', { name: /Resume/ }).count()).toBe(0);
  await dialog.getByRole('link', { name: 'Send this job to another operator.' }).click();

  // The proposer cannot.
  await operator.page.getByRole('button', { name: 'Approve…' }).click();
  const own = operator.page.getByRole('dialog');
  await own.getByLabel('Reason').fill('I agree with myself.');
  await own.getByRole('button', { name: 'Approve' }).click();
  await own.getByRole('alert').getByText('Ask another operator to approve it.').waitFor();
  await own.getByRole('button', { name: 'Back' }).click();

  const second = await world.signIn('developer', new URL(operator.page.url()).pathname);
  await second.page.getByRole('button', { name: 'Approve…' }).click();
  const approval = second.page.getByRole('dialog');
  await approval.getByText('2 orders', { exact: true }).waitFor();
  await approval.getByLabel('Reason').fill('I looked at both.');
  await approval.getByRole('button', { name: 'Approve' }).click();
  await second.page.getByText('I looked at both.').waitFor();
  await expectGoodView(second, world);

  await operator.page.getByRole('button', { name: 'Resume 2 orders…' }).click();
  await operator.page.getByRole('dialog').getByRole('button', { name: 'Resume 2 orders' }).click();
  await operator.page.getByText('Done. 2 done, 0 left out because they have changed, 0 failed.').waitFor();
  const list = await world.signIn('auditor', '/console/jobs');
  await list.page.getByRole('row', { name: /The bank has unlocked the cards/ }).waitFor();
  await expectGoodView(list, world);
  for (const { context } of [operator, second, list]) await context.close();
});
