import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { z } from 'zod';
import { TenantStage } from '../../infra/tenant-stage.ts';
import { blueprint, TENANT_FILE } from './tenant-fixture.ts';

const cdkJsonSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** The feature flags that a deployment has. */
export function featureFlags(): Record<string, unknown> {
  return cdkJsonSchema.parse(JSON.parse(readFileSync('cdk.json', 'utf8'))).context;
}

/** A tenant's stage in a separate app. */
export interface TestStage {
  readonly app: App;
  readonly stage: TenantStage;
  readonly directory: string;
}

/** Creates a stage with an empty bundle per function. Its files exist only until `use` returns. */
export function withTenantStage<Result>(use: (stage: TestStage) => Result, file?: object): Result {
  const directory = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const bundle = join(directory, 'bundle');
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.mjs'), 'export const handler = async () => undefined;');
    const app = new App({
      outdir: join(directory, 'cdk.out'),
      context: featureFlags(),
      autoSynth: false,
      // Findings are tested separately.
      builtinCloudFormationValidation: false,
    });
    const stage = new TenantStage(app, {
      blueprint: blueprint(file),
      terminationProtection: true,
      bundleOf: () => bundle,
    });
    return use({ app, stage, directory });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The templates of a tenant's two stacks. */
export interface TenantTemplates {
  readonly stateful: Template;
  readonly stateless: Template;
  /** Definition of each state machine, by the logical id of the machine. */
  readonly definitions: ReadonlyMap<string, string>;
}

// Test files share a process and therefore these templates: a synthesis takes far longer than testing its result.
const synthesized = new Map<string, TenantTemplates>();

/** Synthesizes a tenant as `cdk deploy` would; each file only once. */
export function synthTenant(file: object = TENANT_FILE): TenantTemplates {
  const key = JSON.stringify(file);
  const known = synthesized.get(key);
  if (known !== undefined) return known;
  const templates = withTenantStage(
    ({ app, stage }) => ({
      stateful: Template.fromStack(stage.stateful),
      stateless: Template.fromStack(stage.stateless),
      definitions: definitionsIn(join(app.outdir, 'definitions', stage.stateless.stackName)),
    }),
    file,
  );
  synthesized.set(key, templates);
  return templates;
}

function definitionsIn(directory: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(directory).map((file) => [file.replace('.asl.json', ''), readFileSync(join(directory, file), 'utf8')]),
  );
}
