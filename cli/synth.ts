import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT, UsageError } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import type { ExtendStage } from '../infra/tenant-stage.ts';
import { describeDeployment } from '../project/describe-deployment.ts';
import { commandLine, PACKAGE_ROOT } from '../project/package-root.ts';
import { openProject } from '../project/project.ts';
import { CDK_PACKAGES, withCdk } from './with-cdk.ts';

const USAGE = `${commandLine('synth', '[--extend <file>]')}
Synthesizes the templates of the tenants into cdk.out. It is the app that cdk.json names: the CDK CLI runs it for synth, diff and deploy.

The file of --extend exports extendStage, which changes the stage of each tenant.`;

/** Synthesizes the CDK app: one stage for each tenant. */
export async function synth(args: readonly string[], { env }: Terminal): Promise<number> {
  const { extend } = readArguments(args, { usage: USAGE, options: ['extend'], positionals: [] }).options;
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
    ...(extend !== undefined && { extend: await loadExtension(resolve(root, extend)) }),
    app: { autoSynth: false, outdir },
  });
  app.synth();
  return EXIT.done;
}

const extensionSchema = z.object({
  extendStage: z.custom<ExtendStage>((value) => typeof value === 'function'),
});

/** @throws UsageError there is no such file, or it does not export `extendStage` */
async function loadExtension(file: string): Promise<ExtendStage> {
  if (!existsSync(file)) throw new UsageError(`Expected the file ${file}, found none: correct --extend in cdk.json.`);
  const parsed = extensionSchema.safeParse(await import(pathToFileURL(file).href));
  if (parsed.success) return parsed.data.extendStage;
  throw new UsageError(`Expected ${file} to export the function extendStage, found none: export it.`);
}
