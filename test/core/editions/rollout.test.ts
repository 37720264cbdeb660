import { describe, expect, it } from 'vitest';
import { NoCandidate, offer, promote, type Rollout, rollBack } from '../../../core/editions/rollout.ts';

const CHANGE = { at: '2026-11-29T20:00:00.000Z', by: 'ada' };
const first = offer(undefined, 'a', 10, CHANGE);
const offered = offer(first, 'b', 10, CHANGE);
const eventsOf = ({ events }: Rollout) => events.map(({ edition, type }) => `${type} ${edition}`);

describe('a deployment', () => {
  it('is in effect at once if it is the first one', () => {
    expect(first).toEqual({ revision: 1, current: 'a', events: [{ ...CHANGE, type: 'deployed', edition: 'a' }] });
  });

  it('is offered to a share of new orders if there is a current edition', () => {
    expect(offered).toMatchObject({ revision: 2, current: 'a', candidate: { id: 'b', percent: 10 } });
    expect(eventsOf(offered)).toEqual(['deployed a', 'offered b']);
  });

  it('replaces the candidate', () => {
    const next = offer(offered, 'c', 50, CHANGE);
    expect(next).toMatchObject({ current: 'a', candidate: { id: 'c', percent: 50 } });
  });

  it.each([
    ['the current edition', first, 'a'],
    ['the candidate', offered, 'b'],
    ['the candidate that was taken back', rollBack(offered, CHANGE), 'b'],
  ])('of %s changes nothing', (_, rollout, edition) => {
    expect(offer(rollout, edition, 10, CHANGE)).toBe(rollout);
  });

  it('of the current edition withdraws the candidate, and allows it again', () => {
    const withdrawn = offer(offered, 'a', 10, CHANGE);
    expect(withdrawn).not.toHaveProperty('candidate');
    expect(eventsOf(withdrawn).at(-1)).toBe('withdrawn b');
    expect(offer(withdrawn, 'b', 10, CHANGE)).toHaveProperty('candidate');
    const back = offer(rollBack(offered, CHANGE), 'a', 10, CHANGE);
    expect(offer(back, 'b', 10, CHANGE)).toHaveProperty('candidate');
  });
});

describe('a promotion', () => {
  it('makes the candidate current, once', () => {
    const promoted = promote(offered, CHANGE);
    expect(promoted).toMatchObject({ current: 'b' });
    expect(promoted).not.toHaveProperty('candidate');
    expect(promote(promoted, CHANGE)).toBe(promoted);
    expect(promote(promoted, CHANGE, 'b')).toBe(promoted);
  });

  it.each([
    ['after a rollback', rollBack(offered, CHANGE), undefined],
    ['of another edition than the candidate', offered, 'c'],
    ['of an edition without a candidate', first, 'b'],
  ])('is refused %s', (_, rollout, edition) => {
    expect(() => promote(rollout, CHANGE, edition)).toThrow(NoCandidate);
  });
});

describe('a rollback', () => {
  it('takes the candidate back, once, with who and why', () => {
    const back = rollBack(offered, { ...CHANGE, by: 'alarm CanaryFailing', reason: 'Threshold Crossed' });
    expect(back).toMatchObject({ current: 'a', rejected: 'b' });
    expect(back).not.toHaveProperty('candidate');
    expect(back.events.at(-1)).toEqual({
      ...CHANGE,
      type: 'rolled-back',
      edition: 'b',
      by: 'alarm CanaryFailing',
      reason: 'Threshold Crossed',
    });
    expect(rollBack(back, CHANGE)).toBe(back);
  });

  it('leaves another candidate than the one that is meant, and what was promoted', () => {
    expect(rollBack(offered, CHANGE, 'c')).toBe(offered);
    const promoted = promote(offered, CHANGE);
    expect(rollBack(promoted, CHANGE)).toBe(promoted);
  });
});

it('keeps the last 50 events', () => {
  let rollout = first;
  for (let count = 0; count < 60; count += 1) rollout = offer(rollout, `e${count}`, 10, CHANGE);
  expect(rollout.events).toHaveLength(50);
  expect(rollout.events.at(-1)).toMatchObject({ edition: 'e59' });
});
