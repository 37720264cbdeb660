import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { order } from '../../../embedded/cli/order.ts';
import type { OrderResponse } from '../../../embedded/cli/order-response.ts';
import { returned, startTestApi, type TestApi } from '../http-api/start-test-api.ts';
import { doneStep, orderOf, stepOf } from './order-responses.ts';
import { testTerminal } from './test-terminal.ts';

const open: TestApi[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((test) => test.close()));
});

/** Starts a system that returns the next response to the submission and to each read. */
async function systemThatAnswers(...answers: readonly { status: number; body: object }[]) {
  const left = [...answers];
  const test = await startTestApi(() => {
    const { status, body } = (left.length > 1 ? left.shift() : left[0]) ?? { status: 500, body: {} };
    return returned({ statusCode: status, body: JSON.stringify(body) });
  });
  open.push(test);
  const file = join(test.dataDir, 'order.json');
  await writeFile(file, '{"order_type":"new"}');
  const terminal = testTerminal({ PORT: String(test.api.port), DATA_DIR: test.dataDir });
  return { test, file, terminal };
}

const ok = (body: OrderResponse) => ({ status: 200, body });
const steps = [stepOf('crm'), stepOf('zuora')];
const half = [doneStep('crm', 5), stepOf('zuora', { status: 'running', attempts: 1 })];
const complete = orderOf([doneStep('crm', 5), doneStep('zuora', 6)], { status: 'complete' });

it('sends an order and prints each step as it ends', async () => {
  const { test, file, terminal } = await systemThatAnswers(
    { status: 202, body: orderOf(steps, { status: 'submitted' }) },
    ok(orderOf(half)),
    ok(orderOf(half)),
    ok(complete),
  );
  expect(await order([file], terminal)).toBe(0);
  expect(terminal.printed.slice(2)).toEqual(['  ✓ crm        5 ms', '  ✓ zuora      6 ms', 'Complete']);
  expect(test.invoked.map(({ functionId }) => functionId)).toEqual(['submit', 'read', 'read', 'read']);
  expect(test.invoked[0]?.event).toMatchObject({ body: '{"order_type":"new"}', headers: { prefer: 'wait=0' } });
  expect(test.invoked[0]?.event.headers).not.toHaveProperty('idempotency-key');
});

it('sends the idempotency key, and shows the first order for a repeat', async () => {
  const { test, file, terminal } = await systemThatAnswers({ status: 201, body: complete });
  expect(await order([file, '--idempotency-key', 'k-1'], terminal)).toBe(0);
  expect(await order([file, '--idempotency-key', 'k-1'], terminal)).toBe(0);
  const keys = test.invoked.map(({ event }) => (event.headers as Record<string, string>)['idempotency-key']);
  expect(keys).toEqual(['k-1', 'k-1']);
  expect(terminal.printed.slice(0, 5)).toEqual(terminal.printed.slice(5));
});

const failure = { step: 'zuora', code: 'payment_declined', message: 'The card was refused.' };
const failed = orderOf([doneStep('crm', 5), stepOf('zuora', { status: 'declined', attempts: 1, durationMs: 6 })], {
  status: 'failed',
  failure,
});

it.each([
  ['while it is followed', [{ status: 202, body: orderOf(steps) }, ok(failed)]],
  ['already, at a repeat', [{ status: 422, body: { title: 'The order failed', order: failed } }]],
])('ends with 1 when the order failed %s', async (_, answers) => {
  const { file, terminal } = await systemThatAnswers(...answers);
  expect(await order([file], terminal)).toBe(1);
  expect(terminal.printed.at(-3)).toBe('  at step zuora: The card was refused. (payment_declined)');
  expect(terminal.printed.slice(-2)).toEqual([
    '  What happened, step by step and callout by callout:',
    expect.stringMatching(/^ {4}curl -sS http:.*\/orders\/order-1\/process-events -H ".* npm run -s token\)"$/),
  ]);
});

it('names the order of the same folder that creates the subscription', async () => {
  const missing = { ...failed, failure: { ...failure, code: 'subscription_not_found' } };
  const { file, terminal, test } = await systemThatAnswers({ status: 202, body: missing });
  const send = async (body: object) => {
    await writeFile(file, JSON.stringify(body));
    expect(await order([file], terminal)).toBe(1);
    return terminal.printed.splice(0).filter((line) => line.startsWith('  Send '));
  };
  const creating = join(test.dataDir, 'a-new-order.json');
  await writeFile(creating, JSON.stringify({ order_type: 'new', sub_reference: 'S-1' }));
  await writeFile(join(test.dataDir, 'damaged.json'), '{');
  const advice = [
    expect.stringMatching(/^ {2}Send .*a-new-order\.json first: .* npm run order -- .*a-new-order\.json$/),
  ];
  expect(await send({ order_type: 'renew', subscriptionRef: 'S-1' })).toEqual(advice);
  expect(await send({ order_type: 'renew', forSubscription: { name: 'S-1' } })).toEqual(advice);
  expect(await send({ order_type: 'renew', subscriptionRef: 'S-2' })).toEqual([]);
  expect(await send({ order_type: 'new', sub_reference: 'S-1' })).toEqual([]);
});

it('follows an order that was sent before, and sends nothing', async () => {
  const { terminal, test } = await systemThatAnswers(ok(orderOf(half)), ok(complete));
  expect(await order(['--follow', 'order-1'], terminal)).toBe(0);
  expect(terminal.printed.at(-1)).toBe('Complete');
  expect(test.invoked.map(({ functionId }) => functionId)).toEqual(['read', 'read']);
  await expect(order(['--follow', 'order-1', 'file.json'], terminal)).rejects.toThrow(/Expected no arguments/);
});

it('says how to follow the order again when the system ends', async () => {
  const { file, terminal } = await systemThatAnswers(
    { status: 202, body: orderOf(steps) },
    { status: 503, body: { message: 'Service Unavailable' } },
  );
  await expect(order([file], terminal)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(/503[\s\S]*The order is not lost: .* npm run order -- --follow order-1$/),
  });
});

it('survives a short outage of the system', async () => {
  const { file, terminal } = await systemThatAnswers(
    { status: 202, body: orderOf(steps) },
    { status: 503, body: { message: 'Service Unavailable' } },
    ok(complete),
  );
  expect(await order([file], terminal)).toBe(0);
});

it('explains a rejected order by its fields', async () => {
  const body = {
    title: 'The request is invalid',
    detail: 'See errors.',
    errors: [{ path: 'country', message: 'Required.' }],
  };
  const { file, terminal } = await systemThatAnswers({ status: 400, body });
  await expect(order([file], terminal)).rejects.toMatchObject({
    name: 'UsageError',
    message: 'The system responded with 400.\nThe request is invalid\nSee errors.\n  country: Required.',
  });
  expect(terminal.printed).toEqual([]);
});

it.each([
  ['a response that is not an order', { status: 202, body: {} }, /returned no order/],
  ['a broken system', { status: 500, body: { message: 'Internal Server Error' } }, /500.\nInternal Server Error$/],
])('explains %s', async (_, answer, message) => {
  const { file, terminal } = await systemThatAnswers(answer);
  await expect(order([file], terminal)).rejects.toThrow(message);
});

it('explains a missing file or one that is not JSON, and sends nothing', async () => {
  const { test, file, terminal } = await systemThatAnswers({ status: 202, body: complete });
  await expect(order([`${file}.old`], terminal)).rejects.toThrow(/cannot be read/);
  await writeFile(file, '{');
  await expect(order([file], terminal)).rejects.toThrow(/is not JSON/);
  await expect(order([], terminal)).rejects.toThrow(/Expected <file>/);
  expect(test.invoked).toEqual([]);
});
