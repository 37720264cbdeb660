import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ResponseBody } from '../../../../blueprint/routes/response-schemas.ts';
import { useApi } from '../../api/api-context.ts';
import type { RecoveryDryRun, Webhook } from '../../api/types.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { DryRunView } from '../../parts/dry-run-plan.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useMay } from '../../sign-in/session-context.ts';

type Action = 'enable' | 'disable' | 'recover';

const VERBS: Readonly<Record<Action, string>> = {
  enable: 'Enable',
  disable: 'Disable',
  recover: 'Redeliver what it missed',
};

/** What can be done about a webhook. */
export function WebhookActions({ webhook: { name, url, endpoint, enabled } }: { readonly webhook: Webhook }) {
  const api = useApi();
  const client = useQueryClient();
  const [open, setOpen] = useState<Action>();
  const [since, setSince] = useState('');
  const mayOperate = useMay('orders:operate');
  // One that the tenant file disables can only be enabled there.
  if (!enabled || !mayOperate) return null;
  const actions: readonly Action[] = endpoint.state === 'disabled' ? ['enable'] : ['recover', 'disable'];
  const consequences: Readonly<Record<Action, string>> = {
    enable: `Events are sent to ${url} from now on. What it missed is not sent: redeliver that afterwards.`,
    disable: `Nothing is sent to ${url}. Events that occur are recorded as failed deliveries.`,
    recover: `Every failed delivery since then is sent to ${url} again, oldest first, with the same webhook-id.`,
  };
  const path = `/webhooks/${encodeURIComponent(name)}/${open}`;
  return (
    <div className="buttons">
      {actions.map((action) => (
        <button key={action} type="button" onClick={() => setOpen(action)} aria-label={`${VERBS[action]} (${name})…`}>
          {VERBS[action]}…
        </button>
      ))}
      {open !== undefined && (
        <ActionDialog
          title={`${VERBS[open]}: ${name}`}
          verb={VERBS[open]}
          asksReason={false}
          consequences={<p className="text">{consequences[open]}</p>}
          fields={
            open === 'recover' && (
              <>
                <label>
                  Since (your time)
                  <input
                    type="datetime-local"
                    name="since"
                    required
                    value={since}
                    onChange={({ target }) => setSince(target.value)}
                  />
                </label>
                {since !== '' && <RecoveryPreview path={path} since={instantOf(since)} />}
              </>
            )
          }
          onClose={() => setOpen(undefined)}
          act={async () => {
            if (open === 'recover') await recover(api, path, instantOf(since));
            else await api({ method: 'POST', path });
            await Promise.all(['webhooks', 'deliveries'].map((key) => client.invalidateQueries({ queryKey: [key] })));
          }}
        />
      )}
    </div>
  );
}

function instantOf(local: string): string {
  return new Date(local).toISOString();
}

/** Each request restarts some hundred deliveries, and says where the next one goes on. */
async function recover(api: ReturnType<typeof useApi>, path: string, since: string): Promise<void> {
  let next: string | null = since;
  while (next !== null) {
    const recovery: ResponseBody<'Recovery'> = await api({ method: 'POST', path, body: { since: next } });
    next = recovery.next;
  }
}

function RecoveryPreview({ path, since }: { readonly path: string; readonly since: string }) {
  return (
    <DryRunView<RecoveryDryRun> path={path} body={{ since }}>
      {({ complete, failed, newest, oldest, waiting }) =>
        oldest === null || newest === null ? (
          <p role="status">It missed nothing since then.</p>
        ) : (
          <p role="status">
            {!complete && 'At least '}
            {failed} given up, sent again; {waiting} waiting, attempted at once. From <Instant at={oldest} /> to{' '}
            <Instant at={newest} />.
          </p>
        )
      }
    </DryRunView>
  );
}
