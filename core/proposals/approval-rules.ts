import * as z from 'zod';
import { PROPOSAL_ACTIONS } from './proposal-record.ts';

/** When a second person has to approve what is done to many orders. */
const approvalRuleSchema = z.strictObject({
  actions: z.array(z.enum(PROPOSAL_ACTIONS)).min(1).describe('The actions that the rule is about.'),
  moreThanOrders: z
    .int()
    .min(0)
    .optional()
    .describe('Only for more orders than this. Default: whatever their number, unless moreThanAmount is given.'),
  moreThanAmount: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,4})?$/, 'Expected an amount such as "10000" or "999.95"')
    .optional()
    .describe(
      'Only if the orders of one currency cost more than this together, in whichever currency, e.g. "10000.00". An order that does not say what it costs counts as more. With moreThanOrders, either is enough.',
    ),
});

/** A rule about what needs a second person. */
export type ApprovalRule = z.output<typeof approvalRuleSchema>;

/** What needs a second person, who is not the one that proposed it. */
export const approvalsConfigSchema = z.array(approvalRuleSchema).max(20).default([]);
