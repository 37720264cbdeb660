import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../../embedded/runtime/data-folder-lock.ts';

let parent: string;
let dataDir: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lock-'));
  dataDir = join(parent, 'data');
});
afterEach(() => rm(parent, { recursive: true }));

describe('lockDataFolder', () => {
  it('locks a new folder, and again once it is released', async () => {
    for (let turn = 0; turn < 2; turn += 1) (await lockDataFolder(dataDir))();
  });

  it('closes a new folder and an open one to other users', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      (await lockDataFolder(dataDir))();
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      await chmod(dataDir, 0o755);
    }
  });

  it('rejects a folder with the LevelDB store of version 0.1, and says what to do', async () => {
    await mkdir(join(dataDir, 'dynamodb'), { recursive: true });
    await expect(lockDataFolder(dataDir)).rejects.toThrow(
      expect.objectContaining({ name: 'DataFolderOutdated', message: expect.stringContaining('set DATA_DIR') }),
    );
    await rm(join(dataDir, 'dynamodb'), { recursive: true });
    (await lockDataFolder(dataDir))();
  });

  it('rejects a folder that this process holds', async () => {
    const unlock = await lockDataFolder(dataDir);
    await expect(lockDataFolder(dataDir)).rejects.toThrow(`in use by process ${process.pid}: stop that one`);
    unlock();
    (await lockDataFolder(dataDir))();
  });

  it('rejects a folder that another process holds, until that process is killed', async () => {
    const script = fileURLToPath(new URL('./hold-data-folder.ts', import.meta.url));
    const other = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(other, 'exit');
    await once(other.stdout, 'data');
    await expect(lockDataFolder(dataDir)).rejects.toThrow(
      expect.objectContaining({ name: 'DataFolderInUse', message: expect.stringContaining(`process ${other.pid}`) }),
    );
    other.kill('SIGKILL');
    await exited;
    (await lockDataFolder(dataDir))();
  });
});
