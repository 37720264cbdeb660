import { type Blueprint, createBlueprint } from '../blueprint/blueprint.ts';
import { SECRET_STORES, secretName, secretStoreOf, secretsToCreate } from '../blueprint/secrets.ts';
import { buildSequences } from '../core/config/build-sequences.ts';
import { type LocalEndpoint, localEndpoints } from '../core/config/local-endpoints.ts';
import { TenantConfigInvalid } from '../core/config/tenant-config.ts';
import { nameWarnings } from '../core/config/tenant-warnings.ts';
import { SANDBOX_HOST } from '../core/hosts.ts';
import type { Phase, Sequence } from '../core/sequence/sequence.ts';
import type { Command } from '../embedded/cli/run-command.ts';
import { commandLine, pagePath } from '../project/package-root.ts';
import { callbackWarnings } from './callback-warnings.ts';
import { keyLifetimeWarnings } from './key-lifetime-warnings.ts';
import { type CheckedTenantFile, onTenantFile } from './on-tenant-file.ts';
import { optionWarnings } from './option-warnings.ts';
import { CDK_PACKAGES, withCdk } from './with-cdk.ts';

const USAGE = `Usage: ${commandLine('check', '<tenant or file>... [--stage <stage>]')}\nPrints every problem of each tenant file, and of every stage unless --stage names one, or its sequences if the file is valid, the secrets that it needs, and warnings: of names that no order has, of steps whose options can serve no order, of endpoints that AWS cannot reach, of callbacks that no client may send, and of steps whose idempotency key can expire. Exit code: 0 if all are valid, 1 if one has problems, 2 if one is missing.`;

/** Checks tenant files, and prints their sequences. */
export const check: Command = (args, terminal) => onTenantFile(args, terminal, { usage: USAGE, act: summaryOf });

/** @throws TenantConfigInvalid AWS would reject the tenant */
async function summaryOf({ catalog, config, file }: CheckedTenantFile): Promise<string> {
  const sequences = buildSequences(config, catalog);
  const blueprint = createBlueprint(config, catalog);
  const infra = await withCdk(() => import('../infra/limits/tenant-problems.ts'));
  const problems = infra?.tenantProblems(blueprint) ?? [];
  if (problems.length > 0) throw new TenantConfigInvalid(file, problems);
  const width = Math.max(...sequences.map(({ name }) => name.length));
  const lines = sequences.map(
    (sequence) =>
      `  ${sequence.name.padEnd(width)}  ${sequence.version}  ${phase(sequence, 'process')} | ${phase(sequence, 'postProcess')}`,
  );
  const names = nameWarnings(config, catalog).map(({ message, path }) => `  ${path}: ${message}`);
  const options = optionWarnings(sequences, config.overrides, catalog).map((warning) => `  ${warning}`);
  const warnings = keyLifetimeWarnings(sequences, catalog).map((warning) => `  ${warning}`);
  return [
    `${file}: tenant ${config.tenant}, no problems. Sequences, process | post-process:`,
    ...lines,
    ...secretLines(blueprint),
    ...localLines(localEndpoints(config, catalog)),
    ...(names.length === 0 ? [] : ['Warnings, names that no order has:', ...names]),
    ...(options.length === 0 ? [] : ['Warnings, steps whose options can serve no order:', ...options]),
    ...callbackWarnings(blueprint),
    ...(infra === undefined ? [`Not checked: the limits of AWS. npm install --save-dev ${CDK_PACKAGES}`] : []),
    ...(warnings.length === 0
      ? []
      : [`Warnings, see "Idempotency keys expire" in ${pagePath('concepts.md')}:`, ...warnings]),
  ].join('\n');
}

/** Lists the secrets that the tenant needs, with the functions that read them. */
function secretLines(blueprint: Blueprint): readonly string[] {
  const { functions } = blueprint;
  const references = secretsToCreate(functions);
  if (references.length === 0) return [];
  const readers = (reference: string) =>
    functions.filter(({ secrets }) => secrets.includes(reference)).map(({ id }) => id);
  return [
    `Secrets that it needs, on AWS in ${SECRET_STORES[secretStoreOf(blueprint)].title}, and who reads them; see "Secrets" in ${pagePath('how-to/configure-a-tenant.md')}:`,
    ...references.map((reference) => `  ${secretName(blueprint, reference)}  ${readers(reference).join(', ')}`),
  ];
}

function localLines(endpoints: readonly LocalEndpoint[]): readonly string[] {
  if (endpoints.length === 0) return [];
  const hosts = [...new Set(endpoints.map(({ host }) => host))].filter((host) => host !== SANDBOX_HOST);
  const setting = hosts.length === 0 ? '' : ` Start it with LOCAL_HOSTS=${hosts.join(',')}.`;
  return [
    `Warning: these endpoints exist on one machine only, so that the tenant cannot be deployed to AWS.${setting}`,
    ...endpoints.map(({ host, path }) => `  ${path}  ${host}`),
  ];
}

function phase({ steps }: Sequence, name: Phase): string {
  const ids = steps.filter((step) => step.phase === name).map((step) => step.id);
  return ids.length === 0 ? '(nothing)' : ids.join(' → ');
}
