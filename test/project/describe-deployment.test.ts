import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDeployment } from '../../project/describe-deployment.ts';

let folder: string;
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('describeDeployment', () => {
  it('knows nothing of a folder without a repository', async () => {
    const found = await describeDeployment(folder, {});
    expect(found).toMatchObject({ commit: null, uncommitted: false });
  });

  it('names the commit, whether files differ from it, and who deploys', async () => {
    git('init', '--quiet');
    git('config', 'user.name', 'Ada');
    git('config', 'user.email', 'ada@example.org');
    await writeFile(join(folder, 'acme.json'), '{}');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Add the tenant');
    const commit = git('rev-parse', 'HEAD');
    expect(await describeDeployment(folder, {})).toEqual({ by: 'Ada', commit, uncommitted: false });
    await writeFile(join(folder, 'acme.json'), '{"tenant":"acme"}');
    const env = { GITHUB_ACTOR: 'pipeline' };
    expect(await describeDeployment(folder, env)).toEqual({ by: 'pipeline', commit, uncommitted: true });
    expect(await describeDeployment(folder, { ...env, DEPLOYED_BY: 'Grace' })).toMatchObject({ by: 'Grace' });
  });
});
