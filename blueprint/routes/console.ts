import { CONSOLE_FUNCTION } from '../functions/function-ids.ts';
import type { RouteSpec } from './define-route.ts';

/** The path that the console is served under. */
export const CONSOLE_PATH = '/console';

/** The path that an issuer sends people back to after they signed in. */
export const SIGNED_IN_PATH = `${CONSOLE_PATH}/signed-in`;

const page = { method: 'GET', scope: null, function: CONSOLE_FUNCTION } as const;

/** Requests for pages of the console and their files. They are public: everything about orders comes from the API. */
export const CONSOLE_ROUTES = [
  { ...page, path: CONSOLE_PATH },
  { ...page, path: `${CONSOLE_PATH}/{view}` },
  { ...page, path: `${CONSOLE_PATH}/{view}/{id}` },
  { ...page, path: `${CONSOLE_PATH}/assets/{file}` },
  { ...page, path: `${CONSOLE_PATH}/settings.json` },
] as const satisfies readonly RouteSpec[];

/** The views of the console: the first segment after its path. */
export const CONSOLE_VIEWS = [
  'orders',
  'fallout',
  'jobs',
  'connections',
  'webhooks',
  'config',
  'sandbox',
  'signed-in',
] as const;

/** The views that show one thing by its id, e.g. `orders/{id}`. */
export const CONSOLE_ITEM_VIEWS: readonly string[] = ['orders', 'jobs'];
