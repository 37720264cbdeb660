import * as z from 'zod';
import { type InputProblem, schemaProblems } from '../input-problems.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { mergePatch } from '../order/merge-patch.ts';

/** The name of a stage, as people write it. */
export const stageNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,11}$/, 'Expected 1 to 12 lower-case letters or digits, e.g. "prod"');

/** Keys that a stage has from its file. */
const SHARED_KEYS = ['$schema', 'tenant', 'stages'];

/** The stages of a tenant file. The keys and values of a stage are checked with the rest of the file. */
export const stagesSchema = z
  .record(
    stageNameSchema,
    z
      .record(z.string(), z.unknown())
      .refine(
        (patch) => SHARED_KEYS.every((key) => !Object.hasOwn(patch, key)),
        `Expected a stage without ${SHARED_KEYS.join(', ')}, which it has from the file: remove them`,
      ),
  )
  .refine((stages) => Object.keys(stages).length > 0, 'Expected a stage, found none: add one, or remove stages');

/** A tenant file with the changes of one of its stages, which is a tenant file itself. */
export interface StagedFile {
  readonly raw: unknown;
  readonly problems: readonly InputProblem[];
}

/** Returns the names of the stages of a tenant file, in its order; none if it has no stages. @param raw the parsed JSON of the file */
export function stageNames(raw: unknown): readonly string[] {
  const stages = isJsonObject(raw) ? raw.stages : undefined;
  return isJsonObject(stages) ? Object.keys(stages) : [];
}

/**
 * Returns the name of a tenant's stage, which starts the names of everything that it has: `acme_PROD`. No tenant has it, since
 * capitals and "_" are in no tenant's name.
 *
 * @param stage undefined for a tenant without stages
 */
export function stagedTenant(tenant: string, stage: string | undefined): string {
  return stage === undefined ? tenant : `${tenant}_${stage.toUpperCase()}`;
}

/** Returns the tenant and the stage of a name that {@link stagedTenant} returned. */
export function stageOf(name: string): { readonly tenant: string; readonly stage: string | undefined } {
  const [tenant = name, stage] = name.split('_');
  return { tenant, stage: stage?.toLowerCase() };
}

/**
 * Applies one of its stages to a tenant file: as a JSON Merge Patch, in which an object may also change the entries of a list by their
 * `id` or `name`.
 *
 * @param raw the parsed JSON of the file
 * @param stage undefined if the file must have no stages
 */
export function applyStage(raw: unknown, stage: string | undefined): StagedFile {
  const names = stageNames(raw);
  if (!isJsonObject(raw) || (raw.stages === undefined && stage === undefined)) return { raw, problems: [] };
  if (raw.stages === undefined)
    return refuse(raw, `Expected the stage "${stage}", found a file without stages: add it, or name no stage`);
  const parsed = stagesSchema.safeParse(raw.stages);
  if (!parsed.success) return { raw, problems: schemaProblems(parsed.error, ['stages']) };
  if (stage === undefined)
    return refuse(
      raw,
      `Expected one of the stages ${names.join(', ')}, found none: name one (--stage, STAGE, or -c stage of the CDK)`,
    );
  const { stages, tenant, ...base } = raw;
  const patch = isJsonObject(stages) && names.includes(stage) ? stages[stage] : undefined;
  if (!isJsonObject(patch))
    return refuse(raw, `Expected one of the stages ${names.join(', ')}, found "${stage}": correct it`);
  const problems: InputProblem[] = [];
  const listed = withLists(base, patch, `stages.${stage}`, problems);
  const name = typeof tenant === 'string' ? stagedTenant(tenant, stage) : tenant;
  return { raw: { ...(name !== undefined && { tenant: name }), ...mergePatch(base, listed) }, problems };
}

/** Returns the text of a valid tenant file with the changes of its stage, for functions. @param stage undefined if it has no stages */
export function stagedText(text: string, stage: string | undefined): string {
  return stage === undefined ? text : JSON.stringify(applyStage(JSON.parse(text), stage).raw);
}

function refuse(raw: unknown, message: string): StagedFile {
  return { raw, problems: [{ path: 'stages', message }] };
}

/** Returns a patch in which each object that changes the entries of a list is replaced by the changed list. */
function withLists(target: JsonObject, patch: JsonObject, path: string, problems: InputProblem[]): JsonObject {
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => {
      const old = target[name];
      if (!isJsonObject(value)) return [name, value];
      const place = `${path}.${name}`;
      if (Array.isArray(old)) return [name, changedList(old, value, place, problems)];
      return [name, withLists(isJsonObject(old) ? old : {}, value, place, problems)];
    }),
  );
}

function changedList(
  list: readonly JsonValue[],
  changes: JsonObject,
  path: string,
  problems: InputProblem[],
): readonly JsonValue[] {
  const keys = list.map(keyOf);
  for (const key of Object.keys(changes).filter((change) => !keys.includes(change)))
    problems.push({
      path: `${path}.${key}`,
      message: `Expected the id or name of an entry of the list, ${keys.filter((known) => known !== undefined).join(', ') || 'which has none'}; found "${key}": correct it, or write the whole list`,
    });
  return list.flatMap((entry, index) => {
    const key = keys[index];
    const change = key === undefined ? undefined : changes[key];
    if (key === undefined || change === undefined || !isJsonObject(entry)) return [entry];
    if (change === null) return [];
    const place = `${path}.${key}`;
    return [mergePatch(entry, isJsonObject(change) ? withLists(entry, change, place, problems) : change)];
  });
}

/** Returns what a stage calls an entry of a list: a step by its id, an override or a webhook by its name. */
function keyOf(entry: JsonValue): string | undefined {
  if (!isJsonObject(entry)) return undefined;
  const key = entry.id ?? entry.name;
  return typeof key === 'string' ? key : undefined;
}
