import { expect, it } from 'vitest';
import { formatRuntimeLog } from '../../../embedded/cli/format-runtime-log.ts';
import { painter } from '../../../embedded/cli/paint.ts';
import type { ExecutionStatusChange } from '../../../embedded/step-functions/step-functions-options.ts';

const at = new Date(2026, 0, 2, 3, 4, 5);
const format = (told: Parameters<typeof formatRuntimeLog>[0]) => formatRuntimeLog(told, at, painter(false));

const change = (status: ExecutionStatusChange['status']): ExecutionStatusChange => ({
  executionArn: 'arn:aws:states:eu-west-1:000000000000:execution:demo-default:order-1-1',
  stateMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:demo-default',
  name: 'order-1-1',
  status,
  startDate: 0,
  stopDate: null,
  input: null,
  inputDetails: { included: false },
  output: null,
  outputDetails: null,
  error: null,
  cause: null,
});

it('writes what functions print and what callers ask', () => {
  const entry = { at, method: 'POST', path: '/orders', status: 202, ms: 45, requestId: 'r' };
  expect(format({ kind: 'access', entry })).toBe('03:04:05  POST /orders  202  45 ms');
  expect(format({ kind: 'function', function: 'sweeper', line: 'hello' })).toBe('03:04:05  sweeper  hello');
});

it.each(['TIMED_OUT', 'ABORTED'] as const)('writes that an execution is %s', (status) => {
  expect(format({ kind: 'execution', detail: change(status) })).toBe(`03:04:05  execution order-1-1  ${status}`);
});

it.each(['RUNNING', 'SUCCEEDED', 'FAILED'] as const)('leaves out that an execution is %s', (status) => {
  expect(format({ kind: 'execution', detail: change(status) })).toBeUndefined();
});
