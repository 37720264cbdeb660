import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTextProblems } from '../../../core/input/json-text.ts';

const pathsOf = (text: string) => jsonTextProblems(text).map(({ path }) => path);

describe('jsonTextProblems', () => {
  it.each([
    ['the same key in an object', '{"a":1,"b":{"c":1,"c":2}}', ['b.c']],
    ['the same key in another spelling', String.raw`{"email":"x","\u0065mail":"y"}`, ['email']],
    ['the same key with the same value', '{"a":1,"a":1}', ['a']],
    ['a key three times', '{"a":1,"a":2,"a":3}', ['a', 'a']],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', ['__proto__']],
    ['keys of objects in lists', '[{"a":1},{"a":1,"x y":{},"x y":1}]', ['[1]["x y"]']],
    ['an integer above 2^53', '{"id":9007199254740993}', ['id']],
    ['a decimal with too many digits', '[0.1, 0.1000000000000000055]', ['[1]']],
    ['a number beyond the largest', '{"a":[1e400,-1e400]}', ['a[0]', 'a[1]']],
    ['a number too close to zero', '{"a":1e-400}', ['a']],
    ['half a surrogate pair in a text', String.raw`{"name":"A\ud800"}`, ['name']],
    ['half a surrogate pair in a key', String.raw`{"\udc00":1}`, [String.raw`["\udc00"]`]],
    ['NUL', String.raw`{"a":["x\u0000"]}`, ['a[0]']],
    ['the document itself', '9007199254740993', ['']],
  ])('finds %s', (_, text, paths) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(pathsOf(text)).toEqual(paths);
  });

  it.each([
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"{\\"a\\":1,\\"a\\":2}","b":"a","c":"b"}',
    String.raw`{"a\"b":1,"a\\":2,"a\\\"":3}`,
    '[9007199254740992, -9007199254740991, 0.1, 1.10, 100, 1e2, 1E+2, 12.50e-3, 0, -0, 0.0, 1e21, 123456789012345680000]',
    '[17.50, 8.575, 1750000.00, 1.7976931348623157e308, 5e-324]',
    String.raw`["\ud83d\ude00", "😀", "\u0001", "ﬀ", "true", "", "9007199254740993"]`,
    String.raw`{"a":"\":\" :","b : \"":",9007199254740993",":1e400":"\\u0000 \\ud800"}`,
    '{ "a" \t:\r\n {"b":1} , "c" : [ {"b":1} ] }',
    '[999999999999999, -99999999999999.9, 0.00000000000001, 0.1234567890123456]',
    '[true,false,null]',
    ' "text" ',
  ])('accepts %s', (text) => {
    expect(jsonTextProblems(text)).toEqual([]);
  });

  it('accepts all that JSON.stringify writes of well-formed values', () => {
    const json = fc.jsonValue({ stringUnit: 'grapheme' }).map((value) => JSON.stringify(value));
    const withoutNul = json.filter((text) => !text.includes('\\u0000'));
    fc.assert(fc.property(withoutNul, (text) => jsonTextProblems(text).length === 0));
  });

  it('accepts a decimal exactly if it survives as a JavaScript number', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), (integer) => {
        expect(jsonTextProblems(`${integer}`).length === 0).toBe(BigInt(Number(integer)) === integer);
      }),
    );
  });

  it('finds a key that is repeated anywhere', () => {
    const json = fc.jsonValue({ stringUnit: 'grapheme' });
    fc.assert(
      fc.property(json, json, fc.string({ unit: 'grapheme' }), fc.nat(3), (value, other, text, depth) => {
        const key = JSON.stringify(text);
        const repeated = `{${key}:${JSON.stringify(value)},${key} :${JSON.stringify(other)}}`;
        expect(pathsOf(`${'[true,'.repeat(depth)}${repeated}${']'.repeat(depth)}`)).not.toEqual([]);
      }),
    );
  });

  it('finds a repeated key that JSON.parse takes for another', () => {
    JSON.parse(String.raw`{"a":{},"\\":1}`);
    expect(pathsOf(String.raw`{"a":{},"\u0061":true}`)).toEqual(['a']);
  });

  it('reads a large text in linear time', () => {
    const text = JSON.stringify({
      texts: ['\\"'.repeat(60_000), 'a'.repeat(120_000), ' :'.repeat(60_000), ':'.repeat(120_000)],
    });
    expect(jsonTextProblems(text)).toEqual([]);
  });
});
