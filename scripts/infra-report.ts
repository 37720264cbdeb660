import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createApp } from '../infra/create-app.ts';
import { policyWildcards } from '../infra/policy-wildcards.ts';

// Shows how much of its quotas a tenant uses. CloudFormation allows 500 resources and a template of 1 MB per stack.
// Source: CloudFormation User Guide, "Understand CloudFormation quotas"; IAM User Guide, "IAM and AWS STS quotas".
const USAGE = `Usage: npm run infra:report [-- tenant [--stage stage]]

Prints the resources of each stack, every wildcard in its policies, and the size of each bundle, for one tenant, in a stage if it has
any, or for all.`;

const templateSchema = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });
const cdkJsonSchema = z.object({ context: z.record(z.string(), z.unknown()) });

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' }, stage: { type: 'string' } },
});
const [tenant, ...others] = positionals;
if (values.help || others.length > 0) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const outdir = await mkdtemp(join(tmpdir(), 'infra-report-'));
  try {
    await report(outdir);
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    process.exitCode = 1;
  } finally {
    await rm(outdir, { recursive: true });
  }
}

async function report(outdir: string): Promise<void> {
  const { context } = cdkJsonSchema.parse(JSON.parse(await readFile('cdk.json', 'utf8')));
  const { app, bundles } = await createApp({
    root: resolve('.'),
    app: {
      outdir,
      autoSynth: false,
      context: { ...context, ...(tenant !== undefined && { tenant, stage: values.stage }) },
    },
  });
  for (const { stackName, templateFullPath } of app.synth().stacksRecursively) {
    const text = await readFile(templateFullPath, 'utf8');
    const template = templateSchema.parse(JSON.parse(text));
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    const roles = types.filter((type) => type === 'AWS::IAM::Role').length;
    console.log(`${stackName}: ${types.length} resources, ${roles} roles, template of ${kilobytes(text.length)}`);
    for (const [type, count] of Object.entries(countOf(types))) console.log(`  ${String(count).padStart(3)}  ${type}`);
    for (const { resource, pattern, actions } of policyWildcards(JSON.parse(text)))
      console.log(`  wildcard in ${resource}: ${pattern} for ${actions.join(', ')}`);
  }
  console.log('Bundles: size loaded at a cold start, total size');
  for (const [id, { initBytes, totalBytes }] of bundles)
    console.log(`  ${id.padEnd(24)} ${kilobytes(initBytes)}  ${kilobytes(totalBytes)}`);
}

function countOf(types: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...new Set(types)].sort().map((type) => [type, types.filter((other) => other === type).length]),
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(6)} KB`;
}
