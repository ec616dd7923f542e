import test from 'ava';
import {
  aligned,
  attributeNumber,
  attributeText,
  bytesAttribute,
  decodeAttributes,
  encodeMessage,
  nestedAttribute,
  NLM_F_REQUEST,
  textAttribute,
  u32Attribute,
} from './attributes.ts';

test('a message is header, struct and padded attributes', (t) => {
  const message = encodeMessage({
    type: 0x18,
    flags: NLM_F_REQUEST,
    fixed: Buffer.from([0xaa, 0xbb, 0xcc, 0xdd]),
    attributes: [textAttribute(3, 'v0'), u32Attribute(4, 2)],
  });
  t.is(message.toString('hex'), '24000000180001000000000000000000aabbccdd07000300763000000800040002000000');
});

test('what is written is read back', (t) => {
  const nested = nestedAttribute(18, [textAttribute(1, 'veth'), u32Attribute(2, 7)]);
  const inner = decodeAttributes(decodeAttributes(attributesOf(nested)).get(18) ?? Buffer.alloc(0));
  t.is(attributeText(inner.get(1) ?? Buffer.alloc(0)), 'veth');
  t.is(attributeNumber(inner.get(2)), 7);
});

test('the nested flag is no part of the type', (t) => {
  t.deepEqual([...decodeAttributes(attributesOf(bytesAttribute(0x8012, Buffer.from([1])))).keys()], [0x12]);
});

test('a length that cannot be ends the list', (t) => {
  t.is(decodeAttributes(Buffer.from([0, 0, 1, 0, 0, 0, 0, 0])).size, 0);
});

test('lengths are rounded up to four', (t) => {
  t.deepEqual([0, 1, 4, 5].map(aligned), [0, 4, 4, 8]);
});

const attributesOf = (attribute: { readonly type: number; readonly value: Uint8Array }): Buffer =>
  encodeMessage({ type: 0, flags: 0, fixed: Buffer.alloc(0), attributes: [attribute] }).subarray(16);
