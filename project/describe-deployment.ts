import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Deployment } from '../core/config/deployment.ts';

const run = promisify(execFile);

/**
 * Finds out who deploys a project, and from which commit.
 *
 * @param root folder of the project
 * @param env `DEPLOYED_BY`, or else `GITHUB_ACTOR`, says who; otherwise git's `user.name` does
 */
export async function describeDeployment(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Deployment> {
  const git = (...args: readonly string[]) =>
    run('git', [...args], { cwd: root }).then(
      ({ stdout }) => stdout.trim(),
      // No git, no repository, or nothing set: the history says so.
      () => '',
    );
  const named = [env.DEPLOYED_BY, env.GITHUB_ACTOR].find((text) => text !== undefined && text !== '');
  const [status, by] = await Promise.all([
    git('status', '--porcelain=v2', '--branch', '--', '.'),
    named ?? git('config', 'user.name'),
  ]);
  const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(status)?.[1] ?? null;
  return { by: by || null, commit, uncommitted: commit !== null && /^[^#]/m.test(status) };
}
