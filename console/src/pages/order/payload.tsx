import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import type { Order, OrderPayload } from '../../api/types.ts';
import { Instant } from '../../parts/instant.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useMay } from '../../sign-in/session-context.ts';

type Change = OrderPayload['former'][number]['changes'][number];

const NEVER = () => false as const;

/** What was submitted. It is read on request only, because each reading is recorded. */
export function Payload({ order }: { readonly order: Order }) {
  const [isShown, setShown] = useState(false);
  const mayRead = useMay('orders:payload');
  if (!mayRead) return <p>Your role may not see what the customer submitted.</p>;
  if (order.erasedAt !== null) return <p>The personal data of this order was erased.</p>;
  if (isShown) return <PayloadView id={order.id} />;
  return (
    <p>
      It has personal data. Reading it is recorded with your name.{' '}
      <button type="button" onClick={() => setShown(true)}>
        Show it
      </button>
    </p>
  );
}

/** What a patch changed, field by field. */
function Changes({ changes }: { readonly changes: readonly Change[] }) {
  if (changes.length === 0) return <p>The patch changed nothing.</p>;
  return (
    <div className="table">
      <table>
        <caption className="unseen">What the patch changed</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={path}>
              <td>{path}</td>
              <td>{before === undefined ? '—' : JSON.stringify(before)}</td>
              <td>{after === undefined ? '—' : JSON.stringify(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PayloadView({ id }: { readonly id: string }) {
  const query = useRead<'OrderPayload'>(['payload', id], `/orders/${encodeURIComponent(id)}/payload`, NEVER);
  return (
    <QueryView query={query} what="what was submitted">
      {({ payload, revision, former }) => (
        <>
          <p>Revision {revision}</p>
          <pre>{JSON.stringify(payload, null, 2)}</pre>
          {former.toReversed().map((earlier) => (
            <details key={earlier.revision}>
              <summary>
                Revision {earlier.revision}, replaced by {earlier.replaced.by} <Instant at={earlier.replaced.at} />:{' '}
                {earlier.replaced.reason}
              </summary>
              <Changes changes={earlier.changes} />
              <pre>{JSON.stringify(earlier.payload, null, 2)}</pre>
            </details>
          ))}
        </>
      )}
    </QueryView>
  );
}
