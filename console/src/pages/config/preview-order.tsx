import { useMutation } from '@tanstack/react-query';
import type { ResponseBody } from '../../../../blueprint/routes/response-schemas.ts';
import { useApi } from '../../api/api-context.ts';
import { jsonField, readJsonField } from '../../parts/json-field.tsx';
import { Failure } from '../../parts/query-view.tsx';
import { useSubmit } from '../../parts/use-submit.ts';

/** A form that says what an order would do, without storing it or calling anybody. */
export function PreviewOrder() {
  const api = useApi();
  const preview = useMutation({
    mutationFn: async (form: FormData) =>
      await api<ResponseBody<'OrderPreview'>>({
        method: 'POST',
        path: '/orders/preview',
        body: readJsonField(form, 'order').order,
      }),
  });
  return (
    <section aria-labelledby="preview">
      <h2 id="preview">Try an order</h2>
      <form onSubmit={useSubmit(preview.mutateAsync)}>
        {jsonField({ name: 'order', label: 'Order', hint: 'Stores nothing and calls no partner.' })}
        <button type="submit" disabled={preview.isPending}>
          Preview
        </button>
      </form>
      {preview.error !== null && <Failure error={preview.error} what="the preview" retry={preview.reset} />}
      {preview.data !== undefined && <PreviewView preview={preview.data} />}
    </section>
  );
}

function PreviewView({ preview: { sequence, why, problems } }: { readonly preview: ResponseBody<'OrderPreview'> }) {
  return (
    <div role="status">
      <p>
        It would take the sequence <strong>{sequence.name}</strong>.
      </p>
      <ol>
        {sequence.steps.map(({ id, run, reason }) => (
          <li key={id}>
            {id}: {run}
            {reason !== undefined && `, ${reason}`}
          </li>
        ))}
      </ol>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ step, path, message }) => (
            <li key={`${step} ${path}`}>
              {step}: <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {why.length > 0 && (
        <ul className="dim">
          {why.map(({ override, reason }) => (
            <li key={override}>
              {override}: {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
