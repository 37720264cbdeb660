import { expect, it } from 'vitest';
import { createMemoryAdapter } from '../../../../embedded/oidc/sign-in/memory-adapter.ts';

/** Creates the stores of two kinds of records, with a clock that the test moves. */
function open() {
  const clock = { now: 0 };
  const adapter = createMemoryAdapter(() => clock.now);
  return { clock, sessions: adapter('Session'), tokens: adapter('RefreshToken') };
}

it('keeps a record until it expires, and apart from those of other kinds', async () => {
  const { clock, sessions, tokens } = open();
  await sessions.upsert('1', { uid: 'a' }, 60);
  await expect(sessions.find('1')).resolves.toEqual({ uid: 'a' });
  await expect(sessions.findByUid('a')).resolves.toEqual({ uid: 'a' });
  await expect(tokens.find('1')).resolves.toBeUndefined();
  clock.now = 60_000;
  await expect(sessions.find('1')).resolves.toBeUndefined();
  await expect(sessions.findByUid('a')).resolves.toBeUndefined();
});

it('marks a record as used, and deletes those of a grant together', async () => {
  const { tokens } = open();
  await tokens.upsert('1', { grantId: 'g' }, 60);
  await tokens.upsert('2', { grantId: 'other' }, 60);
  await tokens.consume('1');
  await expect(tokens.find('1')).resolves.toMatchObject({ consumed: 0 });
  await tokens.revokeByGrantId('g');
  await expect(tokens.find('1')).resolves.toBeUndefined();
  await expect(tokens.find('2')).resolves.toEqual({ grantId: 'other' });
  await tokens.destroy('2');
  await expect(tokens.find('2')).resolves.toBeUndefined();
});

it('forgets the oldest records when there are too many', async () => {
  const { sessions } = open();
  for (let index = 0; index <= 20_000; index += 1) await sessions.upsert(String(index), { uid: String(index) }, 60);
  await expect(sessions.find('0')).resolves.toBeUndefined();
  await expect(sessions.find('20000')).resolves.toEqual({ uid: '20000' });
});
