import { describe, expect, it } from 'vitest';
import { editionOfRun } from '../../../cli/restore/edition-of-run.ts';
import type { Edition } from '../../../core/editions/edition.ts';
import type { Rollout, RolloutEvent } from '../../../core/editions/rollout.ts';

const edition = (id: string, version: number, heal: number): Edition => ({
  id,
  configVersion: '0123456789ab',
  overrides: [],
  sequences: [],
  machines: { default: version, heal, undo: heal, 'probe-step': heal },
});
const event = (at: string, type: RolloutEvent['type'], id: string): RolloutEvent => ({
  at: `2026-11-29T${at}:00.000Z`,
  type,
  edition: id,
  by: null,
});
const EVENTS = [event('10:00', 'deployed', 'a'), event('11:00', 'offered', 'b'), event('12:00', 'promoted', 'b')];
const ROLLOUT: Rollout = { revision: 3, current: 'b', events: EVENTS };
const at = (time: string, version?: number) => ({
  machine: 'default',
  ...(version !== undefined && { version }),
  startedAt: new Date(`2026-11-29T${time}:00.000Z`),
});

describe('the edition of a run', () => {
  it('is the one whose version its execution was started with', () => {
    const editions = [edition('a', 1, 1), edition('b', 2, 2)];
    expect(editionOfRun(at('11:30', 1), editions, ROLLOUT)).toMatchObject({ id: 'a', canary: false });
    expect(editionOfRun(at('11:30', 2), editions, ROLLOUT)).toEqual({
      id: 'b',
      canary: true,
      machines: { default: 2, heal: 2, undo: 2, 'probe-step': 2 },
    });
    expect(editionOfRun(at('12:30', 2), editions, ROLLOUT)).toMatchObject({ id: 'b', canary: false });
  });

  it('is the edition in effect at the time, if several have the version of the machine', () => {
    const editions = [edition('a', 1, 1), edition('b', 1, 2)];
    expect(editionOfRun(at('10:30', 1), editions, ROLLOUT)).toMatchObject({ id: 'a', machines: { heal: 1 } });
    expect(editionOfRun(at('12:30', 1), editions, ROLLOUT)).toMatchObject({ id: 'b', machines: { heal: 2 } });
  });

  it('is the only one with that version, if the table has forgotten what was in effect', () => {
    expect(editionOfRun(at('10:30', 1), [edition('a', 1, 1)], undefined)).toMatchObject({ id: 'a', canary: false });
  });

  it.each([
    ['the table has no edition with that version', at('11:30', 3), [edition('a', 1, 1)]],
    [
      'the current one and the candidate both have that version',
      at('11:30', 1),
      [edition('a', 1, 1), edition('b', 1, 2)],
    ],
  ])('is unknown if %s', (_, execution, editions) => {
    expect(editionOfRun(execution, editions, ROLLOUT)).toBe('unknown');
  });

  it('is none if the execution was started without a version', () => {
    expect(editionOfRun(at('11:30'), [edition('a', 1, 1)], ROLLOUT)).toBeUndefined();
  });
});
