import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import {
  changeDay,
  chosenDay,
  dateProblems,
  dayOf,
  isTimeZone,
  orderDay,
  updateDays,
} from '../../../core/order/order-days.ts';

const ZONES = ['UTC', 'America/Los_Angeles', 'Asia/Tokyo', 'Europe/Paris', 'Asia/Kolkata', 'Pacific/Kiritimati'];
const calendar = (timeZone?: string) => ({ timeZone, now: () => new Date('2026-07-01T05:30:00Z') });

/** Writes an instant with an offset in minutes. */
function written(instant: Date, offset: number): string {
  const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60].map((part) =>
    `${Math.floor(part)}`.padStart(2, '0'),
  );
  return `${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const offsets = fc.integer({ min: -12 * 60, max: 14 * 60 });

describe('the day of a date', () => {
  it.each([
    ['2026-07-01T05:30:00Z', 'America/Los_Angeles', '2026-06-30'],
    ['2026-07-01T08:30:00+02:00', 'America/Los_Angeles', '2026-06-30'],
    ['2026-12-31T23:30:00Z', 'Europe/Paris', '2027-01-01'],
    ['2026-06-30T14:59:59Z', 'Asia/Tokyo', '2026-06-30'],
    ['2026-06-30T15:00:00Z', 'Asia/Tokyo', '2026-07-01'],
    ['2026-07-01', 'America/Los_Angeles', '2026-07-01'],
    ['2026-07-01T00:30:00+02:00', 'UTC', '2026-06-30'],
    ['2026-07-01T00:30:00+02:00', undefined, '2026-07-01'],
    ['2026-06-30T23:30:00-05:00', undefined, '2026-06-30'],
  ])('is, for %s in %s, %s', (date, timeZone, day) => {
    expect(dayOf(date, timeZone)).toBe(day);
  });

  it('is, for midnight in UTC, the day that the channel chose, in every time zone', () => {
    for (const timeZone of ZONES) {
      expect(dayOf('2026-08-01T00:00:00.000Z', timeZone)).toBe('2026-08-01');
      expect(dayOf('2026-08-01T02:00:00+02:00', timeZone)).toBe('2026-08-01');
    }
    expect(dayOf('2026-08-01T00:00:01Z', 'America/Los_Angeles')).toBe('2026-07-31');
  });

  it('does not depend on the offset in which an instant is written', () => {
    fc.assert(
      fc.property(instants, offsets, offsets, fc.constantFrom(...ZONES), (instant, one, other, timeZone) => {
        expect(dayOf(written(instant, one), timeZone)).toBe(dayOf(written(instant, other), timeZone));
      }),
    );
  });

  it('is a day of the calendar at most one from the day in UTC', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (instant, timeZone) => {
        const day = dayOf(instant.toISOString(), timeZone);
        expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
        const inUtc = new Date(instant.toISOString().slice(0, 10));
        expect(Math.abs(new Date(day).getTime() - inUtc.getTime())).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });
});

describe('the days of an order', () => {
  it('are one day if order date, chosen date and updates are one instant, in every time zone', () => {
    fc.assert(
      fc.property(instants, offsets, fc.constantFrom(...ZONES), (instant, offset, timeZone) => {
        const [date, again] = [instant.toISOString(), written(instant, offset)];
        const cancel = { order_type: 'cancel_subscription', orderDate: date, cancelDate: again };
        const change = { order_type: 'change_offer', orderDate: date, effectiveDate: again };
        const update = { order_type: 'update_subscription', orderDate: date, updates: [{ effective_date: again }] };
        const placed = orderDay(cancel, calendar(timeZone));
        expect([chosenDay(cancel, calendar(timeZone)), changeDay(change, calendar(timeZone))]).toEqual([
          placed,
          placed,
        ]);
        expect(updateDays(update, calendar(timeZone))).toEqual([placed]);
      }),
    );
  });

  it('are those on which it was placed, or today, unless its type lets it choose one', () => {
    const dated = { orderDate: '2026-03-02T09:30:00Z', effectiveDate: '2026-05-01', cancelDate: '2026-06-01' };
    const changeOf = (order_type: string, more: JsonObject = {}) => changeDay({ order_type, ...more }, calendar());
    expect(changeOf('cancel_subscription', dated)).toBe('2026-06-01');
    expect(changeOf('cancel_subscription', { ...dated, cancelDate: null })).toBe('2026-03-02');
    for (const type of ['change_offer', 'add_offer', 'external']) expect(changeOf(type, dated)).toBe('2026-05-01');
    for (const type of ['new', 'submitted', 'renew', 'activation', 'refund'])
      expect(changeOf(type, dated)).toBe('2026-03-02');
    expect(changeOf('renew')).toBe('2026-07-01');
    expect(orderDay({}, calendar('America/Los_Angeles'))).toBe('2026-06-30');
    expect(chosenDay({ order_type: 'renew', ...dated }, calendar())).toBeUndefined();
  });

  it('are, for an update without a date, the day on which the order was placed', () => {
    const updates = [{ effective_date: '2026-04-01' }, {}];
    expect(updateDays({ order_type: 'update_subscription', orderDate: '2026-03-02', updates }, calendar())).toEqual([
      '2026-04-01',
      '2026-03-02',
    ]);
    expect(updateDays({ orderDate: '2026-03-02' }, calendar())).toEqual([]);
  });

  it.each<[JsonObject, string[]]>([
    [{ orderDate: '2026-03-02T09:30:00+01:00', cancelDate: null }, []],
    [{ orderDate: 'soon' }, ['orderDate']],
    [{ order_type: 'cancel_subscription', cancelDate: '2026-02-30' }, ['cancelDate']],
    [{ order_type: 'cancel_subscription', effectiveDate: 'soon', updates: 7 }, []],
    [{ order_type: 'add_offer', effectiveDate: '', cancelDate: 'soon' }, []],
    [{ order_type: 'add_offer', effectiveDate: 'later' }, ['effectiveDate']],
    [{ order_type: 'update_subscription', updates: [{ effective_date: 7 }] }, ['updates[0].effective_date']],
  ])('are reported if they are no dates: %j', (order, paths) => {
    expect(dateProblems(order).map(({ path }) => path)).toEqual(paths);
  });
});

describe('a time zone', () => {
  it('is a name of the IANA database', () => {
    for (const name of ['America/Los_Angeles', 'UTC', 'Europe/London']) expect(isTimeZone(name)).toBe(true);
    for (const name of ['Mars/Olympus', '', 'PST8']) expect(isTimeZone(name)).toBe(false);
  });
});
