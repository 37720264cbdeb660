import { describe, expect, it } from 'vitest';
import { zuoraOptions } from '../../../plugins/zuora/options.ts';
import { changeDay, chosenDay, orderDay, today, updateDays } from '../../../plugins/zuora/order-fields/days.ts';

const INSTANT = '2026-07-27T15:30:00Z';
const ORDER = { order_type: 'change_offer', orderDate: INSTANT, effectiveDate: INSTANT };

function context(tenant?: string, step?: string) {
  const now = () => new Date(INSTANT);
  return { order: ORDER, timeZone: tenant, options: zuoraOptions.parse({ timeZone: step }), now };
}

describe('the days that Zuora gets', () => {
  it.each([
    [undefined, undefined, '2026-07-27'],
    ['UTC', undefined, '2026-07-27'],
    ['Asia/Tokyo', undefined, '2026-07-28'],
    ['Asia/Tokyo', 'Asia/Tokyo', '2026-07-28'],
    ['UTC', 'Asia/Tokyo', '2026-07-28'],
  ])('are one day for one instant, for a tenant in %s and a step in %s', (tenant, step, day) => {
    const given = context(tenant, step);
    expect([orderDay(given), chosenDay(given), changeDay(given), today(given)]).toEqual([day, day, day, day]);
    const updates = [{ effective_date: INSTANT }];
    expect(
      updateDays({ ...given, order: { order_type: 'update_subscription', orderDate: '2026-07-01', updates } }),
    ).toEqual([day]);
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
