import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { ApiFailure } from '../api/api-client.ts';
import { refreshOrders } from '../api/queries.ts';
import { RequestId } from './query-view.tsx';
import { ReasonField } from './reason-field.tsx';
import { useSubmit } from './use-submit.ts';

/** An action that asks before it acts. */
export interface ActionDialogProps {
  readonly title: string;
  /** What will happen, and what not: which partners are called. */
  readonly consequences: ReactNode;
  /** More fields, by the names that `act` reads. */
  readonly fields?: ReactNode;
  /** The word on the button that acts. */
  readonly verb: string;
  /** Whether to ask for a reason. @default true */
  readonly asksReason?: boolean;
  /** Acts. The form has `reason` and the names of `fields`. */
  act(form: FormData): Promise<unknown>;
  onClose(): void;
}

/** Asks for a reason, says what will happen, and acts. It stays open, with the reason of the API, if that fails. */
export function ActionDialog({
  title,
  consequences,
  fields,
  verb,
  asksReason = true,
  act,
  onClose,
}: ActionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const client = useQueryClient();
  const action = useMutation({
    mutationFn: act,
    onSuccess: onClose,
    onSettled: () => refreshOrders(client),
  });
  useEffect(() => {
    // Modal: the rest of the page is inert, Escape closes it, and the focus returns to the button that opened it.
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const submit = useSubmit(action.mutateAsync);
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{title}</h2>
        <div className="consequences">{consequences}</div>
        {fields}
        {asksReason && <ReasonField />}
        {action.error !== null && <ActionFailure error={action.error} />}
        <div className="buttons">
          <button type="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="primary" disabled={action.isPending}>
            {action.isPending ? 'Working…' : verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Says why an action did not work. */
export function ActionFailure({ error }: { readonly error: Error }) {
  const isForbidden = error instanceof ApiFailure && error.status === 403;
  const errors = error instanceof ApiFailure ? error.errors : [];
  return (
    <div className="notice error" role="alert">
      <strong>{isForbidden ? 'Your role does not include this' : 'It did not work'}</strong>
      {!isForbidden && <p className="text">{error.message}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      <RequestId error={error} />
    </div>
  );
}
