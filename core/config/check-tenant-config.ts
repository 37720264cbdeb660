import type { InputProblem } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { checkAllowedHosts } from './check-allowed-hosts.ts';
import { checkOverrides, checkRetiredSequences } from './check-overrides.ts';
import { checkStep } from './check-step.ts';
import { checkStepIds } from './check-step-ids.ts';
import { checkStepReferences } from './check-step-references.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { type TenantConfig, TenantConfigInvalid } from './tenant-config.ts';
import { locateSteps, readTenantFile } from './tenant-draft.ts';
import { checkTimeZones } from './time-zone.ts';

/** The result of checking a tenant file: the config, or every problem at once. */
export type CheckedTenantConfig =
  | { readonly config: TenantConfig; readonly problems: readonly [] }
  | { readonly config: undefined; readonly problems: readonly InputProblem[] };

/**
 * Checks a tenant file: its shape, its plugins and their options, its expressions, its overrides and its webhooks.
 *
 * Reports every mistake at once: a mistake in one place does not hide those in others.
 *
 * @param raw the parsed JSON of the file
 * @param catalog the plugins that a step may name
 * @param name the tenant that the file must be for. @default any
 */
export function checkTenantConfig(raw: unknown, catalog: PluginCatalog, name?: string): CheckedTenantConfig {
  const { config, draft, problems: shapeProblems } = readTenantFile(raw);
  const problems = [
    ...checkTenantName(draft.tenant, name),
    ...shapeProblems,
    ...locateSteps(draft).flatMap((located) => checkStep(located, catalog)),
    ...checkStepIds(draft),
    ...checkStepReferences(draft, catalog),
    ...checkTimeZones(draft),
    ...checkOverrides(draft),
    ...checkRetiredSequences(draft),
    ...checkWebhooks(draft),
    ...checkAllowedHosts(draft, catalog),
  ];
  return config !== undefined && problems.length === 0 ? { config, problems: [] } : { config: undefined, problems };
}

/**
 * Parses and checks the text of a tenant file.
 *
 * @param source the name of the file in messages, e.g. `tenants/acme.json`
 * @param name the tenant that the file must be for, because the file has its name. @default any
 * @throws TenantConfigInvalid the text is not JSON, or the check found problems
 */
export function parseTenantConfig(text: string, source: string, catalog: PluginCatalog, name?: string): TenantConfig {
  const { config, problems } = checkTenantConfig(parseJson(text, source), catalog, name);
  if (config === undefined) throw new TenantConfigInvalid(source, problems);
  return config;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TenantConfigInvalid(source, [
      { path: '', message: `Expected JSON: ${cause instanceof Error ? cause.message : String(cause)}` },
    ]);
  }
}

// The file is looked up by its own name, but the stack has the name in the file: they must agree.
function checkTenantName(tenant: string, name: string | undefined): readonly InputProblem[] {
  return name === undefined || tenant === '' || tenant === name
    ? []
    : [
        {
          path: 'tenant',
          message: `Expected "${name}", the name of the file, found "${tenant}": rename one of them.`,
        },
      ];
}
