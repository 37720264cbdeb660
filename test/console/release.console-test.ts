import { expect, it } from 'vitest';
import newOrder from '../../examples/new-order.json' with { type: 'json' };
import { expectGoodView } from './console-rules.ts';
import { openConsoleWorld } from './console-world.ts';

it('says before it acts which orders a connection lets go, and what a webhook missed', async () => {
  const world = await openConsoleWorld({
    timeScale: 8,
    configure: (sandboxUrl) => ({
      patience: 'PT4H',
      webhooks: [
        { name: 'crm', url: `${sandboxUrl}/receiver/crm`, events: ['order.completed'], signingSecret: 'webhooks/crm' },
      ],
    }),
  });
  try {
    const { api } = world.system;
    await world.system.faults({ partner: 'zuora', fault: '503', times: 1_000_000 });
    const sent = await api('POST', '/orders', newOrder);
    const { id } = sent.body as { id: string };
    const parked = async () => ((await api('GET', `/orders/${id}`)).body as { parked: object | null }).parked;
    await expect.poll(parked, { timeout: 30_000 }).not.toBeNull();
    const reason = { reason: 'Maintenance of the partner.' };
    expect((await api('POST', '/connections/zuora/open', reason)).status).toBe(200);
    await fetch(`${world.system.sandbox.url}/__faults`, { method: 'DELETE' });
    const opened = await world.signIn('operator', '/console/connections');
    const { page } = opened;
    await page.getByRole('button', { name: 'Allow calls (zuora)…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/zuora is called again for 1 order, first for/).waitFor();
    await dialog.getByRole('link', { name: 'the order that has waited longest' }).waitFor();
    await expectGoodView(opened, world);
    await dialog.getByLabel('Reason').fill('It answers again.');
    await dialog.getByRole('button', { name: 'Allow calls' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(parked, { timeout: 30_000 }).toBeNull();

    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page
      .getByRole('button', { name: /^Redeliver what it missed/ })
      .first()
      .click();
    await dialog.getByLabel('Since (your time)').fill('2026-01-01T00:00');
    await dialog.getByText('It missed nothing since then.').waitFor();
    await expectGoodView(opened, world);
  } finally {
    await world.close();
  }
}, 120_000);
