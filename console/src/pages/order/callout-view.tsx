import type { Callout } from '../../api/types.ts';
import { formatDuration, Instant } from '../../parts/instant.tsx';

/** A request to a partner and its reply. */
export function CalloutView({ callout }: { readonly callout: Callout }) {
  const { method, endpoint, response, error, durationMs, timestamp, request, shortened } = callout;
  return (
    <details className="callout">
      <summary>
        {method} <span className="text">{endpoint}</span> →{' '}
        {response === null ? (error ?? 'no reply') : response.status}, {formatDuration(durationMs)}
      </summary>
      <p className="dim">
        <Instant at={timestamp} />
        {shortened && '. Headers and bodies were dropped to keep the record small.'}
      </p>
      <Exchange title="Request" {...request} />
      {response !== null && <Exchange title="Reply" {...response} />}
    </details>
  );
}

function Exchange({
  title,
  headers,
  body,
}: {
  readonly title: string;
  readonly headers: object;
  readonly body: unknown;
}) {
  return (
    <>
      <h5>{title}</h5>
      <pre>
        {Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
        {body !== undefined && `\n\n${typeof body === 'string' ? body : JSON.stringify(body, null, 2)}`}
      </pre>
    </>
  );
}
