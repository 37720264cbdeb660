import { expect, it } from 'vitest';
import { eraseOrder } from '../../../core/erasure/erase-order.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

it('keeps the id of the trace, and drops what other systems wrote into its state', () => {
  const trace = { id: '4bf92f3577b34da6a3ce929d0e0e4736', flags: '01' };
  const order = storedOrder(1, { trace: { ...trace, state: 'congo=ada-example-org' } });
  const erased = eraseOrder(order, (text) => text, 'erasure-1', '2026-11-22T10:00:00.000Z');
  expect(erased.trace).toEqual(trace);
  expect(eraseOrder(storedOrder(2), (text) => text, 'erasure-1', '2026-11-22T10:00:00.000Z')).not.toHaveProperty(
    'trace',
  );
});
