import { join } from 'node:path';
import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import * as z from 'zod';
import { blueprintOf } from '../core/blueprint.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { bundleFunctions } from './bundling/bundle-functions.ts';
import { tenantBundles } from './bundling/tenant-bundles.ts';
import { readTenantFiles } from './tenant-files.ts';
import { TenantStage } from './tenant-stage.ts';

/** Where the app finds its inputs. */
export interface CreateAppOptions {
  /** The repository's root, absolute. */
  readonly root: string;
  /** Folder of the tenant files, absolute. Default: `tenants` of the root. */
  readonly tenants?: string;
  /** For CDK; the CLI gives them by environment variables. */
  readonly app?: AppProps;
}

/** What `-c name=value` may say. */
const contextSchema = z.object({
  tenant: z.string().min(1).optional(),
  terminationProtection: z.stringbool().default(true),
});

/**
 * The CDK app: one stage per tenant file, or only that of `-c tenant=<name>`, checked by cdk-nag.
 *
 * `-c terminationProtection=false` lets the stacks be deleted.
 *
 * @throws UnknownTenant there is no file for the tenant that was asked for
 * @throws TenantConfigInvalid a tenant file has mistakes
 * @throws ZodError a context value is not one of those above
 * @throws esbuild's BuildFailure a function does not compile
 */
export async function createApp({ root, tenants = join(root, 'tenants'), app: props }: CreateAppOptions): Promise<App> {
  const app = new App(props);
  const context = contextSchema.parse({
    tenant: app.node.tryGetContext('tenant'),
    terminationProtection: app.node.tryGetContext('terminationProtection'),
  });
  const files = await readTenantFiles(tenants, context.tenant);
  const catalog = pluginCatalog();
  const bundles = await bundleFunctions({
    root,
    functions: files.flatMap(({ config }) => blueprintOf(config, catalog).functions),
    directory: join(app.outdir, 'bundles'),
  });
  for (const { config, path } of files) {
    const directory = join(app.outdir, 'tenants', config.tenant);
    new TenantStage(app, {
      config,
      terminationProtection: context.terminationProtection,
      bundleOf: tenantBundles({ bundles, tenantFile: path, directory }),
    });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
