import type { Plugin } from '../core/plugin/define-plugin.ts';

/**
 * The plugins of a project that uses this package, for the functions: its bundles contain a list of them in place of this file
 * (`project/bundle-own-plugins.ts`).
 *
 * @default none
 */
export const ownPlugins: readonly Plugin[] = [];
