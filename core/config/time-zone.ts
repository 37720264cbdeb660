import { type InputProblem, pathText } from '../input-problems.ts';
import { type LocatedStep, locateSteps } from './locate-steps.ts';
import type { TenantDraft } from './tenant-draft.ts';

/**
 * Returns the one time zone of a tenant: its own, or else the one that a step names in its option `timeZone`; undefined if it has
 * none.
 *
 * Every step uses it, so that an instant is the same day in all of them.
 *
 * @param config a tenant file that `checkTenantConfig` accepted
 */
export function timeZoneOf(config: TenantDraft): string | undefined {
  return config.timeZone ?? zonesOfSteps(config)[0]?.timeZone;
}

/** Reports steps whose option `timeZone` is not the time zone of the tenant. */
export function checkTimeZones(draft: TenantDraft): readonly InputProblem[] {
  const expected = timeZoneOf(draft);
  return zonesOfSteps(draft).flatMap(({ path, timeZone }) => {
    if (timeZone === expected) return [];
    const message = `Expected "${expected}", the time zone of the other steps, found "${timeZone}": set timeZone once, at the top of the file, so that an instant is the same day in every step.`;
    return [{ path: pathText([...path, 'options', 'timeZone']), message }];
  });
}

function zonesOfSteps(draft: TenantDraft): readonly (Pick<LocatedStep, 'path'> & { readonly timeZone: string })[] {
  return locateSteps(draft).flatMap(({ path, step }) => {
    const timeZone = step.options?.timeZone;
    return typeof timeZone === 'string' ? [{ path, timeZone }] : [];
  });
}
