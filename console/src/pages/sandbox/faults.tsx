import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { counted } from '../../../../core/counted.ts';
import { useApi } from '../../api/api-context.ts';
import { Notice } from '../../parts/notice.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { useSubmit } from '../../parts/use-submit.ts';
import { FAULTS, PARTNERS, type SandboxFault } from './sandbox-calls.ts';

const LIVE_MS = 2_000;
const QUERY_KEY = ['sandbox', 'faults'];

/** The pending faults, and a form to add one. */
export function Faults() {
  const api = useApi();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => api<readonly SandboxFault[]>({ path: '/sandbox/faults', signal }),
    refetchInterval: LIVE_MS,
  });
  const onSettled = () => client.invalidateQueries({ queryKey: QUERY_KEY });
  const add = useMutation({
    mutationFn: (form: FormData) => api({ method: 'POST', path: '/sandbox/faults', body: faultIn(form) }),
    onSettled,
  });
  const clear = useMutation({ mutationFn: () => api({ method: 'DELETE', path: '/sandbox/faults' }), onSettled });
  const error = add.error ?? clear.error;
  const submit = useSubmit(add.mutateAsync);
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">Faults</h2>
      <form className="filters" onSubmit={submit}>
        <label>
          Partner
          <select name="partner">
            {PARTNERS.map(({ partner }) => (
              <option key={partner}>{partner}</option>
            ))}
          </select>
        </label>
        <label>
          What it does
          <select name="fault">
            {FAULTS.map(({ fault, title }) => (
              <option key={fault} value={fault}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          How long
          <select name="length">
            <option value="times 1">the next request</option>
            <option value="times 10">the next ten requests</option>
            <option value="forSeconds 60">for a minute</option>
            <option value="forSeconds 3600">for an hour</option>
          </select>
        </label>
        <button type="submit" className="primary" disabled={add.isPending}>
          Break it
        </button>
        <button type="button" disabled={clear.isPending} onClick={() => clear.mutate()}>
          Mend everything
        </button>
      </form>
      {error !== null && (
        <Notice kind="error" title="The sandbox refused it">
          {error.message}
        </Notice>
      )}
      <QueryView query={query} what="the faults">
        {(faults) =>
          faults.length === 0 ? (
            <Empty>Every partner works.</Empty>
          ) : (
            <ul aria-label="Pending faults">
              {faults.map(({ id, partner, path, fault, times, forSeconds }) => (
                <li key={id}>
                  <strong>{partner}</strong> {path} {FAULTS.find((known) => known.fault === fault)?.title ?? fault},{' '}
                  {times === undefined ? counted(forSeconds ?? 0, 'second') : counted(times, 'request')}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

function faultIn(form: FormData): Readonly<Record<string, unknown>> {
  const partner = String(form.get('partner'));
  const [unit = 'times', amount = '1'] = String(form.get('length')).split(' ');
  const path = PARTNERS.find((known) => known.partner === partner)?.path;
  return { partner, fault: form.get('fault'), [unit]: Number(amount), ...(path !== '/' && { path }) };
}
