import { describe, expect, it } from 'vitest';
import type { TenantDraft } from '../../../core/config/tenant-draft.ts';
import { readTenantFile } from '../../../core/config/tenant-draft.ts';
import { checkTimeZones, timeZoneOf } from '../../../core/config/time-zone.ts';
import type { JsonObject } from '../../../core/json.ts';

function draft(timeZone: string | undefined, ...zones: (string | undefined)[]): TenantDraft {
  const processOrder = zones.map((zone, index): JsonObject => {
    const options: JsonObject = zone === undefined ? {} : { timeZone: zone };
    return { id: `s${index}`, name: 'zuora', critical: true, options };
  });
  return readTenantFile({ tenant: 'acme', processOrder, ...(timeZone !== undefined && { timeZone }) }).draft;
}

describe('the time zone of a tenant', () => {
  it.each([
    ['Asia/Tokyo', [undefined], 'Asia/Tokyo'],
    ['Asia/Tokyo', ['Asia/Tokyo'], 'Asia/Tokyo'],
    [undefined, [undefined, 'Europe/Paris'], 'Europe/Paris'],
    [undefined, ['Europe/Paris', 'Europe/Paris'], 'Europe/Paris'],
    [undefined, [], undefined],
  ])('is, for %s and steps in %j, %s', (own, steps, expected) => {
    expect(timeZoneOf(draft(own, ...steps))).toBe(expected);
    expect(checkTimeZones(draft(own, ...steps))).toEqual([]);
  });

  it.each([
    ['Asia/Tokyo', ['Europe/Paris'], ['processOrder[0].options.timeZone']],
    [undefined, ['Asia/Tokyo', undefined, 'Europe/Paris'], ['processOrder[2].options.timeZone']],
  ])('is one: %s and steps in %j are rejected', (own, steps, paths) => {
    const problems = checkTimeZones(draft(own, ...steps));
    expect(problems.map(({ path }) => path)).toEqual(paths);
    expect(problems[0]?.message).toContain('set timeZone once, at the top of the file');
  });

  it('is a name of the IANA database', () => {
    const { problems } = readTenantFile({ tenant: 'acme', processOrder: [], timeZone: 'Mars/Olympus' });
    expect(problems).toMatchObject([{ path: 'timeZone' }]);
  });
});
