import * as z from 'zod';
import { ERASURE_MACHINE } from '../../core/sequence/service-machines.ts';
import type { TenantExecutions } from './executions-since.ts';

/** An erasure that ended after the restore point, in the form of a certificate that `erasures replay` reads. */
export interface ErasureSince {
  readonly id: string;
  readonly status: 'complete';
  /** ISO 8601. */
  readonly createdAt: string;
  readonly orders: { readonly erased: readonly string[]; readonly refused: readonly [] };
}

/** The erasures after a restore point. */
export interface ErasuresSince {
  readonly certificates: readonly ErasureSince[];
  /** Ids of erasures whose orders are not known: they did not end, or had too many orders to name. */
  readonly unknown: readonly string[];
}

const outputSchema = z.object({ erasureId: z.string(), erased: z.array(z.string()) });

/** Finds the erasures that the restored table does not know, from their executions. @param since the restore point */
export async function erasuresSince(since: Date, executions: TenantExecutions): Promise<ErasuresSince> {
  const certificates = new Map<string, ErasureSince>();
  const started = new Set<string>();
  for (const { arn, machine, name, startedAt } of await executions.since(since)) {
    const [, id] = /^(erasure-[0-9a-f]{32})-/.exec(name) ?? [];
    if (machine !== ERASURE_MACHINE || id === undefined) continue;
    started.add(id);
    const output = outputSchema.safeParse(JSON.parse((await executions.output(arn)) ?? 'null')).data;
    if (output === undefined) continue;
    const orders = { erased: output.erased, refused: [] } as const;
    certificates.set(id, { id, status: 'complete', createdAt: startedAt.toISOString(), orders });
  }
  return {
    certificates: [...certificates.values()],
    unknown: [...started].filter((id) => !certificates.has(id)),
  };
}
