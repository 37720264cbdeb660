import { expect, it } from 'vitest';
import { formatAccess, formatFunctionLog, formatRuntimeLog } from '../../../embedded/cli/format-runtime-log.ts';
import { clockTime, painter } from '../../../embedded/cli/terminal.ts';
import type { ExecutionStatusChange } from '../../../embedded/step-functions/step-functions-options.ts';

const at = new Date(2026, 0, 2, 3, 4, 5);
const format = (line: Parameters<typeof formatRuntimeLog>[0]) => formatRuntimeLog(line, at, painter(false));

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

it('formats function logs and requests', () => {
  const entry = { at, method: 'POST', path: '/orders', status: 202, ms: 45, requestId: 'r' };
  expect(format({ kind: 'access', entry })).toBe('03:04:05  POST /orders  202  45 ms');
  expect(format({ kind: 'function', function: 'sweeper', line: 'hello' })).toBe('03:04:05  sweeper  hello');
});

it.each(['TIMED_OUT', 'ABORTED'] as const)('reports an execution that is %s', (status) => {
  expect(format({ kind: 'execution', detail: change(status) })).toBe(`03:04:05  execution order-1-1  ${status}`);
});

it.each(['RUNNING', 'SUCCEEDED', 'FAILED'] as const)('omits an execution that is %s', (status) => {
  expect(format({ kind: 'execution', detail: change(status) })).toBeUndefined();
});

const access = (method: string, status: number, error?: unknown, path = '/orders') =>
  formatAccess({ at, method, path, status, ms: 45, requestId: 'r', error }, painter(false));

it.each([
  ['POST', 202, undefined, '03:04:05  POST /orders  202  45 ms'],
  ['GET', 404, undefined, '03:04:05  GET /orders  404  45 ms'],
  ['POST', 500, new TypeError('No.'), '03:04:05  POST /orders  500  45 ms  TypeError: No.'],
  [
    'POST',
    500,
    { ok: false, errorType: 'Sandbox.Timedout', errorMessage: 'Too long.' },
    '03:04:05  POST /orders  500  45 ms  Sandbox.Timedout: Too long.',
  ],
])('formats a %s with status %i', (method, status, error, line) => {
  expect(access(method, status, error)).toBe(line);
});

it('shows the time of the response', () => {
  const entry = { at, method: 'POST', path: '/orders', status: 201, ms: 2500, requestId: 'r' };
  expect(formatAccess(entry, painter(false))).toBe('03:04:07  POST /orders  201  2.5 s');
});

it('omits reads and token requests, unless they fail', () => {
  expect(access('GET', 200)).toBeUndefined();
  expect(access('POST', 200, undefined, '/oauth2/token')).toBeUndefined();
  expect(access('POST', 401, undefined, '/oauth2/token')).toBe('03:04:05  POST /oauth2/token  401  45 ms');
});

const logged = new Date(2026, 0, 2, 23, 59, 0);
const printed = (line: string, colours = false) =>
  formatFunctionLog({ function: 'plugin-zuora', line }, at, painter(colours));

const logEntry = (fields: object) =>
  JSON.stringify({
    level: 'INFO',
    message: 'Step ended',
    timestamp: logged.toISOString(),
    service: 'zuora',
    ...fields,
  });

it.each([
  [
    'a line of the logger',
    logEntry({ orderId: 'order-1', run: 1 }),
    '23:59:00  plugin-zuora  Step ended  orderId=order-1 run=1',
  ],
  [
    'a line without details',
    logEntry({ sampling_rate: 0, function_name: 'x', requestId: 'y' }),
    '23:59:00  plugin-zuora  Step ended',
  ],
  [
    'an error without its stack',
    logEntry({ error: { name: 'TypeError', message: 'No.', stack: 'at ...' } }),
    '23:59:00  plugin-zuora  Step ended  error="TypeError: No."',
  ],
  ['a line without a time', '{"message":"hello"}', '03:04:05  plugin-zuora  hello'],
  ['text', 'hello', '03:04:05  plugin-zuora  hello'],
  ['JSON that is not a log line', '[1]', '03:04:05  plugin-zuora  [1]'],
])('formats %s', (_, line, expected) => {
  expect(printed(line)).toBe(expected);
});

it.each(['DEBUG', 'TRACE'])('omits %s', (level) => {
  expect(printed(logEntry({ level }))).toBeUndefined();
});

it.each([
  ['WARN', '\u001b[33m'],
  ['ERROR', '\u001b[31m'],
])('colours %s', (level, colour) => {
  expect(printed(logEntry({ level }), true)?.startsWith(colour)).toBe(true);
});

it('formats the time of day with two digits each', () => {
  expect(clockTime(at)).toBe('03:04:05');
});
