import { expect, test } from 'vitest';
import { matchesError } from '../../../embedded/step-functions/error-matching.ts';
import { StateFailure } from '../../../embedded/step-functions/state-failure.ts';

test.each([
  ['PluginFailed', ['PluginFailed'], true],
  ['PluginFailed', ['Other', 'PluginFailed'], true],
  ['PluginFailed', ['Plugin'], false],
  ['PluginFailed', ['States.ALL'], true],
  ['PluginFailed', ['States.TaskFailed'], true],
  ['States.Timeout', ['States.ALL'], true],
  ['States.Timeout', ['States.TaskFailed'], false],
  ['States.Timeout', ['States.Timeout'], true],
  ['States.QueryEvaluationError', ['States.ALL'], true],
  ['States.DataLimitExceeded', ['States.ALL'], false],
  ['States.DataLimitExceeded', ['States.TaskFailed'], false],
  ['States.DataLimitExceeded', ['States.DataLimitExceeded'], true],
  ['States.Runtime', ['States.ALL'], false],
  ['States.Runtime', ['States.TaskFailed'], false],
  ['States.Runtime', ['States.Runtime'], false],
])('%s against %j: %s', (error, errorEquals, expected) => {
  expect(matchesError(errorEquals, new StateFailure(error))).toBe(expected);
});

test('a missed heartbeat is found under both of its names', () => {
  const failure = new StateFailure('States.Timeout', undefined, { alias: 'States.HeartbeatTimeout' });
  expect(matchesError(['States.HeartbeatTimeout'], failure)).toBe(true);
  expect(matchesError(['States.Timeout'], failure)).toBe(true);
  expect(matchesError(['States.HeartbeatTimeout'], new StateFailure('States.Timeout'))).toBe(false);
});
