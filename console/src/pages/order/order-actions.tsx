import { useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Order } from '../../api/types.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { DryRunPlan } from '../../parts/dry-run-plan.tsx';
import { jsonField, readJsonField } from '../../parts/json-field.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { isCancellable, isResumable } from './consequences.ts';

/** What can be done about the order as a whole. */
export function OrderActions({ order }: { readonly order: Order }) {
  const [open, setOpen] = useState<'resume' | 'cancel' | 'yield'>();
  const mayOperate = useMay('orders:operate');
  // An open dialog stays, with what it has to say, although the order changes under it.
  if (!mayOperate || (open === undefined && !isResumable(order) && !isCancellable(order))) return null;
  const close = () => setOpen(undefined);
  return (
    <div className="buttons">
      {isResumable(order) && (
        <button type="button" className="primary" onClick={() => setOpen('resume')}>
          Resume…
        </button>
      )}
      {order.subscriptionReference !== null && order.status !== 'failed' && (
        <button type="button" onClick={() => setOpen('yield')}>
          Let others pass…
        </button>
      )}
      {isCancellable(order) && (
        <button type="button" onClick={() => setOpen('cancel')}>
          Cancel the order…
        </button>
      )}
      {open === 'resume' && <ResumeDialog order={order} onClose={close} />}
      {open === 'cancel' && <CancelDialog order={order} onClose={close} />}
      {open === 'yield' && <YieldDialog order={order} onClose={close} />}
    </div>
  );
}

interface DialogProps {
  readonly order: Order;
  onClose(): void;
}

function ResumeDialog({ order, onClose }: DialogProps) {
  const api = useApi();
  // One key for the dialog: a second click, or a repeat after a lost answer, is the same resume.
  const key = useMemo(() => crypto.randomUUID(), []);
  return (
    <ActionDialog
      title={`Resume order ${order.order_reference}`}
      verb="Resume"
      onClose={onClose}
      consequences={<NewRunConsequences path={`/orders/${order.id}/resume`} />}
      fields={jsonField({
        name: 'patch',
        label: 'Changes to the order (optional)',
        hint: 'A JSON Merge Patch: null removes a field, lists are replaced.',
      })}
      act={async (form) =>
        await api({
          method: 'POST',
          path: `/orders/${order.id}/resume`,
          headers: { 'idempotency-key': key },
          body: { reason: form.get('reason'), ...readJsonField(form, 'patch') },
        })
      }
    />
  );
}

/** Says what a new run of the order would call. @param path of the action that starts it, with what it needs besides a reason */
export function NewRunConsequences({ path, body = {} }: { readonly path: string; readonly body?: object }) {
  return (
    <>
      <p>Starts a new run of the current sequence.</p>
      <DryRunPlan path={path} body={body} />
      <p>A step that was called before is called with the same idempotency key.</p>
    </>
  );
}

function CancelDialog({ order, onClose }: DialogProps) {
  const api = useApi();
  const done = order.steps.filter(({ status }) => status === 'succeeded').map(({ id }) => id);
  return (
    <ActionDialog
      title={`Cancel order ${order.order_reference}`}
      verb="Cancel the order"
      onClose={onClose}
      consequences={
        <>
          <p>Ends the order for good. A call that is in progress is not interrupted.</p>
          <DryRunPlan path={`/orders/${order.id}/cancel`} />
          <p>
            {done.length === 0
              ? 'No step has taken effect.'
              : `Already done: ${done.join(', ')}. If the tenant compensates, these are undone at their partners; otherwise they stay.`}
          </p>
        </>
      }
      act={(form) => api({ method: 'POST', path: `/orders/${order.id}/cancel`, body: { reason: form.get('reason') } })}
    />
  );
}

function YieldDialog({ order, onClose }: DialogProps) {
  const api = useApi();
  return (
    <ActionDialog
      title={`Let others pass ${order.order_reference}`}
      verb="Let others pass"
      onClose={onClose}
      consequences={
        <>
          <DryRunPlan path={`/orders/${order.id}/yield`} />
          <p>
            The next order of its subscription starts and calls its partners: make sure that it does no harm before this
            one.
          </p>
        </>
      }
      act={(form) => api({ method: 'POST', path: `/orders/${order.id}/yield`, body: { reason: form.get('reason') } })}
    />
  );
}
