import { describe, expect, it } from 'vitest';
import type { OrderView } from '../../../blueprint/routes/response-schemas.ts';
import type { OutageResult } from '../../../scripts/test-outage/outage.ts';
import { findingsOf, outageReportLines, scenarioReportLines } from '../../../scripts/test-outage/outage-report.ts';

const BACK = Date.parse('2026-03-02T10:00:00Z');
const ORDER = { id: 'order-1', status: 'complete', degraded: [], failure: null } as unknown as OrderView;
const ZUORA = {
  partner: 'zuora',
  concurrency: 40,
  lockConflicts: 0,
  requests: 12,
  peak: 9,
  refused: { concurrency: 0, rate: 0 },
};

function result(more: Partial<OutageResult> = {}): OutageResult {
  return {
    seed: 1,
    orders: 1,
    hourSeconds: 60,
    kills: false,
    views: [ORDER],
    offences: [],
    partners: [ZUORA],
    parking: { orders: 1, parked: [BACK - 5_000], released: [BACK - 2_000, BACK + 500, BACK + 900, BACK + 3_000] },
    backAtMs: BACK,
    hoursToEnd: 1.25,
    killed: 0,
    ...more,
  };
}

function degradedBy(status: string): OrderView {
  return { ...ORDER, degraded: ['events'], steps: [{ id: 'events', status }] } as unknown as OrderView;
}

describe('the report of the outage campaign', () => {
  it('has no finding if every order is complete', () => {
    expect(findingsOf(result())).toEqual([]);
  });

  it('has no finding if a kill cut off a call that nobody can be asked about', () => {
    expect(findingsOf(result({ kills: true, views: [degradedBy('unknown')] }))).toEqual([]);
  });

  it.each<[string, Partial<OutageResult>, string]>([
    ['an order that was not accepted', { orders: 2 }, 'Only 1 of 2 orders were accepted.'],
    [
      'a failed order',
      {
        views: [
          { ...ORDER, status: 'failed', failure: { step: 'zuora', code: 'temporarily_unavailable' } } as OrderView,
        ],
      },
      'Order order-1 is failed: zuora temporarily_unavailable.',
    ],
    [
      'an open order',
      { views: [{ ...ORDER, status: 'processing' }] },
      'Order order-1 is processing: it has not ended.',
    ],
    [
      'an order that a failed step degrades, although the process was killed',
      { kills: true, views: [degradedBy('failed')] },
      'Order order-1 is complete: events failed.',
    ],
    [
      'an order that an unknown outcome degrades, although nothing was killed',
      { views: [degradedBy('unknown')] },
      'Order order-1 is complete: events unknown.',
    ],
    [
      'an offence',
      { offences: [{ orderId: 'order-1', offence: 'double effect', detail: 'twice' }] },
      'double effect: order-1: twice',
    ],
    [
      'a partner that was called beyond its limit',
      { partners: [{ ...ZUORA, refused: { concurrency: 2, rate: 1 } }] },
      'zuora refused 3 requests beyond its limits.',
    ],
  ])('finds %s', (_name, more, finding) => {
    expect(findingsOf(result(more))).toEqual([finding]);
    expect(outageReportLines([result(more)])).toContain(finding);
  });

  it('shows the peak of a partner, and the releases by minute after the outage', () => {
    const lines = outageReportLines([result()]);
    expect(lines.find((line) => line.startsWith('Zuora: most requests'))).toMatch(/9 of 40$/);
    expect(lines).toContain('    0    2 ##################################################');
    expect(lines).toContain('    3    1 #########################');
  });

  it('shows what happened in a scenario, and then what must not be', () => {
    const rows = [
      ['complete', 59],
      ['Zuora: most requests at a time, of', '11 of 10'],
    ] as const;
    const lines = scenarioReportLines({
      title: '60 orders at once',
      rows,
      findings: ['Order order-1 is held: zuora.'],
    });
    expect(lines.map((line) => line.trim().replace(/ {2,}/, ': '))).toEqual([
      '',
      '60 orders at once',
      'complete: 59',
      'Zuora: most requests at a time, of: 11 of 10',
      'Order order-1 is held: zuora.',
    ]);
  });
});
