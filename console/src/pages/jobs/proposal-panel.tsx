import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { counted } from '../../../../core/counted.ts';
import { useApi } from '../../api/api-context.ts';
import type { Proposal } from '../../api/types.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Plan } from '../../parts/plan.tsx';
import { useMay } from '../../sign-in/session-context.ts';

/** What a proposal would do, and how far its job has come. */
export function ProposalPanel({ proposal }: { readonly proposal: Proposal }) {
  return (
    <>
      {proposal.status === 'preparing' && (
        <p role="status">Looking at the orders: {proposal.planned + proposal.counts.refused} so far…</p>
      )}
      {proposal.problem !== null && (
        <Notice kind="error" title="This cannot be executed">
          <p>{proposal.problem.message}</p>
          {proposal.problem.proposal !== null && (
            <Link href={`/jobs/${proposal.problem.proposal}`}>Show the other job</Link>
          )}
        </Notice>
      )}
      <Plans proposal={proposal} />
      {proposal.executed !== null && <Progress proposal={proposal} />}
    </>
  );
}

function Plans({
  proposal: { plans, counts, amounts, needsApproval, approved, links },
}: {
  readonly proposal: Proposal;
}) {
  return (
    <div className="consequences">
      {plans.map(({ orders, startsRun, steps, changes }) => (
        <div key={JSON.stringify([startsRun, steps, changes])}>
          <p>
            {startsRun ? 'Starts a new run of ' : 'For '}
            <strong>{counted(orders, 'order')}</strong>:
          </p>
          <Plan steps={steps} changes={changes} />
        </div>
      ))}
      {counts.refused > 0 && (
        <p>{counted(counts.refused, 'order')} would be refused, and are left out: the job lists them.</p>
      )}
      {amounts.length > 0 && (
        <p>Together {amounts.map(({ amount, currency }) => `${amount} ${currency}`).join(', ')}.</p>
      )}
      {needsApproval !== null && (
        <p>
          <strong>{needsApproval}</strong>{' '}
          {approved === null ? (
            <Link href={links.self.replace('/proposals', '/jobs')}>Send this job to another operator.</Link>
          ) : (
            `Approved by ${approved.by}.`
          )}
        </p>
      )}
    </div>
  );
}

function Progress({ proposal: { planned, counts, status, executed } }: { readonly proposal: Proposal }) {
  const done = counts.done + counts.changed + counts.failed;
  const words = { running: `Running, ${executed?.perMinute} a minute.`, stopped: 'Stopped.', finished: 'Done.' };
  return (
    <>
      <label>
        {done} of {planned}
        <progress value={done} max={Math.max(1, planned)} />
      </label>
      <p role="status">
        {words[status as keyof typeof words] ?? ''} {counts.done} done, {counts.changed} left out because they have
        changed, {counts.failed} failed.
      </p>
    </>
  );
}

/** The pace of a job that is started in the console. */
export const PER_MINUTE = 300;

/** The word for each action of a proposal. */
export const VERBS: Readonly<Record<Proposal['action'], string>> = {
  resume: 'Resume',
  cancel: 'Cancel',
  retry: 'Retry',
  skip: 'Skip',
  complete: 'Complete',
};

type Action = 'approve' | 'execute' | 'stop';

/** What can be done about a proposal. The API decides who may approve. */
export function ProposalActions({
  proposal,
  children,
}: {
  readonly proposal: Proposal;
  readonly children?: ReactNode;
}) {
  const [open, setOpen] = useState<Action>();
  const mayOperate = useMay('orders:operate');
  const actions = mayOperate ? actionsOf(proposal) : [];
  return (
    <div className="buttons">
      {children}
      {actions.map((action) => (
        <button key={action} type="button" onClick={() => setOpen(action)}>
          {titleOf(action, proposal)}…
        </button>
      ))}
      {open !== undefined && <ProposalDialog action={open} proposal={proposal} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function actionsOf({ status, needsApproval, approved, executed }: Proposal): readonly Action[] {
  if (status === 'running') return ['stop'];
  if (status === 'preparing') return ['stop'];
  if (status !== 'ready' || executed !== null) return [];
  return needsApproval !== null && approved === null ? ['approve', 'stop'] : ['execute', 'stop'];
}

function titleOf(action: Action, { action: verb, planned, status }: Proposal): string {
  if (action === 'approve') return 'Approve';
  if (action === 'stop') return status === 'running' ? 'Stop' : 'Withdraw';
  return `${VERBS[verb]} ${counted(planned, 'order')}`;
}

function ProposalDialog({
  action,
  proposal,
  onClose,
}: {
  readonly action: Action;
  readonly proposal: Proposal;
  readonly onClose: () => void;
}) {
  const api = useApi();
  const title = titleOf(action, proposal);
  return (
    <ActionDialog
      title={title}
      verb={title}
      onClose={onClose}
      asksReason={action !== 'execute'}
      consequences={
        action === 'stop' ? (
          <p>Orders that were acted on continue. No other order is acted on.</p>
        ) : (
          <ProposalPanel proposal={proposal} />
        )
      }
      act={(form) =>
        api({
          method: 'POST',
          path: `${proposal.links.self}/${action}`,
          body: action === 'execute' ? { perMinute: PER_MINUTE } : { reason: form.get('reason') },
        })
      }
    />
  );
}
