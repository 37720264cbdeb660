import { createBlueprint } from '../blueprint/blueprint.ts';
import { buildSequences } from '../core/config/build-sequences.ts';
import { TenantConfigInvalid } from '../core/config/tenant-config.ts';
import type { Phase, Sequence } from '../core/sequence/sequence.ts';
import { tenantProblems } from '../infra/limits/tenant-problems.ts';
import { keyLifetimeWarnings } from './key-lifetime-warnings.ts';
import { type CheckedTenantFile, onTenantFile } from './on-tenant-file.ts';

const USAGE =
  'Usage: npm run check -- tenants/<tenant>.json\nPrints every problem of a tenant file, or its sequences if the file is valid, and warns of steps whose idempotency key can expire.';

process.exitCode = await onTenantFile(process.argv.slice(2), USAGE, summaryOf);

/** @throws TenantConfigInvalid AWS would reject the tenant */
function summaryOf({ catalog, config, file }: CheckedTenantFile): string {
  const sequences = buildSequences(config, catalog);
  const problems = tenantProblems(createBlueprint(config, catalog));
  if (problems.length > 0) throw new TenantConfigInvalid(file, problems);
  const width = Math.max(...sequences.map(({ name }) => name.length));
  const lines = sequences.map(
    (sequence) =>
      `  ${sequence.name.padEnd(width)}  ${sequence.version}  ${phase(sequence, 'process')} | ${phase(sequence, 'postProcess')}`,
  );
  const warnings = keyLifetimeWarnings(sequences, catalog).map((warning) => `  ${warning}`);
  return [
    `${file}: tenant ${config.tenant}, no problems. Sequences, process | post-process:`,
    ...lines,
    ...(warnings.length === 0 ? [] : ['Warnings, see "Idempotency keys expire" in docs/concepts.md:', ...warnings]),
  ].join('\n');
}

function phase({ steps }: Sequence, name: Phase): string {
  const ids = steps.filter((step) => step.phase === name).map((step) => step.id);
  return ids.length === 0 ? '(nothing)' : ids.join(' → ');
}
