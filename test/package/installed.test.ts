import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY } from '../../examples/loyalty/plugins/loyalty-points/stand-in.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The environment of a terminal outside of this repository. */
const ENV = {
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
    .join(delimiter),
  HOME: process.env.HOME,
  npm_config_loglevel: 'error',
};

let folder: string;
let project: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'installed-'));
  project = join(folder, 'shop');
  await mkdir(project);
  await run(REPOSITORY, 'npm', 'pack', '--pack-destination', folder);
  const packed = (await readdir(folder)).find((file) => file.endsWith('.tgz')) ?? 'none';
  await run(project, 'npm', 'install', '--prefer-offline', join(folder, packed));
  await command('new-project');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

async function run(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  const { stderr, stdout } = await promisify(execFile)(program, args, { cwd, env: ENV });
  return `${stdout}${stderr}`;
}
const command = (...args: readonly string[]) => run(project, 'npx', 'order-orchestration', ...args);

describe('the package in a project of its own', () => {
  it('has the exports that docs/reference/api shows', async () => {
    await run(REPOSITORY, process.execPath, 'scripts/api-report.ts');
  });

  it('checks a tenant with a plugin of the project, and says what it cannot check without the CDK', async () => {
    // A script of new-project.
    const text = await run(project, 'npm', 'run', 'check');
    expect(text).toMatch(/default {2}[0-9a-f]{12} {2}loyaltyPoints \| \(nothing\)/);
    expect(text).toContain('shop/loyalty  plugin-loyalty-points');
    expect(text).toContain('Not checked: the limits of AWS');
    const [, page = ''] = /see "Secrets" in (\S+\.md):/.exec(text) ?? [];
    await expect(access(join(project, page))).resolves.toBeUndefined();
    await expect(command('check', 'nobody')).rejects.toMatchObject({ code: 2 });
    await expect(command('synth')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('aws-cdk-lib') });
  });

  it('runs an order through a tenant and a plugin of the project', async () => {
    await mkdir(join(project, '.data/shop'), { recursive: true });
    const secrets = JSON.stringify({ 'shop/loyalty': { apiKey: API_KEY } });
    await writeFile(join(project, '.data/shop/secrets.json'), secrets, { mode: 0o600 });
    const { api, sandbox, stop } = await start();
    try {
      const example = 'node_modules/order-orchestration-framework/dist/examples/new-order.json';
      const env = { ...ENV, TENANT: 'shop' };
      const args = ['order-orchestration', 'order', example, '--url', api];
      const { stdout } = await promisify(execFile)('npx', args, { cwd: project, env });
      expect(stdout).toMatch(/✓ loyaltyPoints .*\nComplete/);
      const effects = await (await fetch(`${sandbox}/__effects`)).json();
      expect(effects).toMatchObject([{ partner: 'loyalty', kind: 'points.booked', points: 20 }]);
      const token = await promisify(execFile)('npx', ['order-orchestration', 'token', '--url', api], {
        cwd: project,
        env,
      });
      expect(await submitAsDocumented(api, token.stdout.trim())).toMatch(/^order-\w+ complete$/m);
      await expect
        .poll(() => readdir(join(project, 'node_modules/.cache/order-orchestration/start')), { timeout: 60_000 })
        .toContain('programs.json');
    } finally {
      await stop();
    }
  });

  it('runs the compiled program at the next start, with the stand-in of the project', async () => {
    const { api, sandbox, stop } = await start();
    try {
      const example = 'node_modules/order-orchestration-framework/dist/examples/new-order.json';
      const args = ['order-orchestration', 'order', example, '--url', api];
      const { stdout } = await promisify(execFile)('npx', args, { cwd: project, env: { ...ENV, TENANT: 'shop' } });
      expect(stdout).toMatch(/✓ loyaltyPoints .*\nComplete/);
      const refused = await fetch(`${sandbox}/loyalty/bookings/none`);
      expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ code: 'unauthorized' })]);
    } finally {
      await stop();
    }
  });

  it('writes a plugin into the project, and the schema of its tenant files', async () => {
    expect(await command('new-plugin', 'stampBook', 'limio')).toContain('plugins/stamp-book/plugin.ts');
    await expect(command('new-plugin', 'stampBook', 'limio')).rejects.toMatchObject({ code: 1 });
    await expect(command('new-plugin', 'zuora', 'limio')).rejects.toMatchObject({ code: 1 });
    await command('schema');
    const schema = await readFile(join(project, 'tenants/order-processing.schema.json'), 'utf8');
    for (const name of ['loyaltyPoints', 'stampBook', 'zuora']) expect(schema).toContain(`"${name}"`);
  });

  it('synthesizes the templates of the tenant with the function of the plugin, changed by an extension', async () => {
    for (const name of ['aws-cdk-lib', 'cdk-nag', 'constructs'])
      await symlink(join(REPOSITORY, 'node_modules', name), join(project, 'node_modules', name));
    const file = join(project, 'tenants/shop.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('http://{sandbox}', 'https://loyalty.example.org'));
    const extension = join(REPOSITORY, 'examples/cdk-extension');
    for (const part of (await readdir(extension)).filter((name) => name.endsWith('.ts')))
      await cp(join(extension, part), join(project, part));
    await command('synth', '--extend', 'extend-stage.ts');
    const bundle = await readFile(join(project, 'cdk.out/bundles/plugin-loyalty-points/index.mjs'), 'utf8');
    expect(bundle).toContain('book the points');
    const templates = (await readdir(join(project, 'cdk.out/assembly-shop'))).join();
    for (const stack of ['Keys', 'Network', 'Stateful', 'Stateless']) expect(templates).toContain(`shop${stack}`);
  });

  it('names a plugin that cannot be used', async () => {
    await mkdir(join(project, 'plugins/coffee-card'));
    await writeFile(join(project, 'plugins/coffee-card/plugin.ts'), 'export const other = 1;\n');
    await expect(command('check', 'shop')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/coffee-card\/plugin\.ts to export a plugin under its own name/),
    });
    await run(project, 'npm', 'pkg', 'set', 'type=commonjs');
    await expect(command('check', 'shop')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs "type": "module"'),
    });
  });
});

/** Compiles and runs the program of the page that says how to call the API. Returns what it prints. */
async function submitAsDocumented(api: string, token: string): Promise<string> {
  const page = await readFile(join(REPOSITORY, 'docs/how-to/use-without-forking.md'), 'utf8');
  const [, program = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
  await writeFile(join(project, 'call.ts'), program.replace('http://127.0.0.1:3000', api));
  const types = ['--types', 'node', '--typeRoots', join(REPOSITORY, 'node_modules/@types')];
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--noEmit', '--ignoreConfig'];
  await run(project, join(REPOSITORY, 'node_modules/.bin/tsc'), ...strict, ...types, 'call.ts');
  const env = { ...ENV, TOKEN: token };
  const { stdout } = await promisify(execFile)(process.execPath, ['call.ts'], { cwd: project, env });
  return stdout;
}

/** Starts the project's system on free ports, and reads its addresses from what it prints. */
async function start() {
  const ports = { TENANT: 'shop', PORT: '0', AWS_PORT: '0', SANDBOX_PORT: '0' };
  const bin = join(project, 'node_modules/.bin');
  const child: ChildProcess = spawn(join(bin, 'node'), [join(bin, 'order-orchestration'), 'start'], {
    cwd: project,
    env: { ...ENV, ...ports },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.stdout === null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  if (child.stdout === null) throw new Error('The output of the system is not read.');
  let api = '';
  for await (const line of createInterface(child.stdout)) {
    api = /^Ready: (\S+)$/.exec(line)?.[1] ?? api;
    const sandbox = /sandbox partners (\S+)$/.exec(line)?.[1];
    if (sandbox === undefined) continue;
    child.stdout.resume();
    return { api, sandbox, stop };
  }
  throw new Error('The system ended before it was ready.');
}
