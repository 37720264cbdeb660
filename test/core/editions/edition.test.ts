import { describe, expect, it } from 'vitest';
import { type Edition, isInShare, runEditionOf } from '../../../core/editions/edition.ts';

const EDITION: Edition = {
  id: 'a1.1.2',
  configVersion: '0123456789ab',
  overrides: [],
  sequences: [],
  machines: { default: 3, trial: 4, heal: 5, undo: 6, 'probe-step': 7 },
};

describe('the edition of a run', () => {
  it('has the versions of the machines that serve the run, and of no other sequence', () => {
    expect(runEditionOf(EDITION, 'trial', true)).toEqual({
      id: 'a1.1.2',
      canary: true,
      machines: { trial: 4, heal: 5, undo: 6, 'probe-step': 7 },
    });
  });
});

describe('the share of a candidate', () => {
  const orders = Array.from({ length: 2_000 }, (_, index) => `order-${index}`);
  const share = (edition: string, percent: number) => orders.filter((id) => isInShare(id, edition, percent));

  it('has about as many orders as it should, the same ones every time', () => {
    expect(share('a', 10).length).toBeGreaterThan(130);
    expect(share('a', 10).length).toBeLessThan(270);
    expect(share('a', 10)).toEqual(share('a', 10));
  });

  it('has none of them at 0 and all at 100, and grows with its percentage', () => {
    expect(share('a', 0)).toEqual([]);
    expect(share('a', 100)).toEqual(orders);
    expect(share('a', 20)).toEqual(expect.arrayContaining(share('a', 10)));
  });

  it('has other orders for another candidate', () => {
    expect(share('b', 10)).not.toEqual(share('a', 10));
  });
});
