import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { UNKNOWN_DEPLOYMENT } from '../../../core/config/deployment.ts';
import { type ConfigHistory, createConfigHistory } from '../../../lambdas/config-history/config-history.ts';

const VERSION = { config: { tenant: 'acme', processOrder: [] }, sequences: [{ name: 'default', version: 'a' }] };
const AT = '2026-03-02T09:30:00.000Z';

let table: InMemoryTable;
let history: ConfigHistory;
beforeAll(async () => {
  table = await startTable();
  history = createConfigHistory(table.client, table.table);
});
afterAll(() => table.close());

const record = (version: string, commit: string, at = AT) =>
  history.record({ ...VERSION, version }, { ...UNKNOWN_DEPLOYMENT, by: 'ada', commit }, at);
const listed = async () => (await history.deployments(10)).map(({ commit, version }) => `${version} ${commit}`);

describe('the history of the config', () => {
  it('records a deployment once, however often and however many functions record it', async () => {
    await record('v1', 'c1');
    await Promise.all(Array.from({ length: 4 }, () => record('v1', 'c1', '2026-03-02T10:00:00.000Z')));
    expect(await history.deployments(10)).toEqual([
      { ...UNKNOWN_DEPLOYMENT, number: 1, version: 'v1', by: 'ada', commit: 'c1', at: AT },
    ]);
  });

  it('records a new version, the same version of another commit, and a version that came back', async () => {
    await record('v2', 'c2');
    await record('v2', 'c3');
    await record('v1', 'c4');
    expect(await listed()).toEqual(['v1 c4', 'v2 c3', 'v2 c2', 'v1 c1']);
    expect((await history.deploymentsOf('v1')).map(({ number }) => number)).toEqual([4, 1]);
    expect((await history.deployments(2, 4)).map(({ number }) => number)).toEqual([3, 2]);
  });

  it('keeps every version as it was deployed', async () => {
    expect(await history.version('v2')).toEqual({ ...VERSION, version: 'v2' });
    expect(await history.version('v9')).toBeUndefined();
  });

  it('records different deployments at the same time one after the other', async () => {
    await Promise.all([record('v5', 'c5'), record('v6', 'c6')]);
    expect((await history.deployments(2)).map(({ number, version }) => [number, version]).toSorted()).toEqual([
      [5, expect.stringMatching(/^v[56]$/)],
      [6, expect.stringMatching(/^v[56]$/)],
    ]);
  });
});
