import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { ZuoraOptions } from '../options.ts';

/** Dependencies of every request to Zuora: the step that makes it, and the session that sends it. */
export interface ZuoraCall {
  readonly context: PluginContext<ZuoraOptions>;
  readonly session: OAuthSession;
  /** Whether the request undoes a step, and each attempt may use a new key after a rejection. @default false */
  readonly isUndo?: boolean;
}
