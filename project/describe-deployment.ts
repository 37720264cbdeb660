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
  const [commit, changes, name] = await Promise.all([
    git('rev-parse', '--verify', 'HEAD'),
    git('status', '--porcelain', '--', '.'),
    git('config', 'user.name'),
  ]);
  const by = [env.DEPLOYED_BY, env.GITHUB_ACTOR, name].find((text) => text !== undefined && text !== '');
  return { by: by ?? null, commit: commit || null, uncommitted: commit !== '' && changes !== '' };
}
