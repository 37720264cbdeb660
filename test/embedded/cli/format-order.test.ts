import { expect, it } from 'vitest';
import { formatOrder } from '../../../embedded/cli/format-order.ts';
import { painter } from '../../../embedded/cli/terminal.ts';
import { doneStep, orderOf, stepOf } from './order-responses.ts';

const plain = painter(false);
const head = ['Order order-1', 'new, reference 5KQ7M2TR81XA, sequence default'];

it('shows only the heading before the first step has ended', () => {
  const steps = [stepOf('salesforceV3', { status: 'running', attempts: 1 }), stepOf('zuora')];
  expect(formatOrder(orderOf(steps, { status: 'submitted' }), plain)).toEqual(head);
});

it('shows the steps that have ended', () => {
  const steps = [doneStep('salesforceV3', 312), doneStep('zuora', 1345, { attempts: 2 }), stepOf('platformEvents')];
  expect(formatOrder(orderOf(steps), plain)).toEqual([
    ...head,
    '  ✓ salesforceV3      312 ms',
    '  ✓ zuora              1.3 s  2 attempts',
  ]);
});

it('shows a complete order with skipped, degraded and later steps', () => {
  const steps = [
    doneStep('crm', 59_949),
    stepOf('gift', { status: 'skipped', attempts: 1, skipped: 'order.isGift gave false' }),
    stepOf('events', { status: 'failed', critical: false, attempts: 1, durationMs: 125_000 }),
    doneStep('warehouse', 7, { phase: 'postProcess', critical: false }),
  ];
  expect(formatOrder(orderOf(steps, { status: 'complete', degraded: ['events'] }), plain)).toEqual([
    ...head,
    '  ✓ crm          59.9 s',
    '  - gift                 skipped: order.isGift gave false',
    '  ! events     2 min 5 s  failed, not critical, so the order continues',
    '  ✓ warehouse      7 ms  after completion',
    'Complete',
    '  degraded: events did not succeed',
  ]);
});

it('shows a failed order with the step and the message', () => {
  const steps = [
    doneStep('crm', 5),
    stepOf('zuora', { status: 'declined', attempts: 1, durationMs: 20 }),
    stepOf('mail'),
  ];
  const failure = { step: 'zuora', code: 'payment_declined', message: 'The card was refused.' };
  expect(formatOrder(orderOf(steps, { status: 'failed', failure }), plain)).toEqual([
    ...head,
    '  ✓ crm        5 ms',
    '  ✗ zuora     20 ms  declined',
    'Failed',
    '  at step zuora: The card was refused. (payment_declined)',
  ]);
});

it('shows a held order whose step has an unknown outcome', () => {
  const steps = [stepOf('zuora', { status: 'unknown', attempts: 1, durationMs: 3000 })];
  expect(formatOrder(orderOf(steps, { status: 'held' }), plain)).toEqual([
    ...head,
    '  ✗ zuora     3.0 s  outcome unknown',
    'Held',
  ]);
});

it.each([['transient'], ['unknown']])('leaves out a step that is %s until a later one begins', (status) => {
  const open = stepOf('events', { status, critical: false, attempts: 3, durationMs: 30 });
  expect(formatOrder(orderOf([open, stepOf('mail')]), plain)).toEqual(head);
  const later = formatOrder(orderOf([open, stepOf('mail', { status: 'running' })]), plain);
  expect(later.length).toBe(head.length + 1);
});

it('does not show the end while steps after completion are open', () => {
  const steps = [doneStep('crm', 5), stepOf('mail', { phase: 'postProcess' })];
  expect(formatOrder(orderOf(steps, { status: 'complete' }), plain)).toEqual([...head, '  ✓ crm       5 ms']);
});

it('shows an order without steps', () => {
  expect(formatOrder(orderOf([], { status: 'complete' }), plain)).toEqual([...head, 'Complete']);
});

it('only adds lines as an order proceeds', () => {
  const [crm, billing] = [doneStep('crm', 5), doneStep('billing', 6)];
  const stages = [
    orderOf([stepOf('crm'), stepOf('billing')], { status: 'submitted' }),
    orderOf([stepOf('crm', { status: 'running', attempts: 1 }), stepOf('billing')]),
    orderOf([crm, stepOf('billing', { status: 'transient', attempts: 1, durationMs: 3 })]),
    orderOf([crm, billing]),
    orderOf([crm, billing], { status: 'complete' }),
  ].map((order) => formatOrder(order, plain));
  const last = stages.at(-1) ?? [];
  expect(stages.map((lines) => lines.length)).toEqual([2, 2, 3, 4, 5]);
  for (const lines of stages) expect(last.slice(0, lines.length)).toEqual(lines);
});

it('colours the signs when the terminal has colours', () => {
  const failure = { step: 'crm', code: 'x', message: 'No.' };
  const text = formatOrder(
    orderOf([doneStep('a', 5), stepOf('crm', { status: 'failed' })], { status: 'failed', failure }),
    painter(true),
  );
  expect(text).toContain('  \u001b[32m✓\u001b[39m a        5 ms  \u001b[2m\u001b[22m');
  expect(text).toContain('\u001b[31mFailed\u001b[39m');
});
