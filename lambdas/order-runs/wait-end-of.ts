import type { CallbackAnswer } from '../../core/order/order-record.ts';
import type { WaitEnd } from '../order-store/operator-step-store.ts';

/** How another system's answer ends the step: an error of theirs is a business answer, as a decline is. */
export function waitEndOf(answer: CallbackAnswer): WaitEnd {
  if ('output' in answer) return { status: 'succeeded', output: answer.output };
  const { code, message } = answer.error;
  return { status: 'declined', error: { name: 'PluginDeclined', code, message, publicMessage: message } };
}
