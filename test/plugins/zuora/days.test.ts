import { describe, expect, it } from 'vitest';
import { zuoraOptions } from '../../../plugins/zuora/options.ts';
import { chosenDay, orderDay } from '../../../plugins/zuora/order-fields/days.ts';

const NOW = new Date('2026-07-01T05:30:00Z');
const inZone = (timeZone?: string) => ({ now: () => NOW, options: zuoraOptions.parse({ timeZone }) });

describe('the day on which an order is placed', () => {
  it.each([
    ['2026-07-01T05:30:00Z', 'America/Los_Angeles', '2026-06-30'],
    ['2026-07-01T08:30:00+02:00', 'America/Los_Angeles', '2026-06-30'],
    ['2026-12-31T23:30:00Z', 'Europe/Paris', '2027-01-01'],
    ['2026-06-30T14:59:59Z', 'Asia/Tokyo', '2026-06-30'],
    ['2026-06-30T15:00:00Z', 'Asia/Tokyo', '2026-07-01'],
    ['2026-07-01', 'America/Los_Angeles', '2026-07-01'],
    [undefined, 'America/Los_Angeles', '2026-06-30'],
    ['2026-07-01T00:30:00+02:00', undefined, '2026-07-01'],
    [undefined, undefined, '2026-07-01'],
  ])('is, for %s and a tenant in %s, %s', (orderDate, timeZone, day) => {
    expect(orderDay(orderDate, inZone(timeZone))).toBe(day);
  });

  it('does not apply when the order has a chosen day, which counts as written', () => {
    const losAngeles = inZone('America/Los_Angeles');
    expect(chosenDay('2026-08-01T00:00:00.000Z', '2026-07-01T05:30:00Z', losAngeles)).toBe('2026-08-01');
    expect(chosenDay(undefined, '2026-07-01T05:30:00Z', losAngeles)).toBe('2026-06-30');
  });
});

describe('the option timeZone', () => {
  it.each(['America/Los_Angeles', 'UTC', 'Europe/London'])('accepts %s', (timeZone) => {
    expect(zuoraOptions.parse({ timeZone })).toMatchObject({ timeZone });
  });

  it.each(['Mars/Olympus', '', 'PST8'])('rejects "%s"', (timeZone) => {
    expect(zuoraOptions.safeParse({ timeZone }).error?.issues).toMatchObject([
      { path: ['timeZone'], message: 'expected a time zone such as America/Los_Angeles' },
    ]);
  });
});
