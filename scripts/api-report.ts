import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, 'docs/reference/api');
const TEMPORARY = join(ROOT, '.cache/api-report');

/** How a project that uses the package reads its types. */
const COMPILER = {
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable', 'dom'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

// Compares the exports of the built package with docs/reference/api, or writes these with --write.
const isWriting = process.argv.includes('--write');
mkdirSync(TEMPORARY, { recursive: true });
mkdirSync(REPORTS, { recursive: true });
const entries = readdirSync(join(ROOT, 'exports')).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
const changed = entries.filter((entry) => reportOf(entry));
for (const entry of changed)
  console.log(`docs/reference/api/${entry}.api.md ${isWriting ? 'written' : 'is out of date'}`);
if (changed.length > 0 && !isWriting) {
  console.error(
    'An export of the package changed: run npm run build && npm run api-report -- --write, and look at the difference.',
  );
  process.exitCode = 1;
}

/** Reports one entry of the package. Returns whether the report differs from the one in the repository. */
function reportOf(entry: string): boolean {
  const mainEntryPointFilePath = join(ROOT, `dist/exports/${entry}.d.ts`);
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath,
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [mainEntryPointFilePath] } },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: REPORTS,
        reportTempFolder: TEMPORARY,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: isWriting,
    messageCallback(message) {
      message.handled = true;
    },
  });
  return apiReportChanged;
}
