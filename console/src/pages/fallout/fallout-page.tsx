import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useRead } from '../../api/queries.ts';
import type { OrderGroup } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { Age } from '../../parts/instant.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { VERBS } from '../jobs/proposal-panel.tsx';
import { filtersOf } from './group-filters.ts';
import { type GroupAction, ProposeDialog } from './propose-dialog.tsx';

const LIVE_MS = 5_000;

/** The facets that groups may have, with their titles. */
const FACETS = [
  ['status,step,code', 'cause'],
  ['status,step,code,order_type', 'cause and order type'],
  ['status,step', 'step'],
] as const;

/** The orders that need a person, by what they have in common. */
export function FalloutPage() {
  const [search, setSearch] = useSearchParams();
  // Here and not in the table, which goes when the dialog's job has settled the last order.
  const [open, setOpen] = useState<GroupAction>();
  const by = FACETS.find(([facets]) => facets === search.get('by'))?.[0] ?? FACETS[0][0];
  const query = useRead<'OrderGroups'>(['groups', by], `/orders/groups?by=${by}`, () => LIVE_MS);
  return (
    <Page title="Fallout">
      <search className="filters">
        <label>
          Group by
          <select value={by} onChange={({ target }) => setSearch({ by: target.value })}>
            {FACETS.map(([facets, title]) => (
              <option key={facets} value={facets}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </search>
      <QueryView query={query} what="what needs a person">
        {({ items, total, complete }) => (
          <>
            {!complete && (
              <Notice kind="warning" title={`The newest ${total} orders are counted`}>
                There are more that need a person.
              </Notice>
            )}
            {items.length === 0 ? (
              <Empty>No order needs a person.</Empty>
            ) : (
              <GroupTable groups={items} onOpen={setOpen} />
            )}
          </>
        )}
      </QueryView>
      {open !== undefined && <ProposeDialog {...open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

function GroupTable({
  groups,
  onOpen,
}: {
  readonly groups: readonly OrderGroup[];
  readonly onOpen: (open: GroupAction) => void;
}) {
  const mayOperate = useMay('orders:operate');
  return (
    <div className="table">
      <table>
        <caption className="unseen">Orders that need a person, the largest group first</caption>
        <thead>
          <tr>
            {['Cause', 'Status', 'Orders', '> 1 hour', '> 1 day', '> 7 days', 'Oldest', 'Action'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={String(filtersOf(group))}>
              <th scope="row">
                <strong>{group.step}</strong> {group.code !== undefined && <code>{group.code}</code>} {group.order_type}
              </th>
              <td>{group.status !== undefined && <Status of={group.status} />}</td>
              <td>
                <Link href={`/orders?${filtersOf(group)}`}>{group.count}</Link>
              </td>
              <td>{group.older_than.PT1H}</td>
              <td>{group.older_than.P1D}</td>
              <td>{group.older_than.P7D}</td>
              <td>
                <Age at={group.oldest_since} />
              </td>
              <td>
                {mayOperate && (
                  <div className="buttons">
                    {actionsOf(group).map((action) => (
                      <button
                        key={action}
                        type="button"
                        onClick={() => onOpen({ group, action })}
                        aria-label={`${VERBS[action]} all ${group.step} ${group.code ?? ''}…`}
                      >
                        {VERBS[action]} all…
                      </button>
                    ))}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An order that continued without a step is complete: only the step can be tried again, or given up. */
function actionsOf({ status }: OrderGroup): readonly GroupAction['action'][] {
  return [status === 'degraded' ? 'retry' : 'resume', 'skip'];
}
