import { fileURLToPath } from 'node:url';
import { createApp } from './create-app.ts';

// The program that cdk.json names.
try {
  const { app } = await createApp({ root: fileURLToPath(new URL('..', import.meta.url)), app: { autoSynth: false } });
  app.synth();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
}
