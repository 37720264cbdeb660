import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { counted } from '../../../../core/counted.ts';
import { useApi } from '../../api/api-context.ts';
import { isOver, refreshOrders, useProposal } from '../../api/queries.ts';
import type { OrderGroup, Proposal } from '../../api/types.ts';
import { ActionFailure } from '../../parts/action-dialog.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { ReasonField } from '../../parts/reason-field.tsx';
import { useSubmit } from '../../parts/use-submit.ts';
import { PER_MINUTE, ProposalPanel, VERBS } from '../jobs/proposal-panel.tsx';
import { filtersOf } from './group-filters.ts';

/** An action on the orders of a group. */
export interface GroupAction {
  readonly group: OrderGroup;
  readonly action: 'resume' | 'retry' | 'skip';
}

/**
 * Acts on a group of orders: first the reason, then the preview of what would be called, then the job with its progress. The job goes
 * on when the dialog or the tab is closed.
 */
export function ProposeDialog({ group, action, onClose }: GroupAction & { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [proposal, setProposal] = useState<string>();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <h2 id={`${id}-title`}>
        {VERBS[action]} all: {group.step} {group.code}
      </h2>
      {proposal === undefined ? (
        <ProposeForm group={group} action={action} onProposed={setProposal} onClose={onClose} />
      ) : (
        <Proposed id={proposal} onClose={onClose} />
      )}
    </dialog>
  );
}

function ProposeForm({
  group,
  action,
  onProposed,
  onClose,
}: GroupAction & {
  readonly onProposed: (id: string) => void;
  readonly onClose: () => void;
}) {
  const api = useApi();
  // One key for the dialog: a repeat after a lost answer is the same proposal.
  const key = useMemo(() => crypto.randomUUID(), []);
  const propose = useMutation({
    mutationFn: async (form: FormData) => {
      const { id } = await api<Proposal>({
        method: 'POST',
        path: '/proposals',
        headers: { 'idempotency-key': key },
        body: {
          action,
          ...(action !== 'resume' && { step: group.step }),
          // An order that continued without the step is not resumed.
          ...(action === 'skip' && group.status !== 'degraded' && { resume: true }),
          filter: Object.fromEntries(filtersOf(group)),
          reason: form.get('reason'),
        },
      });
      onProposed(id);
    },
  });
  const submit = useSubmit(propose.mutateAsync);
  return (
    <form onSubmit={submit}>
      {action === 'skip' && (
        <p>
          The step {group.step} is not called for any of these orders. Skip it only if they can do without what it does.
        </p>
      )}
      <p>First a preview: nothing is called, and no order changes.</p>
      <ReasonField />
      {propose.error !== null && <ActionFailure error={propose.error} />}
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Back
        </button>
        <button type="submit" className="primary" disabled={propose.isPending}>
          Preview
        </button>
      </div>
    </form>
  );
}

function Proposed({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const query = useProposal(id);
  const execute = useMutation({
    mutationFn: () => api({ method: 'POST', path: `/proposals/${id}/execute`, body: { perMinute: PER_MINUTE } }),
    onSettled: () => query.refetch(),
  });
  const submit = useSubmit(() => execute.mutateAsync());
  const close = () => void refreshOrders(client).then(onClose);
  return (
    <QueryView query={query} what="the preview">
      {(proposal) => (
        <form onSubmit={submit}>
          <ProposalPanel proposal={proposal} />
          {execute.error !== null && <ActionFailure error={execute.error} />}
          <p>
            <Link href={`/jobs/${id}`}>Show the job</Link>
            {proposal.status === 'running' && ': it goes on when you close this.'}
          </p>
          <div className="buttons">
            <button type="button" className={isOver(proposal) ? 'primary' : ''} onClick={close}>
              Close
            </button>
            {isExecutable(proposal) && (
              <button type="submit" className="primary" disabled={execute.isPending}>
                {VERBS[proposal.action]} {counted(proposal.planned, 'order')}
              </button>
            )}
          </div>
        </form>
      )}
    </QueryView>
  );
}

function isExecutable({ status, needsApproval, approved }: Proposal): boolean {
  return status === 'ready' && (needsApproval === null || approved !== null);
}
