import { calloutPlugin } from '../../plugins/callout-plugin/plugin.ts';
import { createStepHandler } from '../step-host/create-step-handler.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(calloutPlugin);
