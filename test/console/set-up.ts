import type { TestProject } from 'vitest/node';
import { buildConsole } from '../../console/build/build-console.ts';
import { installChromium } from './browser/install-chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromium: string;
    readonly consoleFiles: string;
  }
}

/** Installs the browser and builds the console, once for all test files. */
export async function setup({ provide }: TestProject): Promise<void> {
  provide('chromium', await installChromium());
  provide('consoleFiles', await buildConsole());
}
