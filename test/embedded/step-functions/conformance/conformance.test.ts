import { readdir } from 'node:fs/promises';
import { HistoryEventType } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConformanceCase, EndedExecution } from './play/conformance-case.ts';
import { createPlayer, type PlayedExecution } from './play/play-case.ts';
import { pathOf, pausesIn, readableEvents } from './play/read-history.ts';
import { topics } from './topics.ts';

const closings: (() => void | Promise<void>)[] = [];
const play = createPlayer((close) => closings.unshift(close));
afterAll(async () => {
  for (const close of closings) await close();
});

test('every file of cases is a topic, and every case of a topic has a unique name', async () => {
  const files = (await readdir(new URL('.', import.meta.url))).filter((name) => name.endsWith('.ts'));
  const names = files.map((name) => name.slice(0, -'.ts'.length));
  expect(Object.keys(topics).sort()).toEqual(
    names.filter((name) => !['topics', 'conformance.test'].includes(name)).sort(),
  );
  for (const cases of Object.values(topics)) {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  }
});

describe.each(Object.entries(topics))('%s', (_, cases) => {
  test.each(cases)('$name', async (played) => {
    const outcome = await play(played);
    const { expect: expected } = played;
    if (expected.status === 'REJECTED') {
      expect(outcome.rejection).toMatchObject({ name: 'InvalidDefinition' });
      expect(outcome.rejection?.message).toContain(expected.reason);
    } else {
      expect(outcome.rejection).toBeUndefined();
      if (outcome.rejection === undefined) checkEnd(played, expected, outcome);
    }
  });
});

function checkEnd(
  { answers = [] }: ConformanceCase,
  expected: EndedExecution,
  { described, history, calls, answered }: PlayedExecution,
): void {
  const { status, output, error, cause } = described;
  // The error says more than the status about what went wrong in between.
  expect({ status, error, cause }).toMatchObject({ status: expected.status });
  if ('output' in expected) expect(JSON.parse(output ?? 'null')).toEqual(expected.output);
  if ('error' in expected) expect(error).toBe(expected.error);
  if (expected.cause instanceof RegExp) expect(cause).toMatch(expected.cause);
  else if ('cause' in expected) expect(cause).toBe(expected.cause);
  expect(answered).toEqual(answers.map(({ rejected }) => rejected));
  const events = readableEvents(history);
  if (expected.path !== undefined) expect(pathOf(events)).toEqual(expected.path);
  if (expected.calls !== undefined) expect(calls).toBe(expected.calls);
  for (const [index, pause] of (expected.pauses ?? []).entries()) {
    expect(pausesIn(history)[index]).toBeGreaterThanOrEqual(pause);
  }
  if (expected.history !== undefined) {
    const found = events.map((event, index) => (typeof expected.history?.[index] === 'string' ? event.type : event));
    expect(found).toEqual(expected.history);
  }
  expect(events.map(({ type }) => type).filter((type) => !Object.hasOwn(HistoryEventType, type))).toEqual([]);
  expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
  expect(history.every(({ id = 0, previousEventId = 0 }) => previousEventId < id)).toBe(true);
}
