import { basename } from 'node:path';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { TenantConfigInvalid } from '../core/config/config-problem.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { buildSequences } from '../core/sequence/build-sequences.ts';
import type { Phase, Sequence } from '../core/sequence/sequence.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { asksForHelp } from './asks-for-help.ts';
import { readTenantText, TenantFileMissing } from './read-tenant-text.ts';

const USAGE = 'Usage: npm run check -- tenants/<tenant>.json\nPrints every problem of a tenant file, or its sequences.';

process.exitCode = await checkTenant(process.argv.slice(2));

/** Prints what there is to say about a tenant file: 0 when it is valid, 1 when it has problems, 2 for a wrong call. */
async function checkTenant(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(USAGE);
    return 0;
  }
  const [file, ...others] = args;
  if (file === undefined || others.length > 0) return refuse(USAGE);
  try {
    const text = await readTenantText(file);
    console.log(summaryOf(file, parseTenantConfig(text, file, pluginCatalog(), basename(file, '.json'))));
    return 0;
  } catch (error) {
    if (error instanceof TenantFileMissing) return refuse(`${error.message}\n${USAGE}`);
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
