import * as z from 'zod';

const effectsSchema = z.array(z.looseObject({ kind: z.string(), key: z.string() }));

/** Something that really happened at a partner. */
export type Effect = z.output<typeof effectsSchema>[number];

/** Everything that happened at the partners, oldest first. */
export async function readEffects(sandboxUrl: string): Promise<readonly Effect[]> {
  return effectsSchema.parse(await (await fetch(`${sandboxUrl}/__effects`)).json());
}
