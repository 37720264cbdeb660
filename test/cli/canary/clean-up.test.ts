import { beforeEach, describe, expect, it } from 'vitest';
import { type CleanUpPorts, cleanUp } from '../../../cli/canary/clean-up.ts';
import type { FunctionVersion } from '../../../cli/canary/function-versions.ts';
import type { MachineVersion } from '../../../cli/canary/machine-versions.ts';
import type { Edition } from '../../../core/editions/edition.ts';
import type { Rollout } from '../../../core/editions/rollout.ts';
import { EditionMissing } from '../../../lambdas/editions/edition-store.ts';

const NOW = new Date('2026-11-29T12:00:00.000Z');
const OLD = new Date('2026-10-01T12:00:00.000Z');
const YOUNG = new Date('2026-11-29T11:00:00.000Z');

const edition = (id: string, version: number): Edition => ({
  ...{ id, configVersion: '0123456789ab', overrides: [], sequences: [] },
  machines: { default: version },
});
/** Each version of the machine names the version of the function with the same number. */
const definition = (number: number) =>
  `{"FunctionName":"arn:aws:lambda:eu-west-1:1:function:acme-plugin-zuora:${number}"}`;

let rollout: Rollout | undefined;
let machines: MachineVersion[];
let functions: FunctionVersion[];
/** Numbers of the versions that executions use. */
let inUse: number[];
let underWay: string[];
let hasUnversioned: boolean;
let aliased: number[];
let printed: string[];
beforeEach(() => {
  const event = { at: '2026-10-02T00:00:00.000Z', type: 'deployed', edition: 'e5', by: null } as const;
  rollout = { revision: 1, current: 'e5', events: [event] };
  machines = [1, 2, 3, 4, 5, 6].map((number) => ({ machine: 'default', number, createdAt: OLD }));
  functions = [1, 2, 3, 4, 5, 6].map((number) => ({ name: 'acme-plugin-zuora', number, createdAt: OLD }));
  [inUse, underWay, hasUnversioned, aliased, printed] = [[], [], false, [], []];
});

function ports(): CleanUpPorts {
  return {
    editions: {
      rollout: async () => rollout,
      edition: async (id) => {
        const number = Number(id.slice(1));
        if (number > 6) throw new EditionMissing(id);
        return edition(id, number);
      },
    },
    index: {
      page: async () => ({
        orders: underWay.map((id) => ({ runs: [{ edition: { id, canary: false, machines: {} } }] })) as never,
        next: undefined,
      }),
    },
    machines: {
      machines: async () => ['default', 'bulk-job'],
      versions: async (machine) => (machine === 'default' ? machines : []),
      definition: async (machine, number) => (machine === 'default' ? definition(number ?? 6) : '{}'),
      isInUse: async ({ number }) => inUse.includes(number),
      hasUnversioned: async () => hasUnversioned,
      async remove({ number }) {
        if (aliased.includes(number)) return false;
        machines = machines.filter((version) => version.number !== number);
        return true;
      },
    },
    functions: {
      list: async () => functions,
      async remove({ number }) {
        functions = functions.filter((version) => version.number !== number);
        return true;
      },
    },
    now: () => NOW,
  };
}

const run = (isConfirmed: boolean) => {
  const print = (line: string) => void printed.push(line);
  return cleanUp(isConfirmed, ports(), { print, printError: print });
};
const left = () => [machines.map(({ number }) => number), functions.map(({ number }) => number)];

describe('a clean-up', () => {
  it('lists what nothing needs, and deletes nothing before it is confirmed', async () => {
    expect(await run(false)).toBe(0);
    expect(left()).toEqual([
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(printed).toContain('state machine default:4, published 2026-10-01T12:00:00.000Z');
    expect(printed).toContain('function acme-plugin-zuora:4, published 2026-10-01T12:00:00.000Z');
    expect(printed.at(-1)).toBe('8 versions not needed. Nothing was deleted: repeat the command with --delete.');
  });

  it('keeps what editions in use name, and the newest; a repeat finds nothing', async () => {
    expect(await run(true)).toBe(0);
    expect(left()).toEqual([
      [5, 6],
      [5, 6],
    ]);
    expect(printed.at(-1)).toBe('8 versions deleted.');
    expect(await run(true)).toBe(0);
    expect(printed.at(-1)).toBe('0 versions not needed.');
  });

  it.each<[string, () => void]>([
    ['an execution uses it', () => inUse.push(2)],
    ['an order that is under way has its edition', () => underWay.push('e2')],
    ['its edition is the candidate', () => (rollout = rollout && { ...rollout, candidate: { id: 'e2', percent: 5 } })],
    [
      'its edition was in effect within a day',
      () =>
        (rollout = rollout && {
          ...rollout,
          events: [
            { at: '2026-10-02T00:00:00.000Z', type: 'deployed', edition: 'e2', by: null },
            { at: '2026-11-29T11:59:00.000Z', type: 'promoted', edition: 'e5', by: null },
          ],
        }),
    ],
    [
      'it was just published',
      () => {
        machines = machines.map((version) => (version.number === 2 ? { ...version, createdAt: YOUNG } : version));
      },
    ],
  ])('keeps a version, and the functions that it names, if %s', async (_, prepare) => {
    prepare();
    expect(await run(true)).toBe(0);
    expect(left()).toEqual([
      [2, 5, 6],
      [2, 5, 6],
    ]);
  });

  it('keeps all functions while an execution without a version may name any of them', async () => {
    hasUnversioned = true;
    await run(true);
    expect(left()).toEqual([
      [5, 6],
      [1, 2, 3, 4, 5, 6],
    ]);
  });

  it('deletes no function while an alias uses a version that is to be deleted, and says so', async () => {
    aliased = [2];
    expect(await run(true)).toBe(1);
    expect(left()).toEqual([
      [2, 5, 6],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(printed).toContain(
      'State machine default:2 was not deleted: an alias uses it, or a deployment is under way. Repeat the command later.',
    );
  });

  it('deletes nothing if an edition that is needed is not known, or none was ever recorded', async () => {
    underWay = ['e9'];
    await expect(run(true)).rejects.toThrow(EditionMissing);
    rollout = undefined;
    await expect(run(true)).rejects.toThrow(/aws\.canary/);
    expect(left()[0]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
