import type * as z from 'zod';
import type { EditionCommand, editionEventSchema } from '../../blueprint/wire/edition-event.ts';
import { promote, type Rollout, type RolloutEvent, rollBack } from '../../core/editions/rollout.ts';
import type { EditionStore } from './edition-store.ts';

/** Dependencies of changing the edition. */
export interface ChangeEditionPorts {
  readonly editions: Pick<EditionStore, 'change' | 'rollout'>;
  /** Called after a candidate was taken back. */
  onRolledBack(event: RolloutEvent): void;
  now(): Date;
}

/** No deployment with `aws.canary` has been recorded yet. */
export class NoRollout extends Error {
  override readonly name = 'NoRollout';
}

/**
 * Creates the function that promotes the candidate or takes it back, by a command or because its alarm fired. Each can be repeated. It returns the
 * rollout; null if an alarm says nothing about it.
 *
 * @throws NoRollout, NoCandidate, RolloutContended
 */
export function createChangeEdition({ editions, now, onRolledBack }: ChangeEditionPorts) {
  async function changed(command: Exclude<EditionCommand, { readonly command: 'status' }>): Promise<Rollout> {
    const { by, edition, reason } = command;
    const change = { at: now().toISOString(), by, ...(reason !== undefined && { reason }) };
    const apply = command.command === 'promote' ? promote : rollBack;
    let before: Rollout | undefined;
    const after = await editions.change((rollout) => {
      before = existing(rollout);
      return apply(before, change, edition);
    });
    const event = after.events.at(-1);
    if (after !== before && event?.type === 'rolled-back') onRolledBack(event);
    return after;
  }

  return async (event: z.output<typeof editionEventSchema>): Promise<Rollout | null> => {
    if ('command' in event) return event.command === 'status' ? existing(await editions.rollout()) : changed(event);
    for (const { Sns } of event.Records) {
      const { AlarmName, NewStateReason, NewStateValue } = Sns.Message;
      if (NewStateValue === 'ALARM')
        return changed({ command: 'rollback', by: `alarm ${AlarmName}`, reason: NewStateReason });
    }
    return null;
  };
}

function existing(rollout: Rollout | undefined): Rollout {
  if (rollout !== undefined) return rollout;
  throw new NoRollout(
    'Expected a recorded deployment with aws.canary, found none. The sweeper records it within two minutes of a deployment.',
  );
}
