import { describe, expect, it } from 'vitest';
import type { CampaignResult } from '../../../scripts/test-faults/campaign.ts';
import { reportLines } from '../../../scripts/test-faults/report.ts';

const RESULT: CampaignResult = {
  onCriticalFailure: 'stop',
  sent: new Map(),
  orders: [],
  effects: 12,
  skips: 1,
  seconds: 2,
  recoveries: [
    { readyMs: 3_000, endedMs: 9_000 },
    { readyMs: 1_000, endedMs: 4_000 },
    { readyMs: 2_000, endedMs: 5_000 },
  ],
  offences: [],
  histories: [],
};
const rows = (result: Partial<CampaignResult>) =>
  Object.fromEntries(
    reportLines([{ ...RESULT, ...result }], 7).map((line) => {
      const [name = '', ...values] = line.trim().split(/\s{2,}/);
      return [name, values.join(' ')];
    }),
  );

describe('the report of a fault campaign', () => {
  it('says how to repeat it', () => {
    expect(reportLines([RESULT], 7)[0]).toContain('--seed 7');
  });

  it('has the median and the worst recovery after a kill', () => {
    expect(rows({})).toMatchObject({
      kills: '3',
      'ready again, median / worst': '2.0 s / 3.0 s',
      'first order ended, median / worst': '5.0 s / 9.0 s',
    });
    expect(rows({ recoveries: [] })).toMatchObject({ 'ready again, median / worst': '-' });
  });

  it('counts every kind of offence, and describes each one', () => {
    const offences = [
      { orderId: 'order-1', offence: 'double effect', detail: 'Expected it once, found it twice.' } as const,
    ];
    expect(rows({})).toMatchObject({ 'double effect': '0', 'lost effect': '0', 'unrecorded effect': '0', stuck: '0' });
    const found = rows({ offences });
    expect(found).toMatchObject({ 'double effect': '1', 'lost effect': '0' });
    expect(Object.keys(found)).toContain('Expected it once, found it twice.');
  });
});
