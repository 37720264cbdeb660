import * as z from 'zod';
import { FAULT_KINDS, type FaultKind } from './fault.ts';

const OPTION_OF: Readonly<Record<'delayMs' | 'retryAfterSeconds' | 'status', readonly FaultKind[]>> = {
  delayMs: ['slow'],
  retryAfterSeconds: ['429', '503'],
  status: ['decline', '500'],
};

const STATUS_RANGE: Partial<Record<FaultKind, readonly [number, number]>> = { decline: [400, 499], '500': [500, 599] };

/** The body of `POST /__faults`: an unknown key or an option that the fault has no use for is an error. */
export const faultRequestSchema = z
  .strictObject({
    partner: z.enum(['salesforce', 'zuora', 'provisioning', 'receiver']),
    path: z.string().startsWith('/').optional(),
    fault: z.enum(FAULT_KINDS),
    times: z.number().int().positive(),
    delayMs: z.number().int().min(0).max(600_000).optional(),
    retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
    status: z.number().int().optional(),
  })
  .superRefine((request, context) => {
    for (const [option, faults] of Object.entries(OPTION_OF)) {
      const given = request[option as keyof typeof OPTION_OF];
      if (given === undefined || faults.includes(request.fault)) continue;
      const message = `expected only with fault ${faults.join(' or ')}, found it with "${request.fault}": leave it out`;
      context.addIssue({ code: 'custom', path: [option], message });
    }
    const range = STATUS_RANGE[request.fault];
    if (request.status === undefined || range === undefined) return;
    if (request.status >= range[0] && request.status <= range[1]) return;
    const message = `expected ${range[0]} to ${range[1]} for fault "${request.fault}", found ${request.status}`;
    context.addIssue({ code: 'custom', path: ['status'], message });
  });

/** A checked request for a fault. */
export type FaultRequest = z.infer<typeof faultRequestSchema>;
