import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.ts';
import type { DryRun } from '../api/types.ts';
import { Plan } from './plan.tsx';
import { QueryView } from './query-view.tsx';

/** Asks the API what an action would do, and says who would be called. Nothing happens. */
export function DryRunPlan({ path, body }: { readonly path: string; readonly body?: object }) {
  return (
    <DryRunView<DryRun> path={path} body={{ reason: REASON, ...body }}>
      {({ steps, changes }) => <Plan steps={steps} changes={changes} />}
    </DryRunView>
  );
}

interface DryRunViewProps<Answer> {
  readonly path: string;
  readonly body: object;
  children(answer: Answer): ReactNode;
}

/** The reason of a dry run, which nobody reads. */
export const REASON = 'Preview in the console';

/** Asks the API what an action would do, and shows its answer. Nothing happens. */
export function DryRunView<Answer>({ path, body, children }: DryRunViewProps<Answer>) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['dry-run', path, body],
    queryFn: ({ signal }) => api<Answer>({ method: 'POST', path, body: { ...body, dry_run: true }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <QueryView query={query} what="what it would do">
      {children}
    </QueryView>
  );
}
