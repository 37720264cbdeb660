import { PluginDeclined, PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { PluginResult, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { Idempotency } from '../../../core/plugin/idempotency.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OrderWorld } from '../../helpers/order-world.ts';

/** What happens to one request. `nothing`: it never arrives. */
export interface RequestFate {
  readonly answer: 'accepted' | 'declined' | 'busy' | 'nothing';
  readonly isReplyLost: boolean;
  /** How long the request takes to arrive, in seconds. */
  readonly seconds: number;
}

/** A partner that forgets keys, and a plugin that calls it like `plugins/zuora` does. */
export interface ForgetfulPartner {
  /** How often the effect happened. */
  effects(): number;
  run(context: PluginContext): Promise<PluginResult>;
  /** Tells the truth. */
  probe(): Promise<ProbeResult>;
}

/**
 * Creates a partner without data of its own to recognise a repeat by.
 *
 * A later attempt sends the first key again, and a new key only if the partner has kept a rejection under the earlier ones.
 *
 * @param nextFate returns what happens to the next request that the partner has not stored
 */
export function createForgetfulPartner(
  { advance, now }: Pick<OrderWorld, 'advance' | 'now'>,
  { forHours, keeps }: Idempotency & { readonly forHours: number },
  nextFate: () => RequestFate,
): ForgetfulPartner {
  const stored = new Map<string, { readonly at: number; readonly answer: 'accepted' | 'declined' }>();
  let effects = 0;

  const post = (key: string): 'accepted' | 'declined' | 'busy' | 'lost' => {
    const fate = nextFate();
    advance(fate.seconds);
    if (fate.answer === 'nothing') return 'lost';
    const at = now().getTime();
    const earlier = stored.get(key);
    const isKept = earlier !== undefined && at - earlier.at < forHours * 3_600_000;
    const answer = isKept ? earlier.answer : fate.answer;
    if (!isKept && answer === 'accepted') effects += 1;
    if (!isKept && (answer === 'accepted' || (answer === 'declined' && keeps === 'all-answers')))
      stored.set(key, { at, answer });
    return fate.isReplyLost ? 'lost' : answer;
  };

  return {
    effects: () => effects,
    async run({ attempt, idempotencyKey, run }) {
      for (let number = 1; ; number += 1) {
        const answer = post(number === 1 ? idempotencyKey : `${idempotencyKey}#try-${number}`);
        if (answer === 'accepted') return { output: {} };
        if (answer === 'lost') throw new PluginOutcomeUnknown('No reply.');
        if (answer === 'busy') throw new PluginTransient('Busy.');
        if (keeps === 'successes' || number >= Math.min(run, attempt)) throw new PluginDeclined('no', 'No.');
      }
    },
    probe: async () => (effects > 0 ? { applied: true, output: {} } : { applied: false }),
  };
}
