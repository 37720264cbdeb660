import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Aspects, CliCredentialsStackSynthesizer, type IReusableStackSynthesizer } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { createApp } from '../../infra/create-app.ts';
import { deployedTenant, VARIANTS, type Variant } from './deployed-tenant.ts';
import { EmulatorAdjustments } from './emulator-adjustments.ts';

// The product's own stages, with what the emulator and a sandbox on this machine make necessary (emulator-adjustments.ts):
// one assembly for each variant of the tenant, in one run, since loading CDK takes most of the time.
const { DEPLOY_DIRECTORY, SANDBOX_URL } = z
  .object({ DEPLOY_DIRECTORY: z.string().min(1), SANDBOX_URL: z.url() })
  .parse(process.env);

for (const variant of VARIANTS) await synth(variant);

async function synth(variant: Variant): Promise<void> {
  const tenant = deployedTenant(variant, SANDBOX_URL);
  const tenants = join(DEPLOY_DIRECTORY, `tenants-${variant}`);
  await mkdir(tenants, { recursive: true });
  await writeFile(join(tenants, `${tenant.tenant}.json`), JSON.stringify(tenant));
  const { app, stages } = await createApp({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    tenants,
    app: { outdir: join(DEPLOY_DIRECTORY, variant), autoSynth: false, defaultStackSynthesizer: ownCredentials() },
  });
  const adjustments = new EmulatorAdjustments(new URL(SANDBOX_URL).host);
  for (const stage of stages) Aspects.of(stage).add(adjustments);
  app.synth();
}

// The emulator enforces IAM and does not know `aws:ResourceAccount`, which the policies of the bootstrap roles ask for.
function ownCredentials(): IReusableStackSynthesizer {
  // The cast: CDK's types are not made for `exactOptionalPropertyTypes`.
  return new CliCredentialsStackSynthesizer() as IReusableStackSynthesizer;
}
