import { describe, expect, it } from 'vitest';
import type { ReplayedOrder } from '../../../cli/replay/differences.ts';
import { createReport } from '../../../cli/replay/report.ts';

const same: ReplayedOrder = { id: 'order-1', orderType: 'new', differences: [] };
const gap = { step: 'crm', why: 'GET /query: its answer was too long to be recorded whole' };
const different: ReplayedOrder = {
  ...{ id: 'order-2', orderType: 'new' },
  differences: [{ kind: 'removed', text: 'crm would not run' }],
};

describe('the report of a replay', () => {
  it.each<[string, readonly ReplayedOrder[], boolean, boolean, string]>([
    ['the same', [same], false, true, 'T: 1 order (1 new). None would run differently.'],
    ['different', [same, different], true, true, 'T: 2 orders (2 new). 1 would run differently (1 new).'],
    [
      'the same as far as they were compared',
      [same, { ...same, inPart: [gap] }, { ...same, ended: gap }],
      false,
      false,
      'T: 3 orders (3 new). None would run differently, as far as they were compared. 2 could not be compared wholly (2 new): the rest of them may differ.',
    ],
    [
      'different, and not wholly compared',
      [{ ...different, ended: gap }],
      true,
      false,
      'T: 1 order (1 new). 1 would run differently (1 new). 1 could not be compared wholly (1 new): the rest of them may differ.',
    ],
  ])('counts orders that are %s', (_, orders, differs, isWhole, summary) => {
    const report = createReport('T', orders);
    expect(report).toMatchObject({ differs, isWhole });
    expect(report.plain(5).split('\n')[0]).toBe(summary);
  });

  it('names each step that was not compared, and the orders', () => {
    const text = createReport('T', [
      { ...same, inPart: [gap] },
      { ...different, ended: gap },
    ]).plain(5);
    const line = `  ${gap.step}, ${gap.why}`;
    expect(text).toContain(
      `Steps compared only in part: later steps read their recorded results\n${line}\n    1 new order (order-1)`,
    );
    expect(text).toContain(
      `Not replayed to the end: nothing is said about the steps that follow\n${line}\n    1 new order (order-2)`,
    );
  });
});
