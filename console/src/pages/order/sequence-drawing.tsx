import { counted } from '../../../../core/counted.ts';
import type { Order, Step } from '../../api/types.ts';
import { formatDuration } from '../../parts/instant.tsx';
import { Status, toneOf } from '../../parts/status.tsx';
import { StepActions } from './step-actions.tsx';

/** The steps of the order's sequence, in order, each with its state and what can be done about it. */
export function SequenceDrawing({ order }: { readonly order: Order }) {
  return (
    <ol className="sequence">
      {order.steps.map((step) => (
        <li key={step.id} className={toneOf(step.status)}>
          <span className="name">{step.id}</span>
          <Status of={step.status} />
          <span className="dim">
            {step.critical ? 'critical' : 'not critical'}
            {step.phase === 'postProcess' && ', after the order'}
          </span>
          <span className="dim">{attemptsOf(step)}</span>
          {step.skipped !== undefined && <span className="text">{step.skipped}</span>}
          <StepActions order={order} step={step} />
        </li>
      ))}
    </ol>
  );
}

function attemptsOf({ attempts, durationMs }: Step): string {
  if (attempts === 0) return 'not called';
  const count = counted(attempts, 'attempt');
  return durationMs === null ? count : `${count}, ${formatDuration(durationMs)}`;
}
