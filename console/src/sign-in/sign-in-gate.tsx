import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Notice } from '../parts/notice.tsx';
import { BASE, createSignIn, readSettings, type Session, type SignInService } from './session.ts';
import { type SessionContext, SessionProvider } from './session-context.ts';

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'no-sign-in' }
  | { readonly kind: 'signed-out'; readonly service: SignInService; readonly expired: boolean }
  | {
      readonly kind: 'signed-in';
      readonly service: SignInService;
      readonly session: Session;
      readonly hasSandbox: boolean;
    };

/** Shows its children to a person who is signed in, and asks anybody else to sign in. */
export function SignInGate({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: 'starting' });
  const started = useRef(false);
  useEffect(() => {
    // A code can be redeemed once only, and development mode runs effects twice.
    if (started.current) return;
    started.current = true;
    start().then(setState, (error: unknown) => setState({ kind: 'failed', reason: String(error) }));
  }, []);

  if (state.kind === 'signed-in')
    return (
      <SignedIn {...state} onSignedOut={() => setState({ kind: 'signed-out', service: state.service, expired: true })}>
        {children}
      </SignedIn>
    );
  return (
    <main className="sign-in">
      <h1>Order console</h1>
      {state.kind === 'starting' && <p role="status">Loading…</p>}
      {state.kind === 'failed' && (
        <Notice kind="error" title="You are not signed in">
          <p>{state.reason}</p>
          <a className="button" href={BASE}>
            Start again
          </a>
        </Notice>
      )}
      {state.kind === 'no-sign-in' && (
        <Notice kind="error" title="Nobody can sign in">
          The tenant file names an issuer but no client of the console: set <code>api.auth.console</code> and deploy
          again.
        </Notice>
      )}
      {state.kind === 'signed-out' && (
        <>
          <p>{state.expired ? 'Your session has ended.' : 'Sign in to find, see and recover orders.'}</p>
          <button type="button" className="primary" onClick={() => state.service.start(currentView())}>
            Sign in
          </button>
        </>
      )}
    </main>
  );
}

async function start(): Promise<State> {
  const settings = await readSettings();
  if (settings.signIn === null) return { kind: 'no-sign-in' };
  const service = createSignIn(settings.signIn);
  if (location.pathname === `${BASE}/signed-in`) history.replaceState(null, '', await service.finish());
  const session = await service.current();
  return session === null
    ? { kind: 'signed-out', service, expired: false }
    : { kind: 'signed-in', service, session, hasSandbox: settings.sandbox };
}

function currentView(): string {
  return `${location.pathname}${location.search}`;
}

function SignedIn({
  service,
  session: first,
  hasSandbox,
  onSignedOut,
  children,
}: Extract<State, { kind: 'signed-in' }> & { readonly onSignedOut: () => void; readonly children: ReactNode }) {
  const [session, setSession] = useState(first);
  const latest = useRef(first);
  const renewal = useRef<Promise<Session | null>>(null);
  const token = useCallback(
    async (refused?: string) => {
      if (refused !== latest.current.accessToken) return latest.current.accessToken;
      // Requests that are refused at the same time wait for one renewal.
      renewal.current ??= service.renew().finally(() => {
        renewal.current = null;
      });
      const renewed = await renewal.current;
      if (renewed === null) {
        onSignedOut();
        throw new Error('The session has ended.');
      }
      latest.current = renewed;
      setSession(renewed);
      return renewed.accessToken;
    },
    [service, onSignedOut],
  );
  const context = useMemo<SessionContext>(
    () => ({ session, hasSandbox, token, signOut: () => void service.signOut() }),
    [session, hasSandbox, token, service],
  );
  return <SessionProvider value={context}>{children}</SessionProvider>;
}
