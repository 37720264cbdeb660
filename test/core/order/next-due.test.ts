import { describe, expect, it } from 'vitest';
import { nextDue } from '../../../core/order/next-due.ts';
import type { AttemptRecord, OrderRecord, Parking, StepRecord } from '../../../core/order/order-record.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const at = (seconds: number): string => new Date(Date.parse(NOW) + seconds * 1000).toISOString();

const parked: Parking = {
  step: 'zuora',
  mode: 'probe',
  connection: 'zuora',
  code: 'unavailable',
  reason: '',
  since: at(-60),
  until: at(3_600),
  times: 1,
  taskToken: 't',
};
const attempt = (changes: Partial<AttemptRecord>): AttemptRecord => ({
  run: 1,
  startedAt: at(-10),
  durationMs: 4_000,
  outcome: 'unknown',
  ...changes,
});
const step = (...attempts: readonly AttemptRecord[]): StepRecord => ({
  stepId: 'zuora',
  plugin: 'zuora',
  service: 'zuora',
  status: 'unknown',
  run: 1,
  leaseUntil: NOW,
  attempts,
});
const due = (changes: Partial<OrderRecord>, records: readonly StepRecord[], nextTry?: string) =>
  nextDue(storedOrder(1, changes), records, () => nextTry, NOW);

describe('what is due', () => {
  it('is the next try of the connection of a parked order, its own time, or the end of its patience', () => {
    expect(due({ parked }, [], at(30))).toEqual([{ step: 'zuora', what: 'probe', at: at(30) }]);
    expect(due({ parked: { ...parked, notBefore: at(90) } }, [], at(30))).toMatchObject([{ at: at(90) }]);
    expect(due({ parked }, [])).toMatchObject([{ at: parked.until }]);
    expect(due({ parked }, [], at(7_200))).toMatchObject([{ at: parked.until }]);
  });

  it('is the time that a partner asked for', () => {
    const record = step(attempt({ outcome: 'transient', nextTryAt: at(45) }));
    expect(due({ status: 'processing' }, [record])).toEqual([{ step: 'zuora', what: 'run', at: at(45) }]);
    expect(due({ status: 'processing' }, [step(attempt({ nextTryAt: at(-1) }))])).toEqual([]);
  });

  it.each([
    [1, 300],
    [2, 3_600],
    [3, 43_200],
    [4, 86_400],
    [7, 86_400],
  ])('is the next probe after %i', (probes, seconds) => {
    const attempts = [attempt({}), ...Array.from({ length: probes }, () => attempt({ kind: 'probe' }))];
    expect(due({ status: 'processing' }, [step(...attempts)])).toEqual([
      { step: 'zuora', what: 'probe', at: at(seconds - 6) },
    ]);
  });

  it('is the next heal of a degraded step', () => {
    const heals = step(attempt({ outcome: 'failed' }), attempt({ kind: 'heal', outcome: 'failed' }));
    expect(due({ degraded: ['zuora'] }, [heals])).toEqual([{ step: 'zuora', what: 'heal', at: at(9) }]);
    expect(due({ degraded: ['mail'] }, [heals])).toEqual([]);
  });

  it('is nothing once the tries are used up, the step is done, the run is over, or another one runs', () => {
    const eight = step(...Array.from({ length: 8 }, () => attempt({ kind: 'probe' })));
    expect(due({ status: 'processing' }, [eight])).toEqual([]);
    expect(due({ status: 'processing' }, [step(attempt({ kind: 'probe', outcome: 'succeeded' }))])).toEqual([]);
    expect(due({ status: 'held' }, [step(attempt({ kind: 'probe' }))])).toEqual([]);
    expect(due({ status: 'processing' }, [step(attempt({ kind: 'probe', run: 2 }))])).toEqual([]);
    expect(due({ status: 'processing' }, [step(attempt({}))])).toEqual([]);
    expect(due({ status: 'processing' }, [step()])).toEqual([]);
  });
});
