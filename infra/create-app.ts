import { join, resolve } from 'node:path';
import { Annotations, App, type AppProps, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import * as z from 'zod';
import { createBlueprint } from '../blueprint/blueprint.ts';
import { buildConsole } from '../console/build/build-console.ts';
import { type Deployment, UNKNOWN_DEPLOYMENT } from '../core/config/deployment.ts';
import { type LocalEndpoint, localEndpoints } from '../core/config/local-endpoints.ts';
import { TenantConfigInvalid } from '../core/config/tenant-config.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import type { OwnPlugin } from '../project/own-plugins.ts';
import { bundleFunctions, type FunctionBundle } from './bundling/bundle-functions.ts';
import { tenantBundles } from './bundling/tenant-bundles.ts';
import { featureFlags } from './feature-flags.ts';
import { concurrencyProblems } from './limits/concurrency-problems.ts';
import { domainProblems } from './limits/domain-problems.ts';
import { awsLimits } from './limits/limits-plugin.ts';
import { secretProblems } from './limits/secret-problems.ts';
import { readTenantFiles } from './tenant-files.ts';
import { type ExtendStage, TenantStage } from './tenant-stage.ts';

/** Options of `createApp`. */
export interface CreateAppOptions {
  /** The root of the repository or of the package, absolute. */
  readonly root: string;
  /** Folder of the tenant files, absolute. @default `tenants` of the root */
  readonly tenants?: string;
  /** Plugins of the project that uses the package. @default none */
  readonly ownPlugins?: readonly OwnPlugin[];
  /** Hosts of this machine, `host:port`, that the functions can reach: for an emulator. @default none, as on AWS */
  readonly localHosts?: readonly string[];
  /** Who deploys, and from which commit: for the history of the config. @default unknown */
  readonly deployment?: Deployment;
  /** Changes each stage before the checks. @default nothing */
  readonly extend?: ExtendStage;
  /** Properties of the CDK app. The CLI passes them by environment variables. */
  readonly app?: AppProps;
}

/** A context value (`-c name=value`) is invalid. */
export class ContextInvalid extends Error {
  override readonly name = 'ContextInvalid';
}

/** The app, its stages and its bundles. */
export interface TenantsApp {
  readonly app: App;
  readonly stages: readonly TenantStage[];
  /** The bundles by function id. */
  readonly bundles: ReadonlyMap<string, FunctionBundle>;
}

/** The context values (`-c name=value`). */
const contextSchema = z
  .object({
    tenant: z.string().min(1).optional(),
    stage: z.string().min(1).optional(),
    terminationProtection: z.stringbool().default(true),
  })
  .refine(({ stage, tenant }) => stage === undefined || tenant !== undefined, {
    path: ['stage'],
    message: 'a stage without a tenant',
  });

/**
 * Creates the CDK app: one stage per tenant file, or per stage of a file that has stages, checked by cdk-nag. With `-c tenant=<name>`
 * only that one, with `-c stage=<name>` in that stage.
 *
 * `-c terminationProtection=false` allows the stacks to be deleted.
 *
 * `extend` may change each of them; what it adds is checked, too.
 *
 * The stacks of a tenant with endpoints of a single machine carry an error, with which the CDK CLI does not deploy them.
 *
 * @throws UnknownTenant there is no file for `-c tenant`
 * @throws TenantConfigInvalid a tenant file has problems, or the tenants together reserve more concurrency than an account has,
 *   or have one host name twice
 * @throws ContextInvalid a context value is invalid
 * @throws what `extend` throws
 * @throws esbuild's BuildFailure a function does not compile; Vite's error if the console does not
 */
export async function createApp({
  root,
  tenants = join(root, 'tenants'),
  ownPlugins = [],
  app: props,
  deployment = UNKNOWN_DEPLOYMENT,
  localHosts = [],
  extend,
}: CreateAppOptions): Promise<TenantsApp> {
  const app = new App({ ...props, context: { ...featureFlags(), ...props?.context } });
  const context = readContext(app);
  const catalog = pluginCatalog(ownPlugins.map(({ plugin }) => plugin));
  const files = (await readTenantFiles(tenants, catalog, context)).map(({ config, text }) => ({
    config,
    text,
    blueprint: createBlueprint(config, catalog),
    unreachable: localEndpoints(config, catalog).filter(({ host }) => !localHosts.includes(host)),
  }));
  const blueprints = files.map(({ blueprint }) => blueprint);
  const byLocation = Map.groupBy(blueprints, ({ aws }) => `${aws.account} ${aws.region}`);
  const problems = [
    ...[...byLocation.values()].flatMap(concurrencyProblems),
    ...domainProblems(blueprints),
    ...blueprints.flatMap(secretProblems),
  ];
  if (problems.length > 0) throw new TenantConfigInvalid('The tenants together', problems);
  const bundles = await bundleFunctions({
    root,
    functions: files.flatMap(({ blueprint }) => [...blueprint.functions, ...blueprint.identityFunctions]),
    ownPlugins,
    // A relative folder would be one of the package.
    directory: resolve(app.outdir, 'bundles'),
  });
  const consoleFiles = await buildConsole();
  const stages = files.map(
    ({ blueprint, config, text }) =>
      new TenantStage(app, {
        blueprint,
        deployment,
        terminationProtection: context.terminationProtection,
        bundleOf: tenantBundles({
          bundles,
          deployed: { text, config, sequences: blueprint.sequences },
          consoleFiles,
          directory: join(app.outdir, 'tenants', blueprint.tenant),
        }),
      }),
  );
  for (const [index, { unreachable }] of files.entries()) refuseDeployment(stages[index], unreachable);
  for (const stage of stages) extend?.(stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), awsLimits);
  return { app, stages, bundles };
}

/** Lets the CDK CLI deploy other tenants, but not this one. */
function refuseDeployment(stage: TenantStage | undefined, endpoints: readonly LocalEndpoint[]): void {
  if (stage === undefined || endpoints.length === 0) return;
  const found = endpoints.map(({ host, path }) => `${path} (${host})`).join(', ');
  for (const stack of [stage.stateful, stage.stateless])
    Annotations.of(stack).addError(
      `Expected endpoints that functions on AWS can reach, found some of a single machine: ${found}. Replace them by https URLs.`,
    );
}

function readContext(app: App): z.output<typeof contextSchema> {
  const names = Object.keys(contextSchema.shape);
  const given = Object.fromEntries(names.map((name) => [name, app.node.tryGetContext(name)]));
  const parsed = contextSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new ContextInvalid(
    `Expected -c tenant=<name>, -c stage=<name> with it, and -c terminationProtection=<true|false>, found ${problems}.`,
  );
}
