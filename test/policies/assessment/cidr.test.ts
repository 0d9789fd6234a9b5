import { contains, overlap, parseCidr, type Range } from "../../../policies/assessment/cidr";

function range(text: string): Range {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(`${text} is no block`);
  return parsed;
}

test.each([
  ["10.20.0.0/16", 0x0a140000, 0x0a14ffff],
  ["10.20.5.7/16", 0x0a140000, 0x0a14ffff],
  ["0.0.0.0/0", 0, 0xffffffff],
  ["255.255.255.255/32", 0xffffffff, 0xffffffff],
])("reads %s", (text, first, last) => {
  expect(parseCidr(text)).toEqual({ first, last });
});

test.each([
  ...["10.20.0.0", "10.20.0.0/33", "10.20.0.256/16", "10.20.0/16", "fd00::/8", "", "a.b.c.d/16"],
  ...["1010.20.0.0/16", "10.20.0.0/160", "10.20.0.0/16, 10.21.0.0/16"],
])("refuses %p", (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test.each([
  ["10.20.0.0/16", "10.20.255.0/24", true, true],
  ["10.20.0.0/16", "10.20.0.0/16", true, true],
  ["10.20.0.0/24", "10.20.0.0/16", false, true],
  ["10.20.0.0/24", "10.20.1.0/24", false, false],
  ["10.20.1.0/24", "10.20.0.0/23", false, true],
  ["10.20.1.0/24", "10.20.0.0/24", false, false],
  ["10.20.0.0/24", "10.20.0.255/32", true, true],
])("%s and %s: the first contains the second %p, they overlap %p", (outer, inner, inside, touching) => {
  expect(contains(range(outer), range(inner))).toBe(inside);
  expect(overlap(range(outer), range(inner))).toBe(touching);
  expect(overlap(range(inner), range(outer))).toBe(touching);
});
