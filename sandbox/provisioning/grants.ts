import type { Grant } from './records.ts';

/** What a request grants from a day on. */
export interface NewGrant {
  readonly codes: readonly string[];
  readonly subscription: string | null;
}

/** Returns the codes that a user has on a day, sorted. */
export function codesOn(grants: readonly Grant[], day: string): readonly string[] {
  const current = grants.filter(({ from, until }) => from <= day && (until === null || day < until));
  return [...new Set(current.map(({ code }) => code))].toSorted();
}

/**
 * Adds entitlements. One that the user already has from the same subscription on that day goes on, until the new end.
 *
 * @param from `yyyy-mm-dd`, the first day
 * @param until `yyyy-mm-dd`, the first day without it; null if it does not end
 */
export function addGrants(
  grants: readonly Grant[],
  { codes, subscription }: NewGrant,
  from: string,
  until: string | null,
): readonly Grant[] {
  return codes.reduce<readonly Grant[]>((known, code) => {
    const isSame = (grant: Grant) =>
      grant.code === code && grant.subscription === subscription && (grant.until === null || grant.until >= from);
    const first = known.filter(isSame).reduce((day, grant) => (grant.from < day ? grant.from : day), from);
    return [...known.filter((grant) => !isSame(grant)), { code, subscription, from: first, until }];
  }, grants);
}

/**
 * Ends entitlements of a subscription on a day. Those without a subscription belong to all of them.
 *
 * @param subscription @default every subscription of the user
 * @param isMeant which codes end
 * @param day `yyyy-mm-dd`, the first day without them
 */
export function endGrants(
  grants: readonly Grant[],
  subscription: string | undefined,
  isMeant: (code: string) => boolean,
  day: string,
): readonly Grant[] {
  return grants.flatMap((grant) => {
    const { code, from, until } = grant;
    const isOther = subscription !== undefined && grant.subscription !== null && grant.subscription !== subscription;
    if (isOther || !isMeant(code) || (until !== null && until <= day)) return [grant];
    return day <= from ? [] : [{ ...grant, until: day }];
  });
}
