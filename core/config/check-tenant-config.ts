import type { InputProblem } from '../input-problems.ts';
import { isJsonObject } from '../json.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { checkAllowedHosts } from './check-allowed-hosts.ts';
import { checkBasicAuth } from './check-basic-auth.ts';
import { checkConnections } from './check-connections.ts';
import { checkOverrides, checkRetiredSequences } from './check-overrides.ts';
import { checkStep } from './check-step.ts';
import { checkStepIds } from './check-step-ids.ts';
import { checkStepReferences } from './check-step-references.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { locateSteps } from './locate-steps.ts';
import { applyStage } from './stages.ts';
import { type TenantConfig, TenantConfigInvalid } from './tenant-config.ts';
import { readTenantFile } from './tenant-draft.ts';
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
 * @param stage the stage to read: one of the file's, if it has stages. @default none
 */
export function checkTenantConfig(
  raw: unknown,
  catalog: PluginCatalog,
  name?: string,
  stage?: string,
): CheckedTenantConfig {
  const staged = applyStage(raw, stage);
  const named = checkTenantName(raw, name);
  // Without its stage, the file need not be complete.
  if (staged.problems.length > 0) return { config: undefined, problems: [...named, ...staged.problems] };
  const { config, draft, problems: shapeProblems } = readTenantFile(staged.raw);
  const problems = [
    ...named,
    ...shapeProblems,
    ...locateSteps(draft).flatMap((located) => checkStep(located, catalog)),
    ...checkStepIds(draft),
    ...checkStepReferences(draft, catalog),
    ...checkTimeZones(draft),
    ...checkOverrides(draft),
    ...checkRetiredSequences(draft),
    ...checkWebhooks(draft),
    ...checkAllowedHosts(draft, catalog),
    ...checkBasicAuth(draft, catalog),
  ];
  // The sequences of a file with mistakes cannot be built.
  if (config !== undefined && problems.length === 0) problems.push(...checkConnections(config, catalog));
  return config !== undefined && problems.length === 0 ? { config, problems: [] } : { config: undefined, problems };
}

/**
 * Parses and checks the text of a tenant file.
 *
 * @param source the name of the file in messages, e.g. `tenants/acme.json`
 * @param name the tenant that the file must be for, because the file has its name. @default any
 * @param stage the stage to read: one of the file's, if it has stages. @default none
 * @throws TenantConfigInvalid the text is not JSON, or the check found problems
 */
export function parseTenantConfig(
  text: string,
  source: string,
  catalog: PluginCatalog,
  name?: string,
  stage?: string,
): TenantConfig {
  const { config, problems } = checkTenantConfig(parseTenantJson(text, source), catalog, name, stage);
  if (config === undefined)
    throw new TenantConfigInvalid(stage === undefined ? source : `${source}, stage ${stage},`, problems);
  return config;
}

/** Parses the text of a tenant file. @param source the name of the file in messages @throws TenantConfigInvalid it is not JSON */
export function parseTenantJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TenantConfigInvalid(source, [
      { path: '', message: `Expected JSON: ${cause instanceof Error ? cause.message : String(cause)}` },
    ]);
  }
}

// The file is looked up by its own name, but the stack has the name in the file: they must agree.
function checkTenantName(raw: unknown, name: string | undefined): readonly InputProblem[] {
  const tenant = isJsonObject(raw) ? raw.tenant : undefined;
  return name === undefined || typeof tenant !== 'string' || tenant === '' || tenant === name
    ? []
    : [
        {
          path: 'tenant',
          message: `Expected "${name}", the name of the file, found "${tenant}": rename one of them.`,
        },
      ];
}
