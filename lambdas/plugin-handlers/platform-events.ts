import { platformEvents } from '../../plugins/platform-events/plugin.ts';
import { createStepHandler } from '../step-host/create-step-handler.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(platformEvents);
