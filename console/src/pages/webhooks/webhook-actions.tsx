import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Webhook } from '../../api/types.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
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
  const mayOperate = useMay('orders:operate');
  // One that the tenant file disables can only be enabled there.
  if (!enabled || !mayOperate) return null;
  const actions: readonly Action[] = endpoint.state === 'disabled' ? ['enable'] : ['recover', 'disable'];
  const consequences: Readonly<Record<Action, string>> = {
    enable: `Events are sent to ${url} from now on. What it missed is not sent: redeliver that afterwards.`,
    disable: `Nothing is sent to ${url}. Events that occur are recorded as failed deliveries.`,
    recover: `Every failed delivery since then is sent to ${url} again, oldest first, with the same webhook-id.`,
  };
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
              <label>
                Since (your time)
                <input type="datetime-local" name="since" required />
              </label>
            )
          }
          onClose={() => setOpen(undefined)}
          act={async (form) => {
            await api({
              method: 'POST',
              path: `/webhooks/${encodeURIComponent(name)}/${open}`,
              ...(open === 'recover' && { body: { since: new Date(String(form.get('since'))).toISOString() } }),
            });
            await Promise.all(['webhooks', 'deliveries'].map((key) => client.invalidateQueries({ queryKey: [key] })));
          }}
        />
      )}
    </div>
  );
}
