import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../scripts/test-faults/campaign.ts';

const ORDERS = 16;
const KILLS = 1;

// `npm run test:faults` runs a long campaign. After a kill between storing and starting an order, the test waits for the
// sweeper, which runs every minute.
describe('a short campaign of faults', () => {
  it('ends every order without a double or lost effect, although the process is killed', async () => {
    const progress: string[] = [];
    const { effects, offences, orders, recoveries } = await runCampaign({
      seed: 7,
      from: 0,
      to: ORDERS,
      kills: KILLS,
      onCriticalFailure: 'compensate',
      slots: ORDERS,
      onProgress: (line) => progress.push(line),
    });
    expect(offences).toEqual([]);
    expect(progress).toEqual([
      expect.stringMatching(/^compensate: all orders sent in \d+ s/),
      'compensate: comparing the orders with the effects at the partners',
    ]);
    expect(orders).toHaveLength(ORDERS);
    expect(recoveries).toHaveLength(KILLS);
    expect(effects).toBeGreaterThan(ORDERS);
  }, 240_000);
});
