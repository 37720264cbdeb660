import { catalogOf, type Plugin, type PluginCatalog } from '../core/plugin/define-plugin.ts';
import { calloutPlugin } from './callout-plugin/plugin.ts';
import { duplicateSubscriptionCheck } from './duplicate-subscription-check/plugin.ts';
import { entitlements } from './entitlements/plugin.ts';
import { ownPlugins } from './own-plugins.ts';
import { platformEvents } from './platform-events/plugin.ts';
import { salesforceV3 } from './salesforce-v3/plugin.ts';
import { transferOwnership } from './transfer-ownership/plugin.ts';
import { zuora } from './zuora/plugin.ts';

/** All plugins, one per line. */
export const plugins: readonly Plugin[] = [
  calloutPlugin,
  duplicateSubscriptionCheck,
  entitlements,
  platformEvents,
  salesforceV3,
  transferOwnership,
  zuora,
];

/**
 * Returns the plugins by name, for the config check, the compiler and the deployment.
 *
 * @param own plugins of the project. @default in a function those of the project, elsewhere none
 */
export const pluginCatalog = (own: readonly Plugin[] = ownPlugins): PluginCatalog => catalogOf([...plugins, ...own]);
