import { type InputProblem, schemaProblems } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { checkAllowedHosts } from './check-allowed-hosts.ts';
import { checkOverrides, checkRetiredSequences } from './check-overrides.ts';
import { checkStep } from './check-step.ts';
import { checkStepIds } from './check-step-ids.ts';
import { checkStepReferences } from './check-step-references.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { type TenantConfig, tenantConfigSchema } from './tenant-config.ts';
import { locateSteps, type TenantDraft, tenantDraft } from './tenant-draft.ts';

/** A tenant file has mistakes; the message lists all of them. */
export class TenantConfigInvalid extends Error {
  override readonly name = 'TenantConfigInvalid';
  readonly problems: readonly InputProblem[];

  /**
   * @param source the file, as the reader knows it
   * @param problems every mistake found
   */
  constructor(source: string, problems: readonly InputProblem[]) {
    const lines = problems.map(({ path, message }) => `  ${path === '' ? '(file)' : path}: ${message}`);
    super(`${source} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** What the check of a tenant file gives: the config, or every problem at once. */
export type CheckedTenantConfig =
  | { readonly config: TenantConfig; readonly problems: readonly [] }
  | { readonly config: undefined; readonly problems: readonly InputProblem[] };

/**
 * Checks a tenant file: its shape, its plugins and their options, its expressions, its overrides and its webhooks.
 *
 * A mistake in one place does not hide those in others: whatever can be read is checked.
 *
 * @param raw the parsed JSON of the file
 * @param catalog the plugins that a step may name
 */
export function checkTenantConfig(raw: unknown, catalog: PluginCatalog): CheckedTenantConfig {
  const parsed = tenantConfigSchema.safeParse(raw);
  const draft = tenantDraft(raw);
  const problems = [
    ...(parsed.success ? [] : schemaProblems(parsed.error)),
    ...locateSteps(draft).flatMap((located) => checkStep(located, catalog)),
    ...checkStepIds(draft),
    ...checkStepReferences(draft, catalog),
    ...checkOverrides(draft),
    ...checkRetiredSequences(draft),
    ...checkWebhooks(raw),
    ...checkAllowedHosts(draft, catalog),
  ];
  return parsed.success && problems.length === 0
    ? { config: parsed.data, problems: [] }
    : { config: undefined, problems };
}

/**
 * The config of a tenant file's text.
 *
 * @param source how the reader knows the file, e.g. `tenants/acme.json`
 * @param name which tenant it must be, since the file is called so. @default any
 * @throws TenantConfigInvalid the text is not JSON, or the check found problems
 */
export function parseTenantConfig(text: string, source: string, catalog: PluginCatalog, name?: string): TenantConfig {
  const raw = parseJson(text, source);
  const { config, problems } = checkTenantConfig(raw, catalog);
  const every = [...(name === undefined ? [] : checkTenantName(tenantDraft(raw), name)), ...problems];
  if (config === undefined || every.length > 0) throw new TenantConfigInvalid(source, every);
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

/** Checks that a file is of the tenant that it is called after: it is found by that name, and its stack by the other. */
export function checkTenantName({ tenant }: TenantDraft, name: string): readonly InputProblem[] {
  if (tenant === '' || tenant === name) return [];
  const message = `Expected "${name}", as the file is called, found "${tenant}": rename one of them.`;
  return [{ path: 'tenant', message }];
}
