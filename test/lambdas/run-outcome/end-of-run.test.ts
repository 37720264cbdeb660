import { describe, expect, it } from 'vitest';
import { endOfRun } from '../../../lambdas/run-outcome/end-of-run.ts';

describe('the end of a run, for the metrics', () => {
  it.each([
    ['complete', 'complete', '', 'complete'],
    ['fail', 'failed', 'PluginFailed', 'failed'],
    ['fail', 'failed', 'PluginDeclined', 'declined'],
    ['fail', 'held', 'PluginOutcomeUnknown', 'held'],
    ['hold', 'held', 'PluginOutcomeUnknown', 'held'],
    ['note-failure', 'processing', 'PluginFailed', undefined],
    ['undo-failed', 'failed', 'PluginFailed', undefined],
    ['healed', 'complete', '', undefined],
    ['park', 'processing', '', undefined],
  ] as const)('of action %s with status %s and error "%s" is %s', (action, status, error, expected) => {
    expect(endOfRun(action, { status, error })).toBe(expected);
  });
});
