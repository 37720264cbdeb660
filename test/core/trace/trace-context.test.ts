import { describe, expect, it } from 'vitest';
import { parseTrace, traceHeaders, traceOf } from '../../../core/trace/trace-context.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const ORDER = { id: 'order-93c68956fed80da84ccb8ca5f77aff4b' };

describe('parseTrace', () => {
  it.each([
    ['a sampled request', `00-${ID}-${PARENT}-01`, '01'],
    ['one that is not sampled', `00-${ID}-${PARENT}-00`, '00'],
    ['a random trace id', `00-${ID}-${PARENT}-03`, '03'],
    ['unknown flags, which it clears', `00-${ID}-${PARENT}-ff`, '03'],
    ['a later version', `01-${ID}-${PARENT}-01`, '01'],
    ['a later version with more', `cc-${ID}-${PARENT}-01-what-the-future-will-be-like`, '01'],
  ])('continues the trace of %s', (_, traceparent, flags) => {
    expect(parseTrace({ traceparent })).toEqual({ id: ID, flags });
  });

  it.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['several', `00-${ID}-${PARENT}-01,00-${ID}-${PARENT}-01`],
    ['capitals', `00-${ID.toUpperCase()}-${PARENT}-01`],
    ['no trace id', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['no parent id', `00-${ID}-${'0'.repeat(16)}-01`],
    ['more than version 00 has', `00-${ID}-${PARENT}-01-more`],
    ['the forbidden version', `ff-${ID}-${PARENT}-01`],
    ['more without a dash', `01-${ID}-${PARENT}-01.more`],
    ['a short id', `00-${ID.slice(1)}-${PARENT}-01`],
    ['flags that are no hex digits', `00-${ID}-${PARENT}-.0`],
    ['a line break', `00-${ID}-${PARENT}-01\n{"level":"ERROR"}`],
    ['a text', 'x'.repeat(100_000)],
  ])('starts a new trace with %s, and drops its state', (_, traceparent) => {
    expect(parseTrace({ traceparent, tracestate: 'congo=t61rcWkgMzE' })).toBeUndefined();
  });

  const stateOf = (tracestate: string) => parseTrace({ traceparent: `00-${ID}-${PARENT}-01`, tracestate })?.state;

  it.each([
    ['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
    [' rojo=1 ,\t, congo=2', 'rojo=1,congo=2'],
    ['fw529a3039@dt=FfAAAABCsKk', 'fw529a3039@dt=FfAAAABCsKk'],
  ])('passes on the state %j', (given, passed) => {
    expect(stateOf(given)).toBe(passed);
  });

  it.each(['', ',', 'foo', 'Foo=1', 'foo=1=2', 'foo=', 'foo=\u00e9', 'foo=1\nset-cookie: a', 'a=1,'.repeat(33)])(
    'drops the state %j',
    (given) => {
      expect(stateOf(given)).toBeUndefined();
    },
  );

  it('shortens a long state by whole entries: long ones first, then from the end', () => {
    const member = (name: string, length: number) => `${name}=${'x'.repeat(length - name.length - 1)}`;
    const short = Array.from({ length: 8 }, (_, index) => member(`m${index}`, 100));
    expect(stateOf([short[0], member('long', 129), ...short.slice(1)].join(','))).toBe(short.slice(0, 5).join(','));
  });
});

describe('traceOf', () => {
  it('names the trace of an order without a caller in one by its own id', () => {
    expect(traceOf(ORDER)).toEqual({ id: '93c68956fed80da84ccb8ca5f77aff4b', flags: '01' });
  });

  it("keeps the caller's", () => {
    expect(traceOf({ ...ORDER, trace: { id: ID, flags: '00' } })).toEqual({ id: ID, flags: '00' });
  });
});

describe('traceHeaders', () => {
  it('has another parent id each time, and is what a receiver continues', () => {
    const trace = { id: ID, flags: '01', state: 'congo=1' };
    const [one, other] = [traceHeaders(trace), traceHeaders(trace)];
    expect(parseTrace({ ...one })).toEqual(trace);
    expect(one.traceparent).not.toBe(other.traceparent);
    expect(one.tracestate).toBe('congo=1');
  });
});
