import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../../embedded/step-functions/journal/history-event.ts';
import { createHistoryStore, type HistoryStore } from '../../../../embedded/step-functions/journal/history-store.ts';
import { JOURNAL_TABLES } from '../../../../embedded/step-functions/journal/journal-tables.ts';

let database: DatabaseSync;
let history: HistoryStore;
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec(JOURNAL_TABLES);
  history = createHistoryStore(database);
});
afterEach(() => database.close());

const event = (id: number, text = ''): HistoryEvent => ({
  id,
  previous: id - 1,
  at: 1_000 + id,
  type: 'TaskStarted',
  details: { taskStartedEventDetails: { resource: 'invoke', text } },
});
const page = (execution: number, reverse = false, after?: number, limit = 3) =>
  history.page({ execution, reverse, after, limit }).map(({ id }) => id);
const rows = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

function append(execution: number): void {
  history.append(execution, [event(1), event(2), event(3)]);
  history.append(execution, []);
  history.append(execution, [event(4)]);
  history.append(execution, [event(5), event(6)]);
}

describe.each(['running', 'ended'])('the history of an execution that is %s', (state) => {
  beforeEach(() => {
    for (const execution of [1, 2, 3]) append(execution);
    if (state === 'ended') history.end(2);
  });

  it('is read in pages, in both directions', () => {
    expect([page(2), page(2, false, 3), page(2, false, 6)]).toEqual([[1, 2, 3], [4, 5, 6], []]);
    expect([page(2, true), page(2, true, 4), page(2, true, 1)]).toEqual([[6, 5, 4], [3, 2, 1], []]);
    expect([page(2, false, 1, 4), page(2, true, 6, 4)]).toEqual([
      [2, 3, 4, 5],
      [5, 4, 3, 2],
    ]);
  });

  it('has every event as it was written', () => {
    expect(history.page({ execution: 2, reverse: false, after: undefined, limit: 2 })).toEqual([event(1), event(2)]);
  });

  it('is deleted without those of others', () => {
    history.delete(2);
    expect([page(1), page(2), page(3)]).toEqual([[1, 2, 3], [], [1, 2, 3]]);
  });
});

it('is empty before the first event', () => {
  expect(page(1)).toEqual([]);
  expect(history.lastEvent(1)).toBe(0);
});

it('knows its latest event', () => {
  append(1);
  append(2);
  expect(history.lastEvent(1)).toBe(6);
});

it('is one compressed row after the end', () => {
  append(1);
  history.end(1);
  expect([rows('running_history'), rows('histories')]).toEqual([0, 1]);
});

it('stays as it was written if it is very long', () => {
  history.append(1, [event(1, 'x'.repeat(600_000))]);
  history.append(1, [event(2, 'x'.repeat(600_000))]);
  history.end(1);
  expect([rows('running_history'), rows('histories')]).toEqual([2, 0]);
  expect(page(1)).toEqual([1, 2]);
});
