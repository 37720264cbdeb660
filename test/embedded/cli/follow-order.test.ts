import { expect, it } from 'vitest';
import { followOrder } from '../../../embedded/cli/follow-order.ts';
import { painter } from '../../../embedded/cli/terminal.ts';
import { doneStep, orderOf, stepOf } from './order-responses.ts';

const open = orderOf([doneStep('crm', 5), stepOf('mail', { phase: 'postProcess' })], { status: 'complete' });

function follow(read: () => Promise<typeof open>, signal?: AbortSignal) {
  const printed: string[] = [];
  const print = (line: string) => printed.push(line);
  const options = { read, print, paint: painter(false), everyMs: 1, quietMs: 20, ...(signal && { signal }) };
  return { printed, ended: followOrder(open, options) };
}

it('waits for the steps after completion', async () => {
  const mail = doneStep('mail', 7, { phase: 'postProcess' });
  const { printed, ended } = follow(async () => ({ ...open, steps: [doneStep('crm', 5), mail] }));
  expect((await ended).steps.at(-1)).toBe(mail);
  expect(printed.slice(-2)).toEqual(['  ✓ mail      7 ms  after completion', 'Complete']);
});

it('stops when a step after completion never begins', async () => {
  const { printed, ended } = follow(async () => open);
  expect((await ended).status).toBe('complete');
  expect(printed.at(-1)).toMatch(
    /^The order is complete, but some steps after completion have not ended: read it again later\.$/,
  );
});

it('stops on request', async () => {
  const { printed, ended } = follow(async () => open, AbortSignal.abort());
  await ended;
  expect(printed.length).toBe(3);
});

it('fails when the order cannot be read', async () => {
  const { ended } = follow(() => Promise.reject(new Error('gone')));
  await expect(ended).rejects.toThrow('gone');
});
