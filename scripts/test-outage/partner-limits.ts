import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';

const limitsSchema = z.object({
  partner: z.string(),
  concurrency: z.number().nullable(),
  lockConflicts: z.number(),
  requests: z.number(),
  peak: z.number(),
  refused: z.object({ concurrency: z.number(), rate: z.number() }),
});

/** What a partner saw. */
export type PartnerCounts = z.output<typeof limitsSchema>;

/** Reads what the partners saw. */
export async function readLimits(sandboxUrl: string): Promise<readonly PartnerCounts[]> {
  return z.array(limitsSchema).parse(await (await fetch(`${sandboxUrl}/__limits`)).json());
}

/**
 * Changes the limits of a partner.
 *
 * @throws Error when the sandbox rejects them
 */
export async function setLimits(sandboxUrl: string, limits: JsonObject): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${sandboxUrl}/__limits`, { method: 'PATCH', headers, body: JSON.stringify(limits) });
  if (!reply.ok) throw new Error(`The sandbox rejected the limits: ${await reply.text()}`);
}
