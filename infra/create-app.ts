import { join } from 'node:path';
import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import * as z from 'zod';
import { createBlueprint } from '../blueprint/blueprint.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { bundleFunctions, type FunctionBundle } from './bundling/bundle-functions.ts';
import { tenantBundles } from './bundling/tenant-bundles.ts';
import { awsLimits } from './limits/limits-plugin.ts';
import { readTenantFiles } from './tenant-files.ts';
import { TenantStage } from './tenant-stage.ts';

/** Options of `createApp`. */
export interface CreateAppOptions {
  /** The repository's root, absolute. */
  readonly root: string;
  /** Folder of the tenant files, absolute. @default `tenants` of the root */
  readonly tenants?: string;
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
const contextSchema = z.object({
  tenant: z.string().min(1).optional(),
  terminationProtection: z.stringbool().default(true),
});

/**
 * Creates the CDK app: one stage per tenant file, or only the one of `-c tenant=<name>`, checked by cdk-nag.
 *
 * `-c terminationProtection=false` allows the stacks to be deleted.
 *
 * @throws UnknownTenant there is no file for `-c tenant`
 * @throws TenantConfigInvalid a tenant file has problems
 * @throws ContextInvalid a context value is invalid
 * @throws esbuild's BuildFailure a function does not compile
 */
export async function createApp({
  root,
  tenants = join(root, 'tenants'),
  app: props,
}: CreateAppOptions): Promise<TenantsApp> {
  const app = new App(props);
  const context = readContext(app);
  const catalog = pluginCatalog();
  const files = (await readTenantFiles(tenants, context.tenant)).map(({ path, config }) => ({
    path,
    blueprint: createBlueprint(config, catalog),
  }));
  const bundles = await bundleFunctions({
    root,
    functions: files.flatMap(({ blueprint }) => blueprint.functions),
    directory: join(app.outdir, 'bundles'),
  });
  const stages = files.map(
    ({ blueprint, path }) =>
      new TenantStage(app, {
        blueprint,
        terminationProtection: context.terminationProtection,
        bundleOf: tenantBundles({
          bundles,
          tenantFile: path,
          sequences: blueprint.sequences,
          directory: join(app.outdir, 'tenants', blueprint.tenant),
        }),
      }),
  );
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), awsLimits);
  return { app, stages, bundles };
}

function readContext(app: App): z.output<typeof contextSchema> {
  const names = Object.keys(contextSchema.shape);
  const given = Object.fromEntries(names.map((name) => [name, app.node.tryGetContext(name)]));
  const parsed = contextSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new ContextInvalid(`Expected -c tenant=<name> and -c terminationProtection=<true|false>, found ${problems}.`);
}
