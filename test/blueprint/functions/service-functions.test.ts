import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { environmentOf } from '../../../blueprint/functions/define-function.ts';
import { tenantReferences } from '../../../blueprint/references.ts';
import { readEnvironment, type Use } from '../../../lambdas/runtime/environment.ts';
import { TARGET } from '../../helpers/target-references.ts';
import { blueprint } from '../../infra/tenant-fixture.ts';

const LOCATION = { partition: 'aws', region: 'eu-west-1', accountId: '000000000000' };
const references = tenantReferences({ tenant: 'fixture', aws: {} }, LOCATION, TARGET);
// Plugins have one handler in common, and only the single machine sets OUTBOUND_LOOPBACK.
const STEP_HANDLER = 'lambdas/step-host/create-step-handler.ts';
const OF_SINGLE_MACHINE = 'OUTBOUND_LOOPBACK';

/** The parts of the environment that a handler asks for. */
function partsOf(entry: string): readonly Use[] {
  const text = readFileSync(entry.startsWith('lambdas/plugin-handlers/') ? STEP_HANDLER : `${entry}.ts`, 'utf8');
  const [, list = ''] = /\b(?:wire|readEnvironment)\(\[([^\]]+)\]/.exec(text) ?? [];
  return list.split(',').map((part) => part.trim().replaceAll("'", '') as Use);
}

afterEach(() => vi.unstubAllEnvs());

it.each(blueprint().functions)('gives $id the environment that its handler reads, and no more', (spec) => {
  const environment = environmentOf(spec, references);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const read = Object.keys(readEnvironment(partsOf(spec.entry))).filter((name) => name !== OF_SINGLE_MACHINE);
  expect(new Set(['TENANT', ...read])).toEqual(new Set(Object.keys(environment)));
});
