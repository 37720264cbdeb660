import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT, UsageError } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { describeDeployment } from '../project/describe-deployment.ts';
import { commandLine, PACKAGE_ROOT } from '../project/package-root.ts';
import { openProject } from '../project/project.ts';
import { CDK_PACKAGES, withCdk } from './with-cdk.ts';

const USAGE = `${commandLine('synth')}
Synthesizes the templates of the tenants into cdk.out. It is the app that cdk.json names: the CDK CLI runs it for synth, diff and deploy.`;

/** Synthesizes the CDK app: one stage for each tenant. */
export async function synth(args: readonly string[], { env }: Terminal): Promise<number> {
  readArguments(args, { usage: USAGE, options: [], positionals: [] });
  const infra = await withCdk(() => import('../infra/create-app.ts'));
  if (infra === undefined)
    throw new UsageError(
      `Expected the packages of the CDK, found that one is missing: npm install --save-dev ${CDK_PACKAGES}`,
    );
  const { ownPlugins, root, tenants } = await openProject();
  // The CDK CLI names its folder in the environment.
  const outdir = env.CDK_OUTDIR ?? 'cdk.out';
  const { app } = await infra.createApp({
    root: PACKAGE_ROOT,
    tenants,
    ownPlugins,
    deployment: await describeDeployment(root, env),
    app: { autoSynth: false, outdir },
  });
  app.synth();
  return EXIT.done;
}
