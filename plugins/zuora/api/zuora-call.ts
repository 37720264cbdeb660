import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { ZuoraOptions } from '../options.ts';

/** What every request to Zuora needs: the step it is made for, and the session it is sent through. */
export interface ZuoraCall {
  readonly context: PluginContext<ZuoraOptions>;
  readonly session: OAuthSession;
}
