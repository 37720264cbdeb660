import { consoleSettingsSchema } from '../../blueprint/wire/console-settings.ts';
import { wire } from '../compose.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { readConsoleFiles } from './console-files.ts';
import { createConsoleHandler } from './serve-console.ts';

/** Serves the pages of the console; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const { env } = wire(['console']);
  const settings = consoleSettingsSchema.parse(JSON.parse(env.CONSOLE_SETTINGS));
  return createConsoleHandler(createLogger('console'), { settings, files: await readConsoleFiles(env.CONSOLE_FILES) });
});
