import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDisk, type Disk } from '../../../scripts/test-durability/disk.ts';
import { NOTHING_SURVIVES, type Survival } from '../../../scripts/test-durability/disk-image.ts';

const isPossible = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;
const EVERYTHING_SURVIVES: Survival = { write: () => true, names: (changes) => changes };

describe.runIf(isPossible)('a disk that loses power', () => {
  let disk: Disk;
  beforeEach(async () => {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'disk-')));
    onTestFinished(() => rm(directory, { recursive: true }));
    disk = await createDisk({ directory, syncMs: 0 });
  });

  /** Runs a script on the disk, which sees `fs`, `file(name)` and `sync(path)`, and returns its output. */
  const run = (script: string): string => {
    const prelude = `
      import fs from 'node:fs'; import { DatabaseSync } from 'node:sqlite';
      const file = (name) => ${JSON.stringify(disk.root)} + '/' + name;
      const sync = (path) => { const open = fs.openSync(path, 'r'); fs.fsyncSync(open); fs.closeSync(open); };
      const write = (name, text) => { const open = fs.openSync(file(name), 'w'); fs.writeSync(open, text); return open; };`;
    disk.begin();
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', `${prelude}\n${script}`], {
      env: { ...process.env, ...disk.env },
      encoding: 'utf8',
    });
    expect(stderr.replace(/.*ExperimentalWarning.*|.*--trace-warnings.*/g, '').trim()).toBe('');
    return stdout.trim();
  };
  const content = (name: string): string => readFileSync(join(disk.root, name), 'utf8');

  it('keeps what was synced, and drops what was written after it', () => {
    run(`const open = write('a', 'synced'); fs.fsyncSync(open); fs.writeSync(open, ' and not'); sync(file(''));`);
    disk.crash(NOTHING_SURVIVES);
    expect(content('a')).toBe('synced');
  });

  it('drops a file whose name was not synced', () => {
    run(`fs.fsyncSync(write('a', 'synced'));`);
    disk.crash(NOTHING_SURVIVES);
    expect(readdirSync(disk.root)).toEqual([]);
  });

  it('undoes a rename that was not synced, and may keep it without the content', () => {
    run(`fs.fsyncSync(write('a', 'old')); sync(file(''));`);
    disk.crash(NOTHING_SURVIVES);
    run(`write('b', 'new'); fs.renameSync(file('b'), file('a'));`);
    disk.crash(NOTHING_SURVIVES);
    expect([readdirSync(disk.root), content('a')]).toEqual([['a'], 'old']);
    run(`write('b', 'new'); fs.renameSync(file('b'), file('a'));`);
    disk.crash({ write: () => false, names: (changes) => changes });
    expect([readdirSync(disk.root), content('a')]).toEqual([['a'], '']);
  });

  it('keeps everything if the power fails after the disk wrote it by itself', () => {
    run(`write('a', 'one'); fs.mkdirSync(file('sub')); write('sub/b', 'two'); fs.truncateSync(file('a'), 2);`);
    disk.crash(EVERYTHING_SURVIVES);
    expect([content('a'), content('sub/b')]).toEqual(['on', 'two']);
  });

  it('keeps a committed transaction of SQLite, and loses it when syncs lie', () => {
    const insert = `const db = new DatabaseSync(file('db')); db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ' +
      'CREATE TABLE IF NOT EXISTS notes (text); INSERT INTO notes VALUES (1)');`;
    const count = `console.log(new DatabaseSync(file('db')).prepare('SELECT count(*) AS n FROM notes').get().n)`;
    run(insert);
    disk.crash(NOTHING_SURVIVES);
    expect(run(`${insert} ${count}`)).toBe('2');
    disk.crash(NOTHING_SURVIVES);
    disk.set('syncLies', true);
    run(insert);
    disk.crash(NOTHING_SURVIVES);
    expect(run(count)).toBe('2');
  });

  it('refuses to grow a file when it is full, and still lets it be read', () => {
    run(`fs.fsyncSync(write('a', 'some')); sync(file(''));`);
    disk.set('full', true);
    const output = run(`
      const failed = (work) => { try { work(); return 'no error'; } catch (error) { return error.code; } };
      console.log(failed(() => fs.appendFileSync(file('a'), 'more')), failed(() => write('b', 'text')),
        fs.readFileSync(file('a'), 'utf8'), fs.statfsSync(file('a')).bavail);`);
    expect(output).toBe('ENOSPC ENOSPC some 0');
    expect(existsSync(join(disk.root, 'b'))).toBe(false);
  });

  it('fails a sync, and then has lost what it covered although a later sync succeeds', () => {
    run(`fs.fsyncSync(write('a', 'old')); sync(file(''));`);
    disk.crash(NOTHING_SURVIVES);
    disk.set('syncFails', true);
    const output = run(`
      const open = fs.openSync(file('a'), 'r+'); fs.writeSync(open, 'new');
      try { fs.fsyncSync(open); } catch (error) { console.log(error.code); }
      fs.writeSync(fs.openSync(process.env.POWER_LOSS_CONTROL, 'r+'), Buffer.from([0]), 0, 1, 1);
      fs.fsyncSync(open); console.log(fs.readFileSync(file('a'), 'utf8'));`);
    expect(output).toBe('EIO\nnew');
    disk.crash(NOTHING_SURVIVES);
    expect(content('a')).toBe('old');
  });
});
