import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import type { DryRun } from '../api/types.ts';
import { Plan } from './plan.tsx';
import { QueryView } from './query-view.tsx';

/** Asks the API what an action would do, and says who would be called. Nothing happens. */
export function DryRunPlan({ path, body = {} }: { readonly path: string; readonly body?: object }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['dry-run', path, body],
    queryFn: ({ signal }) => {
      const asked = { reason: 'Preview in the console', ...body, dry_run: true };
      return api<DryRun>({ method: 'POST', path, body: asked, signal });
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <QueryView query={query} what="what it would do">
      {({ steps, changes }) => <Plan steps={steps} changes={changes} />}
    </QueryView>
  );
}
