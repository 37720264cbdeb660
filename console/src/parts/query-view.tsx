import type { ReactNode } from 'react';
import { ApiFailure } from '../api/api-client.ts';
import { Notice } from './notice.tsx';

/** What a view needs to know about a query. */
export interface QueryState<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  refetch(): unknown;
}

/**
 * Shows the data of a query, or why there is none: loading, forbidden, or an error with a way to try again. Data that was read
 * before an error stays visible below it.
 */
export function QueryView<Data>({
  query,
  what,
  children,
}: {
  readonly query: QueryState<Data>;
  /** What is read, e.g. `the orders`. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, error } = query;
  if (data === undefined && error === null) return <Loading what={what} />;
  return (
    <>
      {error !== null && <Failure error={error} what={what} retry={() => query.refetch()} />}
      {data !== undefined && children(data)}
    </>
  );
}

/** Says that something is being read. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading" role="status">
      Loading {what}…
    </p>
  );
}

/** Says why something cannot be shown. */
export function Failure({
  error,
  what,
  retry,
}: {
  readonly error: Error;
  readonly what: string;
  readonly retry: () => unknown;
}) {
  const status = error instanceof ApiFailure ? error.status : undefined;
  if (status === 403)
    return (
      <Notice kind="warning" title={`You may not see ${what}`}>
        Your role does not include it. Ask whoever manages the accounts.
      </Notice>
    );
  if (status === 404)
    return (
      <Notice kind="warning" title="Not found">
        {error.message}
      </Notice>
    );
  return (
    <Notice kind="error" title={`Cannot load ${what}`}>
      <p>{error.message}</p>
      <RequestId error={error} />
      <button type="button" onClick={retry}>
        Try again
      </button>
    </Notice>
  );
}

/** The id under which the logs have a failed request. */
export function RequestId({ error }: { readonly error: Error }) {
  const id = error instanceof ApiFailure ? error.requestId : undefined;
  return id === undefined ? null : (
    <p className="dim">
      Request <code>{id}</code>
    </p>
  );
}

/** Says that a list has nothing to show. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
