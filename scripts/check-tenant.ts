import { readFile } from 'node:fs/promises';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { TenantConfigInvalid } from '../core/config/config-problem.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { buildSequences } from '../core/sequence/build-sequences.ts';
import type { Phase, Sequence } from '../core/sequence/sequence.ts';
import { pluginCatalog } from '../plugins/registry.ts';

const USAGE = 'Usage: npm run check -- tenants/<tenant>.json\nPrints every problem of a tenant file, or its sequences.';

process.exitCode = await checkTenant(process.argv.slice(2));

/** Prints what there is to say about a tenant file: 0 when it is valid, 1 when it has problems, 2 for a wrong call. */
async function checkTenant([file, ...others]: readonly string[]): Promise<number> {
  if (file === undefined || others.length > 0) return refuse(USAGE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => error);
  if (typeof text !== 'string') return refuse(`Expected a tenant file, found none: ${text}\n${USAGE}`);
  try {
    console.log(summaryOf(file, parseTenantConfig(text, file, pluginCatalog())));
    return 0;
  } catch (error) {
    if (!(error instanceof TenantConfigInvalid)) throw error;
    console.error(error.message);
    return 1;
  }
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}

function summaryOf(file: string, config: TenantConfig): string {
  const sequences = buildSequences(config, pluginCatalog());
  const width = Math.max(...sequences.map(({ name }) => name.length));
  const lines = sequences.map(
    (sequence) =>
      `  ${sequence.name.padEnd(width)}  ${sequence.version}  ${phase(sequence, 'process')} | ${phase(sequence, 'postProcess')}`,
  );
  return [`${file}: tenant ${config.tenant}, no problems. Sequences, process | post-process:`, ...lines].join('\n');
}

function phase({ steps }: Sequence, name: Phase): string {
  const ids = steps.filter((step) => step.phase === name).map((step) => step.id);
  return ids.length === 0 ? '(nothing)' : ids.join(' → ');
}
