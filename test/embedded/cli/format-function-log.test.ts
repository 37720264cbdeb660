import { expect, it } from 'vitest';
import { clockTime } from '../../../embedded/cli/clock-time.ts';
import { formatFunctionLog } from '../../../embedded/cli/format-function-log.ts';
import { painter } from '../../../embedded/cli/paint.ts';

const at = new Date(2026, 0, 2, 3, 4, 5);
const logged = new Date(2026, 0, 2, 23, 59, 0);
const format = (line: string, colours = false) =>
  formatFunctionLog({ function: 'plugin-zuora', line }, at, painter(colours));

const entry = (fields: object) =>
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
    entry({ orderId: 'order-1', run: 1 }),
    '23:59:00  plugin-zuora  Step ended  orderId=order-1 run=1',
  ],
  [
    'a line without details',
    entry({ sampling_rate: 0, function_name: 'x', requestId: 'y' }),
    '23:59:00  plugin-zuora  Step ended',
  ],
  [
    'an error without its stack',
    entry({ error: { name: 'TypeError', message: 'No.', stack: 'at ...' } }),
    '23:59:00  plugin-zuora  Step ended  error="TypeError: No."',
  ],
  ['a line without a time', '{"message":"hello"}', '03:04:05  plugin-zuora  hello'],
  ['text', 'hello', '03:04:05  plugin-zuora  hello'],
  ['JSON that is no log line', '[1]', '03:04:05  plugin-zuora  [1]'],
])('writes %s', (_, line, expected) => {
  expect(format(line)).toBe(expected);
});

it.each(['DEBUG', 'TRACE'])('leaves %s out', (level) => {
  expect(format(entry({ level }))).toBeUndefined();
});

it.each([
  ['WARN', '\u001b[33m'],
  ['ERROR', '\u001b[31m'],
])('colours %s', (level, colour) => {
  expect(format(entry({ level }), true)?.startsWith(colour)).toBe(true);
});

it('writes the time of day with two digits each', () => {
  expect(clockTime(at)).toBe('03:04:05');
});
