import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionConfigSchema } from '../../../core/config/connection-config.ts';
import {
  admitCall,
  afterAction,
  afterAnswer,
  afterOutage,
  type ConnectionState,
  connectionStatusOf,
  LONGEST_TRY_SECONDS,
  OUTAGE_WINDOW_MS,
} from '../../../core/connections/connection-state.ts';

const CONFIG = connectionConfigSchema.parse({ openAfterOutages: 3, tryAfterSeconds: 30 });
const TRY_MS = 20_000;
const START = Date.parse('2026-03-02T09:30:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1000);
const outage = (orderId: string) => ({ orderId, code: 'temporarily_unavailable' });

function opened(second = 0): ConnectionState {
  return ['a', 'b', 'c'].reduce<ConnectionState>((state, id) => afterOutage(state, outage(id), CONFIG, at(second)), {});
}

function action(name: 'open' | 'close' | 'try', seconds: number) {
  return { action: name, by: 'ada', at: at(seconds).toISOString(), reason: 'Ticket 17' };
}

describe('a connection', () => {
  it('opens after consecutive outages, and then no order calls until its try is due', () => {
    const two = afterOutage(afterOutage({}, outage('a'), CONFIG, at(0)), outage('b'), CONFIG, at(10));
    expect(connectionStatusOf(two, at(10))).toBe('closed');
    const state = afterOutage(two, outage('c'), CONFIG, at(20));
    expect(connectionStatusOf(state, at(20))).toBe('open');
    expect(admitCall(state, 'd', at(49), TRY_MS)).toEqual({ kind: 'wait' });
    expect(admitCall(state, 'd', at(50), TRY_MS).kind).toBe('try');
  });

  it('does not open if an order was answered between the outages, or they are too far apart', () => {
    const two = afterOutage(afterOutage({}, outage('a'), CONFIG, at(0)), outage('b'), CONFIG, at(10));
    const answered = afterAnswer(two, 'x', at(11));
    expect(afterOutage(answered, outage('c'), CONFIG, at(12)).breaker).toBeUndefined();
    const late = OUTAGE_WINDOW_MS / 1000 + 1;
    expect(afterOutage(two, outage('c'), CONFIG, at(late)).outages).toEqual({
      since: at(late).toISOString(),
      count: 1,
    });
  });

  it('lets one order try it at a time, which closes it or opens it for twice as long', () => {
    const admission = admitCall(opened(), 'd', at(30), TRY_MS);
    if (admission.kind !== 'try') throw new TypeError();
    const trying = admission.next;
    expect(connectionStatusOf(trying, at(31))).toBe('trying');
    expect(admitCall(trying, 'e', at(31), TRY_MS)).toEqual({ kind: 'wait' });
    expect(admitCall(trying, 'd', at(31), TRY_MS)).toEqual({ kind: 'call' });
    expect(afterOutage(trying, outage('late'), CONFIG, at(31))).toBe(trying);
    expect(afterAnswer(trying, 'late', at(31))).toBe(trying);

    const closed = afterAnswer(trying, 'd', at(32));
    expect(closed).toMatchObject({ recoveredAt: at(32).toISOString() });
    expect(admitCall(closed, 'e', at(32), TRY_MS)).toEqual({ kind: 'call' });

    const again = afterOutage(trying, outage('d'), CONFIG, at(32));
    expect(admitCall(again, 'e', at(91), TRY_MS)).toEqual({ kind: 'wait' });
    expect(admitCall(again, 'e', at(92), TRY_MS).kind).toBe('try');
  });

  it('lets another order try it if the first one never reported', () => {
    const admission = admitCall(opened(), 'd', at(30), TRY_MS);
    if (admission.kind !== 'try') throw new TypeError();
    expect(admitCall(admission.next, 'e', at(49), TRY_MS)).toEqual({ kind: 'wait' });
    expect(admitCall(admission.next, 'e', at(50), TRY_MS).kind).toBe('try');
  });

  it('is tried at least every five minutes, however often the try failed', () => {
    let state = opened();
    let second = 0;
    for (let tries = 0; tries < 20; tries += 1) {
      const due = Date.parse(state.breaker?.nextTryAt ?? '');
      expect(due - START - second * 1000).toBeLessThanOrEqual(LONGEST_TRY_SECONDS * 1000);
      second = (due - START) / 1000;
      const admission = admitCall(state, 'd', at(second), TRY_MS);
      if (admission.kind !== 'try') throw new TypeError();
      state = afterOutage(admission.next, outage('d'), CONFIG, at(second));
    }
  });
});

describe('an operator', () => {
  it('opens a connection until an operator closes it or lets an order try it', () => {
    const state = afterAction({}, action('open', 0));
    expect(connectionStatusOf(state, at(0))).toBe('open');
    expect(admitCall(state, 'd', at(1_000_000), TRY_MS)).toEqual({ kind: 'wait' });
    expect(admitCall(afterAction(state, action('try', 5)), 'd', at(5), TRY_MS).kind).toBe('try');
    expect(admitCall(afterAction(state, action('close', 5)), 'd', at(5), TRY_MS).kind).toBe('call');
  });

  it('changes nothing by a repeat, which is not recorded either', () => {
    for (const [first, name] of [
      [afterAction({}, action('open', 0)), 'open'],
      [afterAction(opened(), action('close', 1)), 'close'],
      [afterAction(opened(), action('try', 1)), 'try'],
    ] as const) {
      expect(first.operations).toHaveLength(1);
      expect(afterAction(first, action(name, 2))).toBe(first);
    }
    expect(afterAction({}, action('close', 0))).toEqual({});
    expect(afterAction({}, action('try', 0))).toEqual({});
  });
});

it('never lets two orders call an open connection at the same time, whatever happens', () => {
  const step = fc.record({
    order: fc.constantFrom('a', 'b', 'c', 'd'),
    seconds: fc.integer({ min: 0, max: 60 }),
    ends: fc.constantFrom('answer', 'outage', 'never'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state = opened();
      let second = 0;
      let until = 0;
      for (const { order, seconds, ends } of steps) {
        second += seconds;
        if (state.breaker === undefined) return;
        const admission = admitCall(state, order, at(second), TRY_MS);
        if (admission.kind !== 'try') continue;
        expect(second).toBeGreaterThanOrEqual(until);
        state = admission.next;
        until = second + TRY_MS / 1000;
        if (ends === 'answer') state = afterAnswer(state, order, at(second));
        if (ends === 'outage') {
          state = afterOutage(state, outage(order), CONFIG, at(second));
          until = second;
        }
      }
    }),
  );
});
