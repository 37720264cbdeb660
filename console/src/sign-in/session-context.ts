import { createContext, useContext } from 'react';
import type { Scope } from '../../../core/access.ts';
import type { Session } from './session.ts';

/** The session of the signed-in person, and what a view can do with it. */
export interface SessionContext {
  readonly session: Session;
  /** Whether the sandbox partners are there. */
  readonly hasSandbox: boolean;
  /** Returns the token to send, after a renewal if it was refused. */
  token(refused?: string): Promise<string>;
  signOut(): void;
}

const Context = createContext<SessionContext | null>(null);

/** Gives views the session. */
export const SessionProvider = Context.Provider;

/** Returns the session of the signed-in person. */
export function useSession(): SessionContext {
  const context = useContext(Context);
  if (context === null) throw new Error('This view is outside of SessionProvider.');
  return context;
}

/** Returns whether the signed-in person may use routes with a scope. */
export function useMay(scope: Scope): boolean {
  return useSession().session.scopes.has(scope);
}
