import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Aspects, CliCredentialsStackSynthesizer, type IReusableStackSynthesizer } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { createApp } from '../../infra/create-app.ts';
import { addFunctionRuntime } from '../../scripts/test-deploy/function-runtime/add-function-runtime.ts';
import { adjustDefinitions } from './adjust-definitions.ts';
import { deployedTenant, VARIANTS, type Variant } from './deployed-tenant.ts';
import { EmulatorAdjustments } from './emulator-adjustments.ts';

// Synthesizes everything for the test in one run, because loading CDK takes most of the time: the unchanged product, and for
// each deployed version of the tenant the product's stages with emulator-adjustments.ts and adjust-definitions.ts.
const { AWS_ENDPOINT_URL, DEPLOY_DIRECTORY, SANDBOX_URL } = z
  .object({ AWS_ENDPOINT_URL: z.url(), DEPLOY_DIRECTORY: z.string().min(1), SANDBOX_URL: z.url() })
  .parse(process.env);
const root = fileURLToPath(new URL('../..', import.meta.url));

await synthProduct();
for (const variant of VARIANTS) await synthVariant(variant);

async function synthProduct(): Promise<void> {
  const { app } = await createApp({ root, app: { outdir: join(DEPLOY_DIRECTORY, 'product'), autoSynth: false } });
  app.synth();
}

async function synthVariant(variant: Variant): Promise<void> {
  const tenant = deployedTenant(variant, SANDBOX_URL);
  const tenants = join(DEPLOY_DIRECTORY, `tenants-${variant}`);
  await mkdir(tenants, { recursive: true });
  await writeFile(join(tenants, `${tenant.tenant}.json`), JSON.stringify(tenant));
  const { app, stages } = await createApp({
    root,
    tenants,
    localHosts: [new URL(SANDBOX_URL).host],
    app: { outdir: join(DEPLOY_DIRECTORY, variant), autoSynth: false, defaultStackSynthesizer: ownCredentials() },
  });
  const adjustments = new EmulatorAdjustments({ awsUrl: AWS_ENDPOINT_URL, sandboxUrl: SANDBOX_URL });
  for (const stage of stages) Aspects.of(stage).add(adjustments);
  app.synth();
  await addFunctionRuntime(app.outdir);
  await adjustDefinitions(app.outdir);
}

// The emulator enforces IAM but does not support `aws:ResourceAccount`, which the policies of the bootstrap roles require.
function ownCredentials(): IReusableStackSynthesizer {
  // Cast, because CDK's types do not support `exactOptionalPropertyTypes`.
  return new CliCredentialsStackSynthesizer() as IReusableStackSynthesizer;
}
