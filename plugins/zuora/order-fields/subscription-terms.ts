import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../options.ts';
import type { Offer } from './field-schemas.ts';

const PERIODS: Readonly<Record<string, ZuoraOptions['defaultTerm']['period']>> = {
  days: 'Day',
  weeks: 'Week',
  months: 'Month',
  years: 'Year',
};

/** A term in Zuora's units. */
type Term =
  | { readonly termType: 'EVERGREEN' }
  | { readonly termType: 'TERMED'; readonly period: number; readonly periodType: string };

/**
 * Returns the terms of a new subscription, from the offer's `term__limio` or else from the option `defaultTerm`.
 *
 * `renewal_type: "EVERGREEN"` makes the subscription evergreen, without renewals. Zuora counts terms in days, weeks, months
 * and years ("API Reference", Create an order, `initialTerm.periodType`).
 */
export function newTerms(offer: Offer | null | undefined, autoRenew: boolean, options: ZuoraOptions): JsonObject {
  const { length, period, type } = options.defaultTerm;
  const offered = offeredTerm(offer);
  const evergreen = renewalType(offer) === undefined && type === 'EVERGREEN';
  const term = evergreen ? EVERGREEN : (offered ?? { termType: 'TERMED', period: length, periodType: period });
  return term.termType === 'EVERGREEN' ? { initialTerm: term } : termed('initialTerm', term, autoRenew);
}

/**
 * Returns the new terms after a change of offer; `undefined` if the offer has no term, so that the terms do not change ("API
 * Reference", Create an order, `termsAndConditions`).
 *
 * @param startDate first day of the new term. Without it, Zuora would count from the start of the current term
 */
export function changedTerms(offer: Offer, autoRenew: boolean, startDate: string): JsonObject | undefined {
  const term = offeredTerm(offer);
  if (term === undefined) return undefined;
  return term.termType === 'EVERGREEN' ? { lastTerm: term } : termed('lastTerm', term, autoRenew, startDate);
}

const EVERGREEN: Term = { termType: 'EVERGREEN' };

/** Renewal terms need the renewal setting that uses them ("API Reference", Create an order, `renewalTerms`). */
function termed(
  name: string,
  term: Term & { readonly termType: 'TERMED' },
  autoRenew: boolean,
  startDate?: string,
): JsonObject {
  const { period, periodType } = term;
  return {
    autoRenew,
    [name]: definedFields({ ...term, startDate }),
    renewalSetting: 'RENEW_WITH_SPECIFIC_TERM',
    renewalTerms: [{ period, periodType }],
  };
}

function offeredTerm(offer: Offer | null | undefined): Term | undefined {
  if (renewalType(offer) === 'EVERGREEN') return EVERGREEN;
  const offered = offer?.data?.attributes?.term__limio;
  const periodType = PERIODS[offered?.type?.toLowerCase() ?? ''];
  const period = offered?.length ?? undefined;
  return period === undefined || periodType === undefined ? undefined : { termType: 'TERMED', period, periodType };
}

function renewalType(offer: Offer | null | undefined): string | undefined {
  return offer?.data?.attributes?.term__limio?.renewal_type?.toUpperCase();
}
