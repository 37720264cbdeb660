import { createContext, useContext } from 'react';
import type { CallApi } from './api-client.ts';

const Context = createContext<CallApi | null>(null);

/** Gives views the function that sends requests to the API. */
export const ApiProvider = Context.Provider;

/** Returns the function that sends requests to the API. */
export function useApi(): CallApi {
  const api = useContext(Context);
  if (api === null) throw new Error('This view is outside of ApiProvider.');
  return api;
}
