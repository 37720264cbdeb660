import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Order, Probe, Step } from '../../api/types.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { DryRunPlan } from '../../parts/dry-run-plan.tsx';
import { jsonField, readJsonField } from '../../parts/json-field.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { isResumable, type StepAction, stepActionsOf } from './consequences.ts';
import { NewRunConsequences } from './order-actions.tsx';

const VERBS: Readonly<Record<StepAction, string>> = {
  probe: 'Ask the partner about',
  retry: 'Retry',
  skip: 'Skip',
  complete: 'Complete',
};

/** What a partner answered, in words. */
const FINDINGS = {
  effect: 'The partner has it.',
  'no-effect': 'The partner does not have it.',
  unknown: 'The partner could not tell.',
  pending: '',
} as const;

/** What can be done about a step. */
export function StepActions({ order, step }: { readonly order: Order; readonly step: Step }) {
  const [open, setOpen] = useState<StepAction>();
  const [answer, setAnswer] = useState<Probe>();
  const mayOperate = useMay('orders:operate');
  const actions = stepActionsOf(order, step);
  // An open dialog stays, with what it has to say, although the order changes under it.
  if (!mayOperate || (open === undefined && answer === undefined && actions.length === 0)) return null;
  return (
    <div className="buttons">
      {actions.map((action) => (
        <button key={action} type="button" onClick={() => setOpen(action)} aria-label={`${VERBS[action]} ${step.id}…`}>
          {action === 'probe' ? 'Ask the partner' : VERBS[action]}…
        </button>
      ))}
      {open !== undefined && (
        <StepDialog order={order} step={step} action={open} onClose={() => setOpen(undefined)} onProbed={setAnswer} />
      )}
      <p role="status">{answer !== undefined && `${FINDINGS[answer.found ?? 'pending']} ${answer.advice}`}</p>
    </div>
  );
}

function StepDialog({
  order,
  step,
  action,
  onClose,
  onProbed,
}: {
  readonly order: Order;
  readonly step: Step;
  readonly action: StepAction;
  readonly onClose: () => void;
  readonly onProbed: (answer: Probe) => void;
}) {
  const api = useApi();
  return (
    <ActionDialog
      title={`${VERBS[action]} ${step.id} of order ${order.order_reference}`}
      verb={VERBS[action]}
      onClose={onClose}
      consequences={consequencesOf(order, step, action)}
      fields={
        action === 'complete' &&
        jsonField({
          name: 'output',
          label: 'Output',
          hint: 'What later steps read.',
          initial: '{}',
        })
      }
      act={async (form) => {
        const answer = await api<unknown>({
          method: 'POST',
          path: pathOf(order, step.id, action),
          body: { reason: form.get('reason'), ...readJsonField(form, 'output') },
        });
        if (action === 'probe') onProbed(answer as Probe);
      }}
    />
  );
}

function pathOf(order: Order, step: string, action: StepAction): string {
  return `/orders/${order.id}/steps/${encodeURIComponent(step)}/${action}`;
}

function consequencesOf(order: Order, { id, status }: Step, action: StepAction): ReactNode {
  if (action === 'probe')
    return (
      <>
        <p>
          Asks the partner of {id} now whether it happened, and records the answer. Sends nothing that has an effect.
          The order stays as it is.
        </p>
        <DryRunPlan path={pathOf(order, id, action)} />
      </>
    );
  if (action === 'retry')
    return (
      <>
        {status === 'unknown' && (
          <p>
            <strong>Its last attempt may have had its effect.</strong> Look in the partner’s system first: a retry says
            that you have looked.
          </p>
        )}
        {isResumable(order) ? (
          <NewRunConsequences path={pathOf(order, id, 'retry')} />
        ) : (
          <>
            <p>Calls the partner of {id} now, and nobody else.</p>
            <DryRunPlan path={pathOf(order, id, 'retry')} />
          </>
        )}
      </>
    );
  const after = isResumable(order)
    ? 'The order continues when you resume it.'
    : 'The order continues at once and calls the partners of later steps.';
  return (
    <>
      {action === 'skip' ? (
        <p>
          Calls no partner now. The next run does not call {id}. {after}
        </p>
      ) : (
        <p>
          Calls no partner now. Records that {id} was done, with the output below. {after}
        </p>
      )}
      <DryRunPlan path={pathOf(order, id, action)} />
    </>
  );
}
