import { counted } from '../counted.ts';
import { currencyDigits } from '../money.ts';
import type { ApprovalRule } from './approval-rules.ts';
import type { ProposalAction, ProposalRecord } from './proposal-record.ts';

/** What a rule looks at. */
export type Approvable = Pick<ProposalRecord, 'action' | 'planned' | 'amounts' | 'withoutAmount'>;

/**
 * Returns why a second person has to approve a proposal, in a sentence; undefined if nobody has to.
 *
 * A rule without limits always asks. An order that does not say what it costs counts as more than any amount.
 */
export function approvalFor(proposal: Approvable, rules: readonly ApprovalRule[]): string | undefined {
  for (const rule of rules) {
    const why = rule.actions.includes(proposal.action) ? reasonOf(proposal, rule) : undefined;
    if (why !== undefined) return why;
  }
  return undefined;
}

/** What an action is called in a sentence. */
const NOUNS: Readonly<Record<ProposalAction, string>> = {
  resume: 'resume',
  cancel: 'cancel',
  retry: 'retry',
  skip: 'skip',
  complete: 'completion',
};

function reasonOf(
  { action, planned, amounts, withoutAmount }: Approvable,
  { moreThanOrders, moreThanAmount }: ApprovalRule,
): string | undefined {
  const noun = NOUNS[action];
  if (moreThanOrders === undefined && moreThanAmount === undefined)
    return `Every ${noun} in bulk needs a second person.`;
  if (moreThanOrders !== undefined && planned > moreThanOrders)
    return `A ${noun} of more than ${counted(moreThanOrders, 'order')} needs a second person.`;
  if (moreThanAmount === undefined) return undefined;
  const exceeds = amounts.find(({ currency, minorUnits }) => minorUnits > minorUnitsOf(moreThanAmount, currency));
  if (exceeds !== undefined)
    return `A ${noun} of orders of more than ${moreThanAmount} ${exceeds.currency} needs a second person.`;
  return withoutAmount > 0
    ? `A ${noun} of orders of more than ${moreThanAmount} needs a second person, and ${withoutAmount} of them do not say what they cost.`
    : undefined;
}

/** @param amount with a point, e.g. `1000.00` */
function minorUnitsOf(amount: string, currency: string): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  const digits = currencyDigits(currency);
  return Number(whole + fraction.padEnd(digits, '0').slice(0, digits));
}
